// Visitor code, visits, consent and storage (CONTRACT 2.9).

const COOKIE = "kameleoonVisitorCode";
const STATE_KEY = "kameleoonState";
const CONSENT_KEY = "kameleoonConsent";
const COOKIE_SECONDS = 365 * 24 * 60 * 60;
const VISIT_IDLE_MS = 30 * 60 * 1000;
const CONSENTS = ["AB_TESTING", "PERSONALIZATION"];

let wantedCode = null; // setVisitorCode() before the runtime exists
let consent = {};
let visitor = null; // the runtime: null until it exists

function hasStorage() {
  try {
    return Boolean(window.localStorage);
  } catch (error) {
    return false;
  }
}

function readStored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch (error) {
    return null;
  }
}

// Quota and policy errors leave the engine in memory.
function writeStored(key, value) {
  try {
    localStorage.setItem(key, encodeJson(value));
  } catch (error) {
    record("engine.storage-failed", { key, message: String(error) });
  }
}

function removeStored(key) {
  if (hasStorage()) localStorage.removeItem(key);
}

function readCookie() {
  try {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(COOKIE + "="));
    return found ? found.slice(COOKIE.length + 1) : null;
  } catch (error) {
    return null;
  }
}

// The widest domain the browser accepts; host-only when it accepts none.
function writeCookie(value, seconds) {
  const labels = location.hostname.split(".");
  const domains = labels.slice(1).map((_, index) => labels.slice(-2 - index).join("."));
  for (const domain of domains.concat("")) {
    const attributes = "; path=/; SameSite=Lax; max-age=" + seconds + (domain ? "; domain=" + domain : "");
    try {
      document.cookie = COOKIE + "=" + value + attributes;
    } catch (error) {
      return; // a sandboxed page has no cookies
    }
    if (seconds > 0 && readCookie() === value) return;
  }
}

function isConsentRequired() {
  return CONFIG.account.consent === "required";
}

function hasConsent(type) {
  return consent[type] === true;
}

// Without consent everything stays in memory: no cookie, no storage.
function mayStore() {
  return CONSENTS.some(hasConsent);
}

// What is left from before the consent was withdrawn is read, though no longer written (CONTRACT 2.10).
function mayRead() {
  const isWithdrawn = CONSENTS.some((type) => consent[type] === false);
  return mayStore() || (isWithdrawn && CONFIG.account.withdrawal === "keeps");
}

function newVisitorCode() {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => alphabet[byte % 36]).join("");
}

function newVisit(now) {
  return { start: now, last: now, pageViews: 0, customData: {}, experiments: {}, personalizations: {}, sent: {} };
}

function newVisitor(code) {
  return { code, numberOfVisits: 0, customData: {}, assignments: {}, redirect: null, visit: null };
}

function loadConsent() {
  const undecided = { AB_TESTING: null, PERSONALIZATION: null };
  const given = { AB_TESTING: true, PERSONALIZATION: true };
  consent = isConsentRequired() ? { ...undecided, ...(readStored(CONSENT_KEY) || consent) } : given;
}

// Finds who visits; returns true when the visitor code is new.
function loadVisitor() {
  const inMemory = mayStore() ? null : visitor; // of an earlier address of this window
  const known = inMemory ? inMemory.code : mayRead() && readCookie();
  const code = wantedCode || known || newVisitorCode();
  const stored = inMemory || (mayRead() && readStored(STATE_KEY));
  visitor = stored && stored.code === code ? stored : newVisitor(code);
  const now = Date.now();
  if (!visitor.visit || now - visitor.visit.last >= VISIT_IDLE_MS) {
    visitor.visit = newVisit(now);
    visitor.numberOfVisits += 1;
  }
  visitor.visit.pageViews += 1;
  saveVisitor();
  return known !== code;
}

function saveVisitor() {
  visitor.visit.last = Date.now();
  if (!mayStore()) return;
  if (readCookie() !== visitor.code) writeCookie(visitor.code, COOKIE_SECONDS);
  writeStored(STATE_KEY, visitor);
}

function setVisitorCode(code) {
  wantedCode = String(code);
  if (!visitor) return;
  visitor.code = wantedCode;
  saveVisitor();
}

// Gives or withdraws. Given: the current code is kept and flushed. Withdrawn: what is stored stays, or is removed.
function setConsent(value, type = "BOTH") {
  for (const name of type === "BOTH" ? CONSENTS : [type]) {
    if (!CONSENTS.includes(name)) throw new Error("unknown consent type " + name);
    consent[name] = value;
  }
  if (isConsentRequired()) writeStored(CONSENT_KEY, consent);
  if (mayStore()) flushMemory();
  else if (CONFIG.account.withdrawal === "forgets") forgetStored();
  emit("LegalConsentUpdated", { legalConsentUpdate: { ...consent } });
  if (visitor) afterConsent();
}

function flushMemory() {
  if (visitor) saveVisitor();
  saveLocalData();
}

function forgetStored() {
  writeCookie("", 0);
  removeStored(STATE_KEY);
  removeStored(LOCAL_DATA_KEY);
}
