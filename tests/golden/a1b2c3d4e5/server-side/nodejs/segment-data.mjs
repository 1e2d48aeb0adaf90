/*
 * Segment's audiences, traits and group for Kameleoon's Node.js SDK.
 *
 * Made by kamseg 0.1.0, mark 94c02a, for sitecode a1b2c3d4e5.
 * Needs @kameleoon/nodejs-sdk; a custom data is found by its name by versions since September 2025.
 * Calls: getRemoteData, addData and CustomData, as the types of the package declare them.
 */
import { CustomData } from "@kameleoon/nodejs-sdk";

// The custom data of the Kameleoon project, and where Segment's value lies; null: in any of its usual places.
const PERSONAS = {
  customData: "SegmentIO personas",
  path: null,
};
const TRAITS = [
  {
    customData: "Subscribed Plan",
    trait: "plan",
    type: "string",
    path: null,
  },
];
const GROUP = {
  customData: "Group ID",
  path: null,
};

function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** A value that the object itself has, nothing inherited. */
function own(object, key) {
  const has = Object.prototype.hasOwnProperty;
  return isObject(object) && has.call(object, key) ? object[key] : undefined;
}

/** A text of what is none; what is longer than Kameleoon takes is left out. */
function textOf(value) {
  if (value === undefined || value === null || isObject(value))
    return undefined;
  return String(value).length > 1000 ? undefined : String(value);
}

const ERROR_WORDS =
  /^(code|details?|exception|fault|messages?|status|statusCode)$/;

/** Whether it is the body of an error: no audience is called that, and none has a text or a number for it. */
function isErrorInsteadOfAudiences(object) {
  return Object.entries(object).some(
    ([key, value]) =>
      /^errors?$/.test(key) ||
      (ERROR_WORDS.test(key) && typeof value !== "boolean"),
  );
}

/** Names in a list of texts, or of objects that have one. */
function namesOfList(list) {
  if (list.some((item) => isObject(item) && isErrorInsteadOfAudiences(item)))
    return null;
  const isName = (value) =>
    (typeof value === "string" && value) || typeof value === "number";
  const names = list
    .map((item) =>
      isObject(item)
        ? ["name", "audience_key", "key", "id"]
            .map((key) => own(item, key))
            .find(isName)
        : item,
    )
    .filter(isName);
  return list.length > 0 && names.length === 0 ? null : names;
}

/** Names that are keys, each with what is neither false nor null; a text there is the body of an error. */
function namesOfTable(table) {
  const isText = (value) => typeof value === "string" && value !== "";
  if (isErrorInsteadOfAudiences(table) || Object.values(table).some(isText)) {
    return null;
  }
  const isIn = (name) => table[name] !== false && table[name] !== null;
  return Object.keys(table).filter((name) => name && isIn(name));
}

/** The audiences, or null where there is nothing readable. */
function personasIn(answer) {
  let stored = PERSONAS.path ? PERSONAS.path.reduce(own, answer) : answer;
  if (!isObject(stored) || isErrorInsteadOfAudiences(stored)) return null;
  if (!PERSONAS.path && !Array.isArray(stored)) {
    const values = Object.values(stored);
    const isAlone = values.length < 2;
    const isBox = (value) =>
      Array.isArray(value) || (isAlone && isObject(value));
    stored = values.find(isBox) || stored;
  }
  const names = Array.isArray(stored)
    ? namesOfList(stored)
    : namesOfTable(stored);
  return names && [...new Set(names.map(String))];
}

/** Whether it is the body of an error and no profile. */
function isErrorInsteadOfProfile(object) {
  const has = (...keys) => keys.some((key) => own(object, key) !== undefined);
  return (
    has("error", "errors") ||
    (has("message", "detail") && has("code", "status", "statusCode"))
  );
}

/** Where traits lie: at the top, or one level down. */
function placesOf(profile) {
  return [profile, own(profile, "traits"), own(profile, "properties")];
}

/** The value of a trait, if it is of the type of the custom data. */
function traitIn(profile, { trait, type, path }) {
  const found = path
    ? path.reduce(own, profile)
    : placesOf(profile)
        .map((place) => own(place, trait))
        .find((value) => value !== undefined);
  if (type === "string") return textOf(found);
  if (type === "boolean") {
    if (found === "true" || found === "false") return found === "true";
    return typeof found === "boolean" ? found : undefined;
  }
  const number =
    typeof found === "string" && found.trim() ? Number(found) : found;
  return Number.isFinite(number) ? number : undefined;
}

/** The traits that are there, by their names in Segment. */
function traitsIn(profile) {
  const values = TRAITS.map((one) => [one.trait, traitIn(profile, one)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The group id, or null. */
function groupIn(profile) {
  const found = GROUP.path
    ? GROUP.path.reduce(own, profile)
    : placesOf(profile)
        .flatMap((place) => [
          own(place, "groupId"),
          own(place, "group_id"),
          own(own(place, "group"), "id"),
        ])
        .find(Boolean);
  return textOf(found) || null;
}

/** What Kameleoon keeps under a key; null where it is unknown, the request fails, or nobody answers in time. */
async function remoteDataOf(client, key, timeout) {
  // The SDK does not encode these: it would ask for the data of somebody else.
  if (/[&#+]/.test(key)) return null;
  let timer;
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(resolve, timeout, null);
  });
  try {
    return await Promise.race([client.getRemoteData(key), tooLate]);
  } catch (error) {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What Segment knows of a user, from Kameleoon's Data API. It throws nothing.
 *
 * @param {object} client - Kameleoon's client, initialised
 * @param {string} userId - the visitor code
 * @param {number} timeout - how long an answer may take, in milliseconds
 * @returns {Promise<{personas: string[] | null, traits: object, group: string | null}>}
 *   null, or left out of traits: unknown; an empty list: in no audience
 */
export async function readSegmentData(client, userId, timeout = 2000) {
  const found = { personas: null, traits: {}, group: null };
  if (!userId) return found;
  const [audiences, profile] = await Promise.all([
    remoteDataOf(client, "COHORTS_" + userId, timeout),
    remoteDataOf(client, "IDENTIFY_" + userId, timeout),
  ]);
  found.personas = personasIn(audiences);
  if (isObject(profile) && !isErrorInsteadOfProfile(profile)) {
    found.traits = traitsIn(profile);
    found.group = groupIn(profile);
  }
  return found;
}

/** The same as custom data of the SDK, for the targeting of feature flags. */
function customDataOf(found) {
  const data = [];
  if (found.personas) {
    data.push(new CustomData(PERSONAS.customData, ...found.personas));
  }
  for (const { customData, trait } of TRAITS) {
    const value = own(found.traits, trait);
    if (value !== undefined)
      data.push(new CustomData(customData, String(value)));
  }
  if (found.group !== null) {
    data.push(new CustomData(GROUP.customData, found.group));
  }
  return data;
}

/**
 * Reads Segment's data and hands it to the SDK, before a feature flag is evaluated.
 *
 * @param {object} client - Kameleoon's client, initialised
 * @param {string} visitorCode - Kameleoon's visitor
 * @param {number} timeout - how long an answer may take, in milliseconds
 * @returns {Promise<object>} what was read, as from readSegmentData
 */
export async function addSegmentData(client, visitorCode, timeout = 2000) {
  const found = await readSegmentData(client, visitorCode, timeout);
  const data = customDataOf(found);
  if (data.length > 0) client.addData(visitorCode, ...data);
  return found;
}
