/*
 * Kameleoon and Segment: identity link and exposure events
 *
 * Paste into: Kameleoon, the project's Global custom script.
 * Made by kamseg 0.1.0, mark ed9688, for sitecode a1b2c3d4e5.
 * To change it, change the configuration, build again and paste again.
 */
;(() => {
  const kamseg = (window.kamseg = window.kamseg || {});
  // On a single-page site it runs again with each page; a second copy, pasted by mistake, runs too.
  if (kamseg.expose) return;

  const exposures = new Map();
  let page, heard, linking, timer;

  const wake = () => look(17);

  /** Looks for Segment's library, ever more slowly, for a minute, and tells it what it has not been told. */
  async function look(pause) {
    clearTimeout(timer);
    if (pause < 11000) timer = setTimeout(look, pause, pause * 1.2);
    try {
      const analytics = window.analytics;
      // An array is Segment's own stub.
      if (analytics.pop) return;
      // A wrapper may have none; that of the npm package is promised.
      const user = analytics.user ? await analytics.user() : {};
      // All that follows is looked at after all waiting, for all of it may have changed.
      const visitor = Kameleoon.API.Visitor;
      // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
      if (!visitor.experimentLegalConsent && !visitor.personalizationLegalConsent) return;
      exposures.forEach(async (send, exposure) => {
        exposures.set(exposure);
        try {
          await send(analytics, visitor.code);
        } catch (error) {
          // Not now; or it is sent already, and has no send() any more.
          exposures.set(exposure, send);
        }
      });
      if (analytics !== heard) {
        heard = analytics;
        // Whatever is sent is sent by somebody, who may be another than before.
        heard.on("dispatch_start", wake);
        // Later, because WebKit may show a removed cookie once more, some milliseconds long: analytics.js, asked for
        // the user in that moment, would take whoever has just logged out, and keep them.
        heard.on("reset", () => setTimeout(wake, 99));
      }
      // A short name for all three, so that neither the user's id nor odd or long texts get into a cookie.
      const mark =
        "kamseg.d81e" +
        [...(visitor.code + [user.id && user.id(), user.id && user.anonymousId && user.anonymousId()])].reduce(
          (hash, letter) => ((hash * 101) % 1e9) + letter.charCodeAt(),
          0
        );
      if (isSince(mark, 1794000)) {
        clearTimeout(timer);
        linking = 0;
      } else {
        // Somebody is on it: this page, or another tab. Where nothing can be kept, the page itself knows.
        if (linking === mark || isSince(mark, 1800000)) return;
        // Tabs take turns. Locks may be missing, denied or held for ever: after two seconds nobody waits for them.
        if (pause < 399) return await navigator.locks.request("kamseg.d81e", () => look(399));
        // Reserved for six seconds: then, if it hangs, other pages try.
        keep(mark, Date.now() - 1794000);
        linking = mark;
        const context =
          (await analytics.track("Kameleoon identifier", {
            k_visitorCode: visitor.code,
            kameleoonVisitorCode: visitor.code,
          })) || {};
        // Dropped, or without its sender, it resolves, too. Told to debug, the library forgets its logs.
        if (
          context.logs &&
          (context.failedDelivery() ||
            !/^$|Segment/.test(context.logs().map((log) => log.extras && log.extras.plugin)))
        ) {
          throw context;
        }
      }
      // The visit goes on.
      keep(mark, Date.now());
    } catch (error) {
      // It is not there, something else of its name is, or nothing leaves.
      linking = 0;
    }
  }

  /** Keeps the time: among the engine's data, and in a cookie of the widest domain that is accepted. */
  function keep(mark, time) {
    Kameleoon.API.Data.writeLocalData(mark, time);
    location.hostname.split(".").reduceRight((domain, label) => {
      document.cookie = "kamseg=" + mark + time + ";path=/;domain=" + label + "." + domain;
      return label + "." + domain;
    });
  }

  /** Whether it was kept so many milliseconds ago at most. Each place may be denied, full or swept. */
  function isSince(mark, age) {
    return [
      Kameleoon.API.Data.readLocalData(mark),
      ...document.cookie.split(mark),
    ].some((time) => Date.now() - parseInt(time) < age);
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

  // "Activated" comes after the variation is applied: now the visitor sees it.
  addEventListener("Kameleoon::ExperimentActivated", kamseg.expose("experiment", "Experiment Viewed"));
  addEventListener("Kameleoon::PersonalizationActivated", kamseg.expose("personalization", "Personalization Viewed"));

  wake();
})();
