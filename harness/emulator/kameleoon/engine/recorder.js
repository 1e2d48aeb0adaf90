// Tells the journal what happens in the page. Not part of the real engine.
// Built to survive what tests do to a page: it keeps its own references, needs no timers (they may be faked)
// and no JSON.stringify of objects (toJSON may be polluted), and its beacons outlive a navigation.

const RECORD_URL = CONFIG.origin + "/__kamseg/record";
const LONGEST_RECORDED_TEXT = 20000;
const beacon = navigator.sendBeacon.bind(navigator);
const send = window.fetch.bind(window);
const resolved = Promise.resolve();
const quote = JSON.stringify;
const pageId = Math.random().toString(36).slice(2, 10);
let batch = [];
let batchNumber = 0;

// One beacon per turn of the event loop; the number lets the emulator restore the order.
function record(kind, data) {
  if (batch.length === 0) resolved.then(sendBatch);
  batch.push({ kind, data });
}

function sendBatch() {
  const body = encodeJson({ page: pageId, number: batchNumber++, url: location.href, entries: batch });
  batch = [];
  if (!beacon(RECORD_URL, body)) send(RECORD_URL, { method: "POST", mode: "no-cors", body });
}

// JSON without toJSON; what JSON cannot hold becomes text.
function encodeJson(value, depth = 0) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return isFinite(value) ? String(value) : quote(String(value));
  if (typeof value === "string") return quote(value.slice(0, LONGEST_RECORDED_TEXT));
  if (typeof value !== "object" || depth > 8) return quote(String(value));
  if (Array.isArray(value)) return "[" + value.map((item) => encodeJson(item, depth + 1)).join(",") + "]";
  const members = Object.keys(value).filter((key) => value[key] !== undefined);
  return "{" + members.map((key) => quote(key) + ":" + encodeJson(value[key], depth + 1)).join(",") + "}";
}

// Kameleoon logs an exception of pasted code and goes on (CONTRACT 2.3, 2.6).
function logError(where, error) {
  console.error("Kameleoon: " + where + ":", error);
  record("engine.error", { where, message: String(error) });
}
