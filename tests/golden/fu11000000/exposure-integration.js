/*
 * Kameleoon and Segment: exposure events as a custom analytics integration
 *
 * Paste into: Kameleoon, a custom analytics integration.
 * Made by kamseg 0.1.0 for sitecode fu11000000, configuration cb15c0.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});

/** The engine runs this once for each campaign that the visitor sees; the names of the other kind are null. */
function report() {
  const associatedVariation = { id: variationID, name: variationName };
  if (experimentID === null) {
    kamseg.expose("personalization", "\u003c/script\u003e seen", {
      id: personalizationID,
      name: personalizationName,
      associatedVariation,
    });
  } else {
    kamseg.expose("experiment", "Test \"seen\"", {
      id: experimentID,
      name: experimentName,
      associatedVariation,
    });
  }
}

// The global script, or an earlier campaign of this page, has made it.
if (kamseg.expose) return report();

let heard;
let timer;

/** Looks for Segment's library, ever more slowly, for a minute: what it finds may be replaced in that time, too. */
function look(pause) {
  clearTimeout(timer);
  const { analytics } = library() || {};
  if (analytics && analytics !== heard) {
    heard = analytics;
    tried(() => listen(analytics));
    tellAll();
  }
  if (pause < 11000) timer = setTimeout(look, pause, pause * 1.2);
  else if (!heard) console.info("[kamseg] nothing that can track() at window", "dataLayer$");
}

function tellAll() {
  takeTurn();
}

/** Something is new: it is told where the library is there already, and looked for again. */
function wake() {
  if (heard) tellAll();
  look(17);
}

addEventListener("Kameleoon::LegalConsentUpdated", wake);

// A script that loads may be the library, however late. Whoever uses the page may bring it, and goes on with the visit.
document.addEventListener("load", ({ target }) => target.tagName === "SCRIPT" && look(17), true);
["pointerdown", "keydown", "visibilitychange"].forEach((sign) =>
  document.addEventListener(sign, () => Date.now() - told > 60000 && wake(), true)
);

let told = 0;
let hadTurn = false;

/** Tells Segment what it may know. All is looked at here, after all waiting, for all of it may have changed. */
function tell(isMyTurn, isAlone) {
  const { analytics, user } = library() || {};
  const go = (person) => {
    const visitor = Kameleoon.API.Visitor;
    // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
    if (!visitor.experimentLegalConsent || !visitor.personalizationLegalConsent) return console.info("[kamseg] waits for consent");
    told = Date.now();
    const [anonymousId, id] = ["anonymousId", "id"].map((name) => tried(() => person[name]()));
    const who = { analytics, code: visitor.code, anonymousId, id, isAlone };
    hadTurn = hadTurn || isMyTurn;
    return isMyTurn && sendExposures(who);
  };
  // That of the npm package is promised.
  return tried(() => (user.then ? user.then(go).catch(() => {}) : go(user)));
}

/** Hears of changes. Whatever is sent is sent by somebody: a change that nothing else tells of is seen then. */
function listen(analytics) {
  analytics.on("dispatch_start", () => tell(hadTurn));
}

const exposures = new Map();

/** Tells Segment what the visitor saw. Listener and custom integration share it: neither repeats the other. */
kamseg.expose = (kind, event, { id, name, associatedVariation: variation }) => {
  if (!variation) return;
  const exposure = [kind, id, variation.id].join();
  exposures.set(exposure, ({ analytics, code }) => {
    analytics.identify({ [(kind === "experiment" ? "Experiment " : "Personalization ") + name]: variation.name }, { integrations: {"All": false, "Mixpanel": true, "Actions Amplitude": {"session_id": 1, "names": ["\u003c/script\u003e", "*\/"]}} });
    console.info("[kamseg] exposure", name, variation.name);
    return analytics.track(event, {
      [kind + "ID"]: id,
      [kind + "Name"]: name,
      variationID: variation.id,
      variationName: variation.name,
      nonInteraction: 1,
      [kind + "_id"]: String(id),
      [kind + "_name"]: name,
      variation_id: String(variation.id),
      variation_name: variation.name,
    }, { integrations: {"All": false, "Mixpanel": true, "Actions Amplitude": {"session_id": 1, "names": ["\u003c/script\u003e", "*\/"]}} });
  });
  wake();
};

/** Sends what waits, once in a visit of the user; what was dropped on the way waits on. */
function sendExposures(who) {
  const sent = [...exposures].map(async ([exposure, send]) => {
    const mark = markOf(who.code, who.id || who.anonymousId, exposure);
    if (await once(who.isAlone, [mark], () => send(who))) exposures.delete(exposure);
  });
  return Promise.all(sent);
}

const KEY = "kamseg.cb15c0";
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes turns with other tabs. Locks may be missing, denied, or held for ever: nobody waits for more than seconds. */
async function takeTurn() {
  const asked = Date.now();
  const late = setTimeout(tell, 5000, true);
  try {
    // A delivery may hang: it is waited for four seconds, and longer by those who have waited in vain themselves.
    const turn = () => Promise.race([tell(true, true), wait(4000 + Date.now() - asked)]);
    await navigator.locks.request(KEY, turn);
  } catch (error) {
    tell(true);
  }
  clearTimeout(late);
}

const VISIT = 3600000;
// What was sent, under a short name, to the time at which the visit was last seen.
const marks = new Map();
const sending = new Set();

/** The short name: neither personal data nor odd or long texts get into a cookie. */
function markOf(...texts) {
  let hash = 5381;
  for (const character of texts.join("\n")) hash = Math.imul(hash ^ character.codePointAt(), 16777619);
  return (hash >>> 0).toString(36);
}

function isFresh(mark, ms) {
  return Math.abs(Date.now() - marks.get(mark)) < ms;
}

/** Reads the marks: from a cookie, which subdomains share, and from localStorage, for either may be denied or swept. */
function recall() {
  const cookie = tried(() => document.cookie.split(KEY + "=")[1].split(";")[0]);
  const stored = tried(() => localStorage.getItem(KEY));
  (`${cookie},${stored}`.match(/\w+\.\w+/g) || []).forEach((entry) => {
    const [mark, time] = entry.split(".");
    marks.set(mark, Math.max(parseInt(time, 36), marks.get(mark) || 0));
  });
}

/** Sets a mark, and writes all of them to both places: the cookie on the widest domain that the browser accepts. */
function keep(mark, time) {
  recall();
  marks.set(mark, time);
  const fresh = [...marks].filter(([name]) => isFresh(name, 3600000)).slice(-40);
  const text = fresh.map(([name, since]) => name + "." + since.toString(36)).join(".");
  tried(() => localStorage.setItem(KEY, text));
  tried(() =>
    location.hostname.split(".").some((_, at, labels) => {
      const domain = labels.slice(-2 - at).join(".");
      document.cookie = `${KEY}=${text}; domain=${domain}; path=/; max-age=3600; samesite=lax`;
      return document.cookie.includes(text);
    })
  );
}

/** Sends what the visit has not sent, and marks it when it has left; answers whether the visit has sent it. */
async function once(isAlone, [mark, ...others], send) {
  recall();
  const seen = [mark, ...others].find((name) => isFresh(name, VISIT - 15000));
  if (seen) {
    // The visit goes on.
    if (!isFresh(seen, VISIT / 30)) {
      marks.forEach((time, name) => isFresh(name, VISIT - 15000) && marks.set(name, Date.now()));
      keep(seen, Date.now());
    }
    return true;
  }
  // Its last 15 seconds are those of a mark under way. Who is alone knows that nobody is on it: the page is gone, or hangs.
  if (sending.has(mark) || (!isAlone && isFresh(mark, VISIT))) return false;
  sending.add(mark);
  keep(mark, Date.now() - VISIT + 15000);
  const hasLeft = await leaves(send);
  sending.delete(mark);
  keep(mark, hasLeft ? Date.now() : 0);
  // Until other tabs can see it.
  await wait(300);
  return hasLeft;
}

/** Whether it has really left: Segment's context tells. What else track() may answer is taken for a yes. */
async function leaves(send) {
  try {
    const context = Object(await send());
    if (!context.logs) return true;
    const logs = context.logs();
    // Without its sender the library resolves, too. Told to debug, it forgets the logs, but not that it has tried.
    const isTried = logs[0] ? logs.some(({ extras }) => Object(extras).plugin === "Segment.io") : context.attempts;
    return isTried && !context.failedDelivery();
  } catch (error) {
    return false;
  }
}

/** What it answers, or undefined where it throws: storage may be denied, and a wrapper lacks what the library has. */
function tried(action) {
  try {
    return action();
  } catch (error) {
    return undefined;
  }
}

/** Segment's library and its user. Segment's stub is none: an array, which keeps calls until the library comes. */
function library() {
  return tried(() => {
    const analytics = window.dataLayer$;
    if (Array.isArray(analytics) || typeof analytics.track !== "function") return undefined;
    const user = analytics.user ? analytics.user() : {};
    return user && { analytics, user };
  });
}

report();
