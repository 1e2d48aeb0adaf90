/*
 * Kameleoon and Segment: exposure events as a custom analytics integration
 *
 * Paste into: Kameleoon, a custom analytics integration.
 * Made by kamseg 0.1.0 for sitecode a1b2c3d4e5, configuration e6946e.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});

/** The engine runs this once for each campaign that the visitor sees; the names of the other kind are null. */
function report() {
  const associatedVariation = { id: variationID, name: variationName };
  if (experimentID === null) {
    kamseg.expose("personalization", "Personalization Viewed", {
      id: personalizationID,
      name: personalizationName,
      associatedVariation,
    });
  } else {
    kamseg.expose("experiment", "Experiment Viewed", {
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
}

function tellAll() {
  tell();
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

/** Tells Segment what it may know. All is looked at here, after all waiting, for all of it may have changed. */
function tell() {
  const { analytics, user } = library() || {};
  const go = (person) => {
    const visitor = Kameleoon.API.Visitor;
    // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
    if (!visitor.experimentLegalConsent && !visitor.personalizationLegalConsent) return undefined;
    told = Date.now();
    const who = { analytics, code: visitor.code };
    sendExposures(who);
    return undefined;
  };
  // That of the npm package is promised.
  return tried(() => (user.then ? user.then(go).catch(() => {}) : go(user)));
}

/** Hears of changes. Whatever is sent is sent by somebody: a change that nothing else tells of is seen then. */
function listen(analytics) {
  analytics.on("dispatch_start", () => tell());
}

const exposures = new Map();
let seen = new Set();

/** Tells Segment what the visitor saw. Listener and custom integration share it: neither repeats the other. */
kamseg.expose = (kind, event, { id, name, associatedVariation: variation }) => {
  if (!variation) return;
  const exposure = [kind, id, variation.id].join();
  // A path is a page, on a single-page site, too. What waits gives way to the same of a later page.
  if (!seen.has(location.pathname)) seen = new Set([location.pathname]);
  if (seen.has(exposure)) return;
  seen.add(exposure);
  exposures.set(exposure, ({ analytics, code }) => {
    return analytics.track(event, {
      [kind + "ID"]: id,
      [kind + "Name"]: name,
      variationID: variation.id,
      variationName: variation.name,
      nonInteraction: 1,
      k_visitorCode: code,
      kameleoonVisitorCode: code,
    });
  });
  wake();
};

/** Sends what waits; what was dropped on the way waits on. */
function sendExposures(who) {
  exposures.forEach(async (send, exposure) => {
    exposures.delete(exposure);
    if (!(await leaves(() => send(who))) && !exposures.has(exposure)) exposures.set(exposure, send);
  });
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
    const analytics = window.analytics;
    if (Array.isArray(analytics) || typeof analytics.track !== "function") return undefined;
    const user = analytics.user ? analytics.user() : {};
    return user && { analytics, user };
  });
}

report();
