/*
 * Kameleoon custom data from Segment's trait 'plan'
 *
 * Paste into: Kameleoon, custom data 'Subscribed Plan', Custom JavaScript code.
 * Made by kamseg 0.1.0, mark 1dafa7, for sitecode a1b2c3d4e5.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});
const { Data, Visitor: visitor } = Kameleoon.API;

/** A value that the object itself has: nothing inherited, nothing of an object that is not there. */
function own(object, key) {
  return Object.prototype.hasOwnProperty.call(Object(object), key) ? object[key] : undefined;
}

/** The trait, at the top or under "traits" or "properties", if its value is of the type of the custom data. */
function pick(answer) {
  const places = [answer, own(answer, "traits"), own(answer, "properties")];
  const found = places.map((place) => own(place, "plan")).find((value) => value !== undefined);
  if (found === undefined || found === null || Object(found) === found) return undefined;
  // The engine would drop a longer one, and what it has with it.
  return String(found).length > 1000 ? undefined : String(found);
}

// Before consent the visitor code is thrown away with the page. null: the engine asks again in a moment.
if (!visitor.experimentLegalConsent && !visitor.personalizationLegalConsent) return null;
const id = visitor.code;

const asked = Date.now();
// What an earlier page has read. It is bound to the id, so that nobody is taken for somebody else.
const CACHE = "kamseg.IDENTIFY_plan";
const { id: whose, time, value: known } = Data.readLocalData(CACHE) || { id };
const isFresh = whose === id && asked - time < 300000 && typeof known === "string";

// One request for all custom data of a page; each page asks, so that the next one knows the truth.
const keys = ["COHORTS_" + id, "IDENTIFY_" + id];
if (kamseg.read !== location + keys) {
  kamseg.read = location + keys;
  kamseg.remote = new Promise((resolve) => Data.retrieveDataFromRemoteSource(keys, resolve));
}
kamseg.remote
  .then((answer) => {
    const value = pick(answer[keys[1]]);
    // Nothing readable, or the request failed: what is known stays.
    if (value === undefined) return;
    if (!isFresh && Date.now() - asked < 10000) Data.setCustomData("Subscribed Plan", value, true);
    Data.writeLocalData(CACHE, { id, time: asked, value }, true);
  })
  .catch(() => {});

// Known: answer now. Of another visitor: withdraw it. Otherwise nothing yet, and the engine need not ask again.
return { value: isFresh ? known : whose === id ? null : [], overwrite: true };
