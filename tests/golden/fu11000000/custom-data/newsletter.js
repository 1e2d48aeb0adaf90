/*
 * Kameleoon custom data from Segment's trait 'newsletter'
 *
 * Paste into: Kameleoon, custom data 'Newsletter*\/', Custom JavaScript code.
 * Made by kamseg 0.1.0, mark 9f1a91, for sitecode fu11000000.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});
const { Data, Visitor: visitor } = Kameleoon.API;

/** Says once, until it changes, why something is so; answers what is to be answered. */
function say(reason, state, text, answer, about = "") {
  const part = "Newsletter*\/";
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
  if (present === undefined) {
    if (age >= 3000) return say("too-late", "waits", "read " + quote(value) + " after 3 s, too late for this page: the next one sets it");
    return say("unknown-name", "fails", "read " + quote(value) + ", but unknown name in Kameleoon: no custom data is called exactly \"Newsletter*\/\"");
  }
  if (typeof present !== "boolean") return say("wrong-format", "fails", "set to " + quote(present) + ", but its format in Kameleoon is not Boolean");
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

/** The trait, at the top or under "traits" or "properties", if its value is of the type of the custom data. */
function pick(answer) {
  const places = [answer, own(answer, "traits"), own(answer, "properties")];
  const found = places.map((place) => own(place, "newsletter")).find((value) => value !== undefined);
  if (answer === undefined || answer === null) return say("nothing-stored", "waits", "nothing is stored under " + recordKey + ": let Segment send something about this user");
  if (found === undefined) return say("no-trait", "waits", "read, but no trait newsletter in " + recordKey);
  if (found === "true" || found === "false") return found === "true";
  return typeof found === "boolean" ? found : say("not-a-type", "fails", "read, but " + quote(found) + " is not a boolean", undefined);
}

// Before consent the visitor code is thrown away with the page. null: the engine asks again in a moment.
if (!visitor.experimentLegalConsent || !visitor.personalizationLegalConsent) return say("no-consent", "waits", "waits for consent to experiments and personalization", null);
const id = segmentId();
// null: the engine asks again; false: it stops.
if (!id) return performance.now() < 3000 ? say("no-segment-id", "waits", "no Segment id yet (lookup = segment-user-or-anonymous-id): Segment's library makes one", null) : say("gave-up", "fails", "no Segment id in 3 s (lookup = segment-user-or-anonymous-id): the next page asks once more", false);

const asked = Date.now();
// What an earlier page has read. It is bound to the id, so that nobody is taken for somebody else.
const CACHE = "kamseg.IDENTIFY_newsletter";
const { id: whose, time, value: known } = Data.readLocalData(CACHE) || { id };
const isFresh = whose === id && asked - time < 60000 && typeof known === "boolean";

// One request for all custom data of a page; each page asks, so that the next one knows the truth.
const recordKey = "IDENTIFY_" + id;
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
    if (!isFresh && Date.now() - asked < 3000) Data.setCustomData("Newsletter*\/", value, true);
    Data.writeLocalData(CACHE, { id, time: asked, value }, true);
    const { customData } = Object(Kameleoon.API.CurrentVisit);
    became(value, Object(customData)["Newsletter*\/"], Date.now() - asked);
  })
  .catch((error) => say("read-failed", "fails", "what was read could not be used: " + error));

// Known: answer now. Of another visitor: withdraw it. Otherwise nothing yet, and the engine need not ask again.
return { value: isFresh ? known : whose === id ? null : [], overwrite: true };
