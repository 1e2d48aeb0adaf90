/*
 * Kameleoon custom data from Segment's trait 'newsletter'
 *
 * Paste into: Kameleoon, custom data 'Newsletter', Custom JavaScript code.
 * Made by kamseg 0.1.0, mark 8148e8, for sitecode an4ly5t000.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});
const { Data, Visitor: visitor } = Kameleoon.API;

/** Segment's id: from its library, or from the cookies of an earlier page while the library is not there yet. */
function segmentId() {
  try {
    const user = window.analytics.user();
    return user.id();
  } catch (error) {
    // There is only its stub, or nothing yet.
  }
  // Older versions write JSON: null, or a text in quotation marks.
  const cookies = " " + document.cookie + ";";
  const cookie = cookies.match(/ ajs_user_id=(?!null;)(%22)?([^;]+?)(%22)?;/);
  try {
    return decodeURIComponent(cookie[2]);
  } catch (error) {
    // There is none, or it is malformed: the library will know.
  }
}

/** A value that the object itself has: nothing inherited, nothing of an object that is not there. */
function own(object, key) {
  return Object.prototype.hasOwnProperty.call(Object(object), key) ? object[key] : undefined;
}

/** The trait, at the top or under "traits" or "properties", if its value is of the type of the custom data. */
function pick(answer) {
  const places = [answer, own(answer, "traits"), own(answer, "properties")];
  const found = places.map((place) => own(place, "newsletter")).find((value) => value !== undefined);
  if (found === "true" || found === "false") return found === "true";
  return typeof found === "boolean" ? found : undefined;
}

// Before consent the visitor code is thrown away with the page. null: the engine asks again in a moment.
if (!visitor.personalizationLegalConsent) return null;
const id = segmentId();
// null: the engine asks again; false: it stops.
if (!id) return performance.now() < 10000 ? null : false;

const asked = Date.now();
// What an earlier page has read. It is bound to the id, so that nobody is taken for somebody else.
const CACHE = "kamseg.IDENTIFY_newsletter";
const { id: whose, time, value: known } = Data.readLocalData(CACHE) || { id };
const isFresh = whose === id && asked - time < 300000 && typeof known === "boolean";

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
    if (!isFresh && Date.now() - asked < 10000) Data.setCustomData("Newsletter", value, true);
    Data.writeLocalData(CACHE, { id, time: asked, value }, true);
  })
  .catch(() => {});

// Known: answer now. Of another visitor: withdraw it. Otherwise nothing yet, and the engine need not ask again.
return { value: isFresh ? known : whose === id ? null : [], overwrite: true };
