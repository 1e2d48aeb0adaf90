// Runs custom data code against what the Data API might hold, as the engine does: each on three pages. The first knows
// nothing yet, the second what the first has kept, and what is kept for the third is broken.

const TYPES = {
  list: (value) =>
    Array.isArray(value) &&
    value.every((name) => typeof name === "string" && name !== "") &&
    new Set(value).size === value.length,
  string: (value) => typeof value === "string",
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
};

async function run({ programs, cases }) {
  const watched = watch(window, ["kamseg", "Kameleoon", "analytics"]);
  const made = programs.map((program) => ({ ...program, body: new Function(program.code) }));
  const found = [];
  for (const text of cases) {
    // Not written anew: a number that is too large would become null.
    const [, quoted, payload] = text.match(/^\[("(?:[^"\\]|\\.)*"), ([^]*)\]$/);
    const id = JSON.parse(quoted);
    const known = contentsOf(JSON.parse(payload));
    for (const program of made) {
      const problems = await visits(program, id, payload, known, watched);
      problems.forEach((what) => found.push({ program: program.label, case: text, what }));
    }
    await turn();
    const later = watched.takeChanges().concat(watched.takeLate());
    for (const what of later) found.push({ program: "one of them", case: text, what });
  }
  return found;
}

async function visits(program, id, payload, known, watched) {
  const kept = new Map();
  const keep = (key, value) => kept.set(key, JSON.stringify(value));
  const first = await visit(program, id, payload, (key) => JSON.parse(kept.get(key) || "null"), keep);
  const second = await visit(program, id, payload, (key) => JSON.parse(kept.get(key) || "null"), keep);
  const third = await visit(program, id, payload, () => JSON.parse(payload), () => undefined);
  return [
    ...[first, second, third].flatMap((seen) => judge(program, seen, known)),
    ...(first.value === undefined ? [] : judgeLater(program, first.value, second)),
    ...watched.takeSwallowed(),
  ];
}

async function visit(program, id, payload, readLocalData, writeLocalData) {
  const seen = { returned: undefined, thrown: [], calls: [], value: undefined };
  const wanted = program.prefixes.map((prefix) => prefix + id);
  const retrieveDataFromRemoteSource = (keys, answer) => {
    if (String(keys) !== String(wanted)) seen.thrown.push("asks for " + JSON.stringify(keys));
    const stored = Object.fromEntries(keys.map((key) => [key, JSON.parse(payload)]));
    Promise.resolve(stored).then(answer);
  };
  const setCustomData = (...values) => seen.calls.push(values);
  const consents = { experimentLegalConsent: true, personalizationLegalConsent: true };
  const Data = { readLocalData, writeLocalData, setCustomData, retrieveDataFromRemoteSource };
  window.kamseg = undefined;
  window.Kameleoon = { API: { Data, Visitor: { code: id, ...consents } } };
  window.analytics = { user: () => ({ id: () => id, anonymousId: () => id }) };
  try {
    seen.returned = program.body.call(window);
  } catch (error) {
    seen.thrown.push("throws: " + error);
  }
  await (window.kamseg && window.kamseg.remote);
  for (let round = 0; round < 4; round += 1) await null;
  if (seen.calls.length > 0) seen.value = seen.calls[0][1];
  return seen;
}

function judge(program, { returned, thrown, calls }, known) {
  const problems = thrown.slice();
  for (const values of calls) {
    if (values.length !== 3 || values[0] !== program.name || values[2] !== true) {
      problems.push("sets something else: " + JSON.stringify(values));
    }
    problems.push(...judgeValue(program, values[1], known));
  }
  if (calls.length > 1) problems.push("sets more than once: " + JSON.stringify(calls));
  if (Object(returned) !== returned || !("value" in returned)) return problems.concat("returns: " + String(returned));
  const isEmpty = Array.isArray(returned.value) && returned.value.length === 0;
  if (returned.value === null || (isEmpty && returned.overwrite === true)) return problems;
  if (returned.overwrite !== true) problems.push("returns without overwrite: " + JSON.stringify(returned));
  return problems.concat(judgeValue(program, returned.value, known));
}

function judgeValue(program, value, known) {
  if (!TYPES[program.type](value)) return [`sets no ${program.type}: ${JSON.stringify(value)}`];
  const parts = program.type === "list" ? value : [value];
  return parts
    .filter((part) => !(program.type === "number" ? known.numbers.has(part) : known.words.has(String(part))))
    .map((part) => "invents: " + JSON.stringify(part));
}

// The second page knows what the first has read, and need not set it again. An empty list is read anew.
function judgeLater(program, value, second) {
  if (!program.cached || (Array.isArray(value) && value.length === 0)) return [];
  if (second.returned && JSON.stringify(second.returned.value) === JSON.stringify(value) && !second.calls.length) {
    return [];
  }
  return [`forgets ${JSON.stringify(value)}: returns ${JSON.stringify(second.returned)}`];
}

// Every key and every plain value: custom data can hold nothing else.
function contentsOf(payload) {
  const words = new Set();
  const open = [payload];
  while (open.length > 0) {
    const value = open.pop();
    if (Object(value) === value) {
      if (!Array.isArray(value)) Object.keys(value).forEach((key) => words.add(key));
      Object.values(value).forEach((inner) => open.push(inner));
    } else if (value !== null) {
      words.add(String(value));
    }
  }
  return { words, numbers: new Set([...words].map(Number)) };
}
