/*
 * Kameleoon and Segment: exposure events as a custom analytics integration
 *
 * Paste into: Kameleoon, a custom analytics integration.
 * Made by kamseg 0.1.0, mark 346eeb, for sitecode fu11000000.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});

/** The engine runs this once for each campaign that the visitor sees; the names of the other kind are null. */
function report() {
  const associatedVariation = { id: variationID, name: variationName };
  if (experimentID === null) {
    kamseg.expose("personalization", "\u003c/script\u003e seen")({
      detail: { personalization: { id: personalizationID, name: personalizationName, associatedVariation } },
    });
  } else {
    kamseg.expose("experiment", "Test \"seen\"")({
      detail: { experiment: { id: experimentID, name: experimentName, associatedVariation } },
    });
  }
}

// The global script, or an earlier campaign of this page, has made it.
if (kamseg.expose) return report();

const exposures = new Map();
const sending = {};
let heard, timer;

/** Says once, until it changes, why something is so; answers what is to be answered. */
function say(reason, state, text, answer, about = "") {
  const part = "exposure-integration";
  const told = (kamseg.said = kamseg.said || {});
  const tell = state === "fails" ? console.warn : console.info;
  if (told[part + about] !== text) tell("[kamseg] " + part + ": " + text);
  told[part + about] = text;
  return answer;
}

const wake = () => look(17);

/** Looks for Segment's library, ever more slowly, for a minute, and tells it what it has not been told. */
async function look(pause) {
  clearTimeout(timer);
  if (pause < 11000) timer = setTimeout(look, pause, pause * 1.2);
  else if (!heard) say("library-ended", "fails", "waiting ends: no library of Segment at window.dataLayer$ in a minute; a click looks once more");
  try {
    const analytics = window.dataLayer$;
    // An array is Segment's own stub.
    if (analytics.pop) return say("library-stub", "waits", "only the stub of Segment's library is there: the library is on its way, or held back");
    // A wrapper may have none; that of the npm package is promised.
    const user = analytics.user ? await analytics.user() : {};
    // All that follows is looked at after all waiting, for all of it may have changed.
    const visitor = Kameleoon.API.Visitor;
    // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
    if (!visitor.experimentLegalConsent || !visitor.personalizationLegalConsent) return say("no-consent", "waits", "waits for consent to experiments and personalization");
    const code = visitor.code;
    if (analytics !== heard) {
      heard = analytics;
      // Whatever is sent is sent by somebody, who may be another than before.
      heard.on("dispatch_start", wake);
      // Later, because WebKit may show a removed cookie once more, some milliseconds long: analytics.js, asked for
      // the user in that moment, would take whoever has just logged out, and keep them.
      heard.on("reset", () => setTimeout(wake, 99));
    }
    const ids = [user.id && user.id(), user.id && user.anonymousId && user.anonymousId()];
    goOn();
    const messages = [...exposures].map(async ([exposure, send]) => {
      const isSent = await once([code, ids[0] || ids[1], exposure], pause, () => send(analytics, code));
      if (isSent) exposures.delete(exposure);
      return isSent;
    });
    if ((await Promise.all(messages)).every(Boolean)) clearTimeout(timer);
  } catch (error) {
    // It is not there, something else of its name is, or nothing leaves.
    if (Object(error).logs) return;
    if (window.dataLayer$) say("library-odd", "fails", "what is at window.dataLayer$ is not Segment's library, or throws: " + error);
    else if (document.readyState === "complete") say("library-missing", "fails", "Segment's library is blocked or missing at window.dataLayer$");
    else say("library-loading", "waits", "Segment's library is on its way");
  }
}

/** Sends it once in a visit, whichever page or tab of the site it is; answers whether the visit has sent it. */
async function once(texts, pause, send) {
  const mark = markOf(texts);
  if (isSince(mark, 3594000)) return say("sent", "sent", "sent in this visit", true, mark);
  // Somebody is on it: this page, or another tab.
  if (sending[mark] || isSince(mark, 3600000)) return say("reserved", "waits", "is being sent, by this page or another tab", false, mark);
  // Tabs take turns. Locks may be missing, denied or held for ever: after two seconds nobody waits for them.
  if (pause < 399) return navigator.locks.request("kamseg.f328", () => look(399));
  // Reserved for six seconds: then, if it hangs, other pages try.
  keep(mark, Date.now() - 3594000);
  sending[mark] = true;
  try {
    const context = (await send()) || {};
    const isDropped =
      context.logs &&
      (context.failedDelivery() ||
        !/^$|Segment/.test(context.logs().map((log) => log.extras && log.extras.plugin)));
    if (!isDropped) keep(mark, Date.now());
    else say("dropped", "fails", "Segment's library took it but did not send it: a middleware, a plugin or its settings drop it", undefined, mark);
    return !isDropped;
  } finally {
    sending[mark] = false;
  }
}

/** The visit goes on, and what it has sent is not sent again. */
function goOn() {
  for (const pair of document.cookie.split("; ")) {
    const [mark] = pair.split("=");
    const isOurs = mark.startsWith("kamseg.f328");
    if (isOurs && !isSince(mark, 120000) && isSince(mark, 3594000)) keep(mark, Date.now());
  }
}

/** A short name: neither a user's id nor odd or long texts get into a cookie. */
function markOf(texts) {
  const text = texts.join();
  return "kamseg.f328" + [...text].reduce((hash, letter) => ((hash * 101) % 1e9) + letter.charCodeAt(), 0);
}

/** Keeps the time: in the page, among the engine's data, and in a cookie of the widest domain that is accepted. */
function keep(mark, time) {
  kamseg[mark] = time;
  Kameleoon.API.Data.writeLocalData(mark, time, true);
  location.hostname.split(".").reduceRight((domain, label) => {
    document.cookie = mark + "=" + time + ";path=/;max-age=3600;domain=" + label + "." + domain;
    return label + "." + domain;
  });
}

/** Whether it was kept so many milliseconds ago at most. Each place may be denied, full or swept. */
function isSince(mark, age) {
  return [
    kamseg[mark],
    Kameleoon.API.Data.readLocalData(mark),
    ...document.cookie.split(mark + "="),
  ].some((time) => Date.now() - parseInt(time) < age);
}

// Which destinations hear of what visitors see.
const options = { integrations: {"All": false, "Mixpanel": true, "*\/": {"session_id": 1}} };

/**
 * Makes a listener that tells Segment what the visitor saw. The global script and a custom integration share it:
 * neither repeats the other.
 */
kamseg.expose = (kind, event) => ({
  detail: {
    [kind]: { id, name, associatedVariation: variation },
  },
}) => {
  if (!variation) return say("no-variation", "waits", "" + name + ": no variation is assigned, so nothing was seen", undefined, kind + id);
  const exposure = kind + id + "-" + variation.id;
  exposures.set(exposure, (analytics) => {
    const trait = (kind === "experiment" ? "Experiment " : "Personalization ") + name;
    analytics.identify({ [trait]: variation.name }, options);
    say("exposure", "sent", "" + name + ": sends the variation " + variation.name, undefined, exposure);
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
    }, options);
  });
  wake();
};

// A script has been loaded, which may have brought the library, however late.
document.addEventListener("load", wake, true);
// The visitor uses the page: the visit goes on.
addEventListener("click", wake, true);
addEventListener("Kameleoon::LegalConsentUpdated", wake);

report();
