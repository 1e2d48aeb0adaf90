// What the engine sends to the data host: one event a line, in batches (CONTRACT 2.11).

const ACTIVITY_MS = 15000;
const TAB_KEY = "kameleoonTab";

let unsent = [];
let isScheduled = false;
let isActive = false;
let clicks = 0;

function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function track(eventType, fields) {
  unsent.push({ eventType, ...fields, nonce: randomHex().toUpperCase() });
  scheduleSending();
}

// One batch per turn of the event loop. The real engine takes up to two seconds; here nobody has to wait, also where
// the clock stands still, and a page that is left has nothing left to send: what is sent in `pagehide` keeps Chromium
// from ending the page at once, and analytics.js then wants to tell that it failed to load.
function scheduleSending() {
  if (isScheduled || unsent.length === 0) return;
  isScheduled = true;
  resolved.then(sendEvents);
}

function sendEvents() {
  isScheduled = false;
  if (!mayStore()) return; // events wait for a consent
  const request = new XMLHttpRequest(); // a text makes it text/plain
  request.open("POST", eventsUrl());
  request.send(unsent.map(encodeEvent).join("\n"));
  unsent = [];
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
