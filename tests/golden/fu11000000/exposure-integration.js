/*
 * Kameleoon and Segment: exposure events as a custom analytics integration
 *
 * Paste into: Kameleoon, a custom analytics integration.
 * Made by kamseg 0.1.0 for sitecode fu11000000, configuration 8ea9b7.
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

let timer;

/** Looks for Segment's library, ever more slowly: 36 times within a minute. */
function attempt(pause) {
  clearTimeout(timer);
  try {
    const visitor = Kameleoon.API.Visitor;
    // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
    if (!visitor.experimentLegalConsent || !visitor.personalizationLegalConsent) {
      console.info("[kamseg] waits for consent");
      return;
    }
    const analytics = window.dataLayer$;
    // Throws on Segment's stub, which has no user(); that of the npm package answers with a promise.
    const loaded = Promise.resolve(analytics.user());
    exposures.forEach((send) => loaded.then(() => send(analytics, visitor)).catch(() => {}));
    exposures.clear();
  } catch (error) {
    if (pause < 11000) timer = setTimeout(attempt, pause, pause * 1.2);
    else console.info("[kamseg] Segment's library did not come; waiting ends.");
  }
}

addEventListener("Kameleoon::LegalConsentUpdated", () => attempt(17));

const exposures = new Map();
let seen = new Set();

/** Tells Segment what the visitor saw. Listener and custom integration share it: neither repeats the other. */
kamseg.expose = (kind, event, { id, name, associatedVariation: variation }) => {
  // Each address is a page, on a single-page site too. What waits to be sent gives way to the same of a later page.
  if (!seen.has(location.href)) seen = new Set([location.href]);
  const exposure = "kamseg." + kind + id;
  if (!variation || seen.has(exposure)) return;
  seen.add(exposure);
  exposures.set(exposure, (analytics, visitor) => {
    const visit = visitor.code + " " + visitor.numberOfVisits;
    if (Kameleoon.API.Data.readLocalData(exposure) === visit) return;
    analytics.identify({ [(kind === "experiment" ? "Experiment " : "Personalization ") + name]: variation.name });
    console.info("[kamseg] exposure", name, variation.name);
    const sent = analytics.track(event, {
      [kind + "ID"]: id,
      [kind + "Name"]: name,
      variationID: variation.id,
      variationName: variation.name,
      nonInteraction: 1,
      [kind + "_id"]: String(id),
      [kind + "_name"]: name,
      variation_id: String(variation.id),
      variation_name: variation.name,
    });
    // Marked when Segment has the event: a page that is left at once may not have sent it.
    return Promise.resolve(sent).then(() => Kameleoon.API.Data.writeLocalData(exposure, visit, true));
  });
  attempt(17);
};

report();
