// What the engine sends to the data host: one event a line, in batches (CONTRACT 2.11).

const BATCH_MS = 50; // the real engine takes up to two seconds; whoever waits for an event need not
const ACTIVITY_MS = 15000;
const TAB_KEY = "kameleoonTab";

let unsent = [];
let sendTimer = null;
let isActive = false;
let clicks = 0;

function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Without a consent events wait in memory.
function track(eventType, fields) {
  unsent.push({ eventType, ...fields, nonce: randomHex().toUpperCase() });
  scheduleSending();
}

function scheduleSending() {
  if (sendTimer === null && unsent.length > 0 && mayStore()) sendTimer = setTimeout(sendEvents, BATCH_MS);
}

function takeBatch() {
  clearTimeout(sendTimer);
  sendTimer = null;
  if (!mayStore()) return "";
  const batch = unsent.map(encodeEvent).join("\n");
  unsent = [];
  return batch;
}

function sendEvents() {
  const batch = takeBatch();
  if (!batch) return;
  const request = new XMLHttpRequest(); // a text makes it text/plain
  request.open("POST", eventsUrl());
  request.send(batch);
}

// Nobody would wait for the answer to a request of a page that is left; a beacon outlives it.
function sendLastEvents() {
  const batch = takeBatch();
  if (batch) beacon(eventsUrl(), batch);
}

function eventsUrl() {
  const { sitecode } = CONFIG.account;
  const query = { siteCode: sitecode, visitorCode: visitor.code, itp: false, tabId: tabId() };
  return CONFIG.data_origin + "/visit/events?" + encodeEvent(query);
}

function encodeEvent(fields) {
  return Object.keys(fields).map((name) => name + "=" + encodeField(fields[name])).join("&");
}

function encodeField(value) {
  const text = value !== null && typeof value === "object" ? encodeJson(value) : String(value);
  try {
    return encodeURIComponent(text);
  } catch (error) {
    return ""; // half a surrogate pair
  }
}

function tabId() {
  try {
    const id = sessionStorage.getItem(TAB_KEY) || randomHex();
    sessionStorage.setItem(TAB_KEY, id);
    return id;
  } catch (error) {
    return pageId; // no storage: each page is a tab of its own
  }
}

// With each load, those of single-page mode included.
function beginEvents() {
  track("page", { href: location.href, title: document.title, referrer: document.referrer });
  if (visitor.visit.pageViews === 1) track("staticData", describeBrowser());
  watchActivity();
  if (CONFIG.account.geolocation) askForPlace();
}

function describeBrowser() {
  return {
    browser: navigator.userAgent, screenWidth: screen.width, screenHeight: screen.height,
    windowWidth: innerWidth, windowHeight: innerHeight,
    localeLanguageTag: navigator.language, visitNumber: visitor.numberOfVisits,
  };
}

function watchActivity() {
  for (const type of ["mousemove", "scroll", "click"]) Utils.addEventListener(document, type, noteActivity);
  every(ACTIVITY_MS, () => {
    if (!isActive) return;
    track("activity", { clicks });
    isActive = false;
    clicks = 0;
  });
}

function noteActivity(event) {
  isActive = true;
  if (event.type === "click") clicks += 1;
}

// Asked even before consent; the answer waits for it like any event.
function askForPlace() {
  const request = new XMLHttpRequest();
  request.open("GET", CONFIG.data_origin + "/geolocation");
  request.onload = () => {
    if (request.status === 200) track("geolocation", parseAnswer(request.responseText));
  };
  request.send();
}

window.addEventListener("pagehide", sendLastEvents);
