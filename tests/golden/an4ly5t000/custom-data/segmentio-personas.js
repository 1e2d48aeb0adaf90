/*
 * Kameleoon custom data from Segment's audiences
 *
 * Paste into: Kameleoon, custom data 'SegmentIO personas', Custom JavaScript code.
 * Made by kamseg 0.1.0, mark 1b3137, for sitecode an4ly5t000.
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

/** The audiences: flat, each with true or false; but that is not certain, so a list or one level down is read, too. */
function pick(answer) {
  if (Object(answer) !== answer) return null;
  const values = Object.values(answer);
  const isBox = (value) => Array.isArray(value) || (values.length < 2 && Object(value) === value);
  const stored = Array.isArray(answer) ? answer : values.find(isBox) || answer;
  const names = Array.isArray(stored)
    ? stored.map((item) => item && (item.name || item.audience_key || item.key || item.id || item))
    : Object.keys(stored).filter((key) => stored[key] !== null && stored[key] !== false);
  return [...new Set(names.filter((name) => name && Object(name) !== name).map(String))];
}

// Before consent the visitor code is thrown away with the page. null: the engine asks again in a moment.
if (!visitor.personalizationLegalConsent) return null;
const id = segmentId();
// null: the engine asks again; false: it stops.
if (!id) return performance.now() < 10000 ? null : false;

const asked = Date.now();
// What an earlier page has read. It is bound to the id, so that nobody is taken for somebody else.
const CACHE = "kamseg.COHORTS_";
const { id: whose, time, value: known } = Data.readLocalData(CACHE) || { id, time: 1 };
const isFresh = whose === id && asked - time < 300000 && Array.isArray(known);

// One request for all custom data of a page; each page asks, so that the next one knows the truth.
const keys = ["COHORTS_" + id, "IDENTIFY_" + id];
if (kamseg.read !== location + keys) {
  kamseg.read = location + keys;
  kamseg.remote = new Promise((resolve) => Data.retrieveDataFromRemoteSource(keys, resolve));
}
kamseg.remote
  .then((answer) => {
    // Where nothing is kept under the one key but something under the other, the last audience was left.
    const value = pick(answer[keys[0]] || (answer[keys[1]] && {}));
    // Nothing readable, or the request failed: what is known stays.
    if (!value) return;
    if (!isFresh && Date.now() - asked < 10000) Data.setCustomData("SegmentIO personas", value, true);
    // An empty list has no time: it is the answer at once, and what is read then is set all the same, for who has just
    // entered the first audience is to see it on the next page.
    Data.writeLocalData(CACHE, { id, time: value[0] && asked, value }, true);
  })
  .catch(() => {});

// Known: answer now. Left, or another visitor's: withdraw it. Otherwise nothing yet; the engine need not ask again.
return { value: isFresh ? known : whose === id && time ? null : [], overwrite: true };
