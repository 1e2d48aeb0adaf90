/*
 * Kameleoon and Segment: exposure events as a custom analytics integration
 *
 * Paste into: Kameleoon, a custom analytics integration.
 * Made by kamseg 0.1.0, mark d90b11, for sitecode a1b2c3d4e5.
 * To change it, change the configuration, build again and paste again.
 */
const kamseg = (window.kamseg = window.kamseg || {});

/** The engine runs this once for each campaign that the visitor sees; the names of the other kind are null. */
function report() {
  const associatedVariation = { id: variationID, name: variationName };
  if (experimentID === null) {
    kamseg.expose("personalization", "Personalization Viewed")({
      detail: { personalization: { id: personalizationID, name: personalizationName, associatedVariation } },
    });
  } else {
    kamseg.expose("experiment", "Experiment Viewed")({
      detail: { experiment: { id: experimentID, name: experimentName, associatedVariation } },
    });
  }
}

// The global script, or an earlier campaign of this page, has made it.
if (kamseg.expose) return report();

const exposures = new Map();
let page, heard, timer;

const wake = () => look(17);

/** Looks for Segment's library, ever more slowly, for a minute, and tells it what it has not been told. */
async function look(pause) {
  clearTimeout(timer);
  if (pause < 11000) timer = setTimeout(look, pause, pause * 1.2);
  try {
    const analytics = window.analytics;
    // An array is Segment's own stub.
    if (analytics.pop) return;
    // The npm package only keeps calls until its user is there.
    if (analytics.user) await analytics.user();
    // All that follows is looked at after all waiting, for all of it may have changed.
    const visitor = Kameleoon.API.Visitor;
    // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
    if (!visitor.experimentLegalConsent && !visitor.personalizationLegalConsent) return;
    const code = visitor.code;
    exposures.forEach(async (send, exposure) => {
      exposures.set(exposure);
      try {
        await send(analytics, code);
      } catch (error) {
        // Not now; or it is sent already, and has no send() any more.
        exposures.set(exposure, send);
      }
    });
    if (analytics !== heard) {
      heard = analytics;
    }
  } catch (error) {
    // It is not there, something else of its name is, or nothing leaves.
  }
}

/**
 * Makes a listener that tells Segment what the visitor saw. The global script and a custom integration share it:
 * neither repeats the other.
 */
kamseg.expose = (kind, event) => ({
  detail: {
    [kind]: { id, name, associatedVariation: variation },
  },
}) => {
  if (!variation) return;
  // A path is a page, on a single-page site, too. What could not be sent is gone with its page.
  if (page !== location.pathname) exposures.clear();
  page = location.pathname;
  const exposure = kind + id + variation.id;
  if (exposures.has(exposure)) return;
  exposures.set(exposure, (analytics, code) => {
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

// A script has been loaded, which may have brought the library, however late.
document.addEventListener("load", wake, true);
// The visitor uses the page: the visit goes on.
addEventListener("click", wake, true);
addEventListener("Kameleoon::LegalConsentUpdated", wake);

report();
