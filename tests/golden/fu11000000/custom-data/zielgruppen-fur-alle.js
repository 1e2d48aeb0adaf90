/*
 * Kameleoon custom data from Segment's audiences
 *
 * Paste into: Kameleoon, custom data 'Zielgruppen für alle', Custom JavaScript code.
 * Made by kamseg 0.1.0, mark a4f2f1, for sitecode fu11000000.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});
const { Data, Visitor: visitor } = Kameleoon.API;

/** Says once, until it changes, why something is so; answers what is to be answered. */
function say(reason, state, text, answer, about = "") {
  const part = "Zielgruppen für alle";
  const told = (kamseg.said = kamseg.said || {});
  const tell = state === "fails" ? console.warn : console.info;
  if (told[part + about] !== text) tell("[kamseg] " + part + ": " + text);
  told[part + about] = text;
  return answer;
}

/** A value as a text of bearable length. */
function quote(value) {
  return String(JSON.stringify(value)).slice(0, 99);
}

/** Says what has become of a value that was read so many milliseconds after it was asked for. */
function became(value, present, age) {
  if (!value[0] && !Object(present)[0]) return say("no-audience", "waits", "read: this user is in no audience");
  if (present === undefined) {
    if (age >= 3000) return say("too-late", "waits", "read " + quote(value) + " after 3 s, too late for this page: the next one sets it");
    return say("unknown-name", "fails", "read " + quote(value) + ", but unknown name in Kameleoon: no custom data is called exactly \"Zielgruppen für alle\"");
  }
  if (!Array.isArray(present)) return say("not-a-list", "fails", "set to " + quote(present) + ", but its type in Kameleoon is not List");
  if (quote(present) === quote(value)) return say("set", "set", "set to " + quote(present));
  return say("set-for-now", "set", "set to " + quote(present) + "; the next page has " + quote(value));
}

/** Segment's id: from its library, or from the cookies of an earlier page while the library is not there yet. */
function segmentId() {
  try {
    const user = window.dataLayer$.user();
    return user.id() || user.anonymousId();
  } catch (error) {
    // There is only its stub, or nothing yet.
  }
  // Older versions write JSON: null, or a text in quotation marks.
  const cookies = " " + document.cookie + ";";
  const cookie =
    cookies.match(/ ajs_user_id=(?!null;)(%22)?([^;]+?)(%22)?;/) ||
    cookies.match(/ ajs_anonymous_id=(?!null;)(%22)?([^;]+?)(%22)?;/);
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

/** The audiences, from the place that the configuration names. */
function pick(answer) {
  const stored = ["audiences"].reduce(own, answer);
  if (answer === undefined || answer === null) return say("nothing-stored", "waits", "nothing is stored under " + recordKey + ": let Segment send something about this user", null);
  if (Object(stored) !== stored) return say("no-path", "fails", "read, but nothing at audiences in " + recordKey, null);
  const names = Array.isArray(stored)
    ? stored.map((item) => item && (item.name || item.audience_key || item.key || item.id || item))
    : Object.keys(stored).filter((key) => stored[key] !== null && stored[key] !== false);
  return [...new Set(names.filter((name) => name && Object(name) !== name).map(String))];
}

// Before consent the visitor code is thrown away with the page. null: the engine asks again in a moment.
if (!visitor.experimentLegalConsent || !visitor.personalizationLegalConsent) return say("no-consent", "waits", "waits for consent to experiments and personalization", null);
const id = segmentId();
// null: the engine asks again; false: it stops.
if (!id) return performance.now() < 3000 ? say("no-segment-id", "waits", "no Segment id yet (lookup = segment-user-or-anonymous-id): Segment's library makes one", null) : say("gave-up", "fails", "no Segment id in 3 s (lookup = segment-user-or-anonymous-id): the next page asks once more", false);

const asked = Date.now();
// What an earlier page has read. It is bound to the id, so that nobody is taken for somebody else.
const CACHE = "kamseg.COHORTS_";
const { id: whose, time, value: known } = Data.readLocalData(CACHE) || { id, time: 1 };
const isFresh = whose === id && asked - time < 60000 && Array.isArray(known);

// One request for all custom data of a page; each page asks, so that the next one knows the truth.
const recordKey = "COHORTS_" + id;
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
    if (!isFresh && Date.now() - asked < 3000) Data.setCustomData("Zielgruppen für alle", value, true);
    // An empty list has no time: it is the answer at once, and what is read then is set all the same, for who has just
    // entered the first audience is to see it on the next page.
    Data.writeLocalData(CACHE, { id, time: value[0] && asked, value }, true);
    const { customData } = Object(Kameleoon.API.CurrentVisit);
    became(value, Object(customData)["Zielgruppen für alle"], Date.now() - asked);
  })
  .catch((error) => say("read-failed", "fails", "what was read could not be used: " + error));

// Known: answer now. Left, or another visitor's: withdraw it. Otherwise nothing yet; the engine need not ask again.
return { value: isFresh ? known : whose === id && time ? null : [], overwrite: true };
