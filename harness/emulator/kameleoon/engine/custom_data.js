// Custom data: values, scopes and overwrite rules (CONTRACT 2.4, 2.5, 2.10).

const LONGEST_VALUE = 1000;

let pageData = {};

function findIndex(nameOrIndex) {
  return typeof nameOrIndex === "number" ? nameOrIndex : CUSTOM_DATA.findIndex((datum) => datum.name === nameOrIndex);
}

// PAGE lives with the page, VISIT with the visit, VISITOR with the visitor.
function storeOf(datum) {
  return { PAGE: pageData, VISIT: visitor.visit.customData, VISITOR: visitor.customData }[datum.scope];
}

function clearPageData() {
  pageData = {};
}

function allCustomData() {
  return { ...visitor.customData, ...visitor.visit.customData, ...pageData };
}

function overwritesByDefault(datum) {
  return datum.type === "UNIQUE" && datum.scope !== "PAGE";
}

function setCustomData(nameOrIndex, value, overwrite, source = "api") {
  const index = findIndex(nameOrIndex);
  const datum = CUSTOM_DATA[index];
  const isChosen = overwrite !== undefined && overwrite !== null;
  const replace = isChosen ? Boolean(overwrite) : overwritesByDefault(datum || {});
  const given = Array.isArray(value) ? value : [value];
  const fitting = given.filter(fits);
  const skipped = given.length - fitting.length;
  const outcome = outcomeOf(datum, value, given, fitting);
  const name = datum ? datum.name : String(nameOrIndex);
  record("custom-data", { name, value, overwrite: replace, source, outcome, skipped, visitorCode: visitor.code });
  if (outcome !== "set" && outcome !== "too-long") return;
  // What does not fit is left out, but what was there has to go all the same.
  const counts = store(datum, fitting, replace);
  if (!replace && fitting.length === 0) return;
  saveVisitor();
  emit("CustomDataSet", { name, value });
  trackCustomData(index, datum, counts, replace, isChosen && replace);
  scheduleTargeting();
}

function fits(item) {
  return item !== null && item !== undefined && String(item).length <= LONGEST_VALUE;
}

// Each outcome but "set" is silent in the real engine.
function outcomeOf(datum, value, given, fitting) {
  if (inFirstPass) return "lost";
  if (!datum) return "unknown";
  if (value === null || value === undefined) return "ignored";
  if (fitting.length > 0 || given.length === 0) return "set";
  return given.every((item) => item === null || item === undefined) ? "ignored" : "too-long";
}

// Returns how often each value was given. A unique datum keeps the first.
function store(datum, items, replace) {
  const place = storeOf(datum);
  if (replace) delete place[datum.name];
  const values = items.map((item) => convert(datum, item));
  values.forEach((value) => addValue(datum, place, value));
  const kept = datum.type === "UNIQUE" ? values.slice(0, 1) : values;
  return Object.fromEntries(kept.map((value) => [value, kept.filter((other) => other === value).length]));
}

function addValue({ name, type }, place, value) {
  const isNew = !hasOwn(place, name);
  const list = isNew ? [] : place[name];
  if (type === "LIST") place[name] = list.includes(value) ? list : list.concat([value]);
  else if (type === "COUNT_LIST") place[name] = counted(list, value);
  else if (isNew) place[name] = value;
}

function counted(list, value) {
  const count = list.filter((entry) => entry.value === value).reduce((sum, entry) => sum + entry.count, 1);
  const added = { value, count };
  return count === 1 ? list.concat([added]) : list.map((entry) => (entry.value === value ? added : entry));
}

function convert(datum, value) {
  if (datum.format === "NUMBER") return Number(value);
  if (datum.format === "BOOLEAN") return value === true || value === "true";
  return String(value);
}

// A value that has not changed in the visit is not sent again, unless it was set with overwrite (CONTRACT 2.11).
function trackCustomData(index, datum, valuesCountMap, overwrite, always) {
  const { visit } = visitor;
  const text = encodeJson(storeOf(datum)[datum.name] || null);
  if (!always && (visit.sent || {})[index] === text) return;
  visit.sent = { ...visit.sent, [index]: text };
  saveVisitor();
  track("customData", { index, overwrite, valuesCountMap });
}
