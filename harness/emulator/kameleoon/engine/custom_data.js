// Custom data: values, scopes, overwrite rules, and the loop that evaluates acquisition code (CONTRACT 2.4, 2.5).

const LONGEST_VALUE = 1000;
const FAST_ROUNDS = 30; // 100 ms each: three seconds
const FAST_MS = 100;
const SLOW_MS = 3000;

let pageData = {};
let inFirstPass = false;
let acquisitionTimer = null;

function findDatum(nameOrIndex) {
  const data = CONFIG.account.custom_data;
  return typeof nameOrIndex === "number" ? data[nameOrIndex] : data.find((datum) => datum.name === nameOrIndex);
}

// PAGE lives with the page, VISIT with the visit, VISITOR with the visitor.
function storeOf(datum) {
  return { page: pageData, visit: visitor.visit.customData, visitor: visitor.customData }[datum.scope];
}

function allCustomData() {
  return { ...visitor.customData, ...visitor.visit.customData, ...pageData };
}

function overwritesByDefault(datum) {
  return datum.type === "unique" && datum.scope !== "page";
}

function setCustomData(nameOrIndex, value, overwrite, source = "api") {
  const datum = findDatum(nameOrIndex);
  const isChosen = overwrite !== undefined && overwrite !== null;
  const replace = isChosen ? Boolean(overwrite) : overwritesByDefault(datum || {});
  const outcome = applyCustomData(datum, value, replace);
  const name = datum ? datum.name : String(nameOrIndex);
  record("custom-data", { name, value, overwrite: replace, source, outcome, visitorCode: visitor.code });
  if (outcome !== "set") return;
  saveVisitor();
  emit("CustomDataSet", { name: datum.name, value });
  scheduleTargeting();
}

// Each outcome but "set" is silent in the real engine.
function applyCustomData(datum, value, replace) {
  if (inFirstPass) return "lost";
  if (!datum) return "unknown";
  if (value === null || value === undefined) return "ignored";
  const values = (Array.isArray(value) ? value : [value]).map((item) => convert(datum, item));
  if (values.some((item) => typeof item === "string" && item.length > LONGEST_VALUE)) return "too-long";
  const store = storeOf(datum);
  if (replace) delete store[datum.name];
  values.forEach((item) => addValue(datum, store, item, replace));
  return "set";
}

function addValue(datum, store, value, replace) {
  if (datum.type === "list") {
    const list = store[datum.name] || [];
    store[datum.name] = list.includes(value) ? list : list.concat([value]);
  } else if (datum.type === "count-list") {
    const counts = { ...store[datum.name] };
    counts[value] = (counts[value] || 0) + 1;
    store[datum.name] = counts;
  } else if (replace || !(datum.name in store)) {
    store[datum.name] = value;
  }
}

function convert(datum, value) {
  if (datum.format === "number") return Number(value);
  if (datum.format === "boolean") return value === true || value === "true";
  return String(value);
}

// Step 4 of the boot order: a synchronous setCustomData is lost here, a returned value is not.
function beginAcquisition() {
  pageData = {};
  let waiting = CONFIG.account.custom_data.filter((datum) => datum.code);
  const evaluateWaiting = () => {
    waiting = waiting.filter(isStillWaiting);
  };
  inFirstPass = true;
  evaluateWaiting();
  inFirstPass = false;
  clearTimeout(acquisitionTimer);
  scheduleAcquisition(evaluateWaiting, () => waiting.length > 0, 0);
}

function scheduleAcquisition(evaluateWaiting, isNeeded, round) {
  if (!isNeeded()) return;
  acquisitionTimer = setTimeout(() => {
    evaluateWaiting();
    scheduleAcquisition(evaluateWaiting, isNeeded, round + 1);
  }, round < FAST_ROUNDS ? FAST_MS : SLOW_MS);
}

// Nothing returned: evaluated again later. Anything else ends it, even what is not `{value}`.
function isStillWaiting(datum) {
  const wasFirstPass = inFirstPass;
  const result = runPasted("custom data " + datum.name, datum.code);
  record("custom-data.evaluated", { name: datum.name, answered: result !== null && result !== undefined });
  if (result === null || result === undefined) return true;
  if (typeof result === "object" && result.value !== null && result.value !== undefined) {
    inFirstPass = false;
    setCustomData(datum.name, result.value, result.overwrite, "returned");
    inFirstPass = wasFirstPass;
  }
  return false;
}
