/*
 * Kameleoon and Segment: identity link
 *
 * Paste into: Kameleoon, the project's Global custom script.
 * Made by kamseg 0.1.0 for sitecode m1n1m4l000, configuration ba95d2.
 * To change it, change the configuration, build again and paste again.
 */
;(() => {
  const kamseg = (window.kamseg = window.kamseg || {});
  // On a single-page site it runs again with each page; a second copy, pasted by mistake, runs too.
  if (kamseg.link) return kamseg.link();

  let timer;

  /** Looks for Segment's library, ever more slowly: 36 times within a minute. */
  function attempt(pause) {
    clearTimeout(timer);
    try {
      const visitor = Kameleoon.API.Visitor;
      // Before consent the visitor code is thrown away with the page. The engine tells when consent is given.
      if (!visitor.experimentLegalConsent && !visitor.personalizationLegalConsent) return;
      const analytics = window.analytics;
      // Throws on Segment's stub, which has no user(); that of the npm package answers with a promise.
      const loaded = Promise.resolve(analytics.user());
      loaded.then((user) => link(analytics, user, visitor.code)).catch(() => {});
    } catch (error) {
      if (pause < 11000) timer = setTimeout(attempt, pause, pause * 1.2);
    }
  }

  kamseg.link = () => attempt(17);

  addEventListener("Kameleoon::LegalConsentUpdated", () => attempt(17));

  let last = "";

  /** Tells Segment the visitor code: once per visit, and again when the visitor or Segment's user changes. */
  function link(analytics, user, code) {
    if (!last) {
      analytics.on("identify", kamseg.link);
      // Later, because WebKit may show a removed cookie once more, some milliseconds long: analytics.js, asked for the
      // user in that moment, would take whoever has just logged out, and keep them.
      analytics.on("reset", () => setTimeout(kamseg.link, 99));
    }
    const decide = () => {
      // Asked for here and not before the lock was free: somebody may have logged in meanwhile.
      const identity = `${code} ${user.anonymousId()} ${user.id()} `;
      try {
        last = localStorage.getItem("kamseg.ba95d2") || last;
      } catch (error) {
        // Storage is denied: once per page.
      }
      const isKnown = Date.now() - last.split(identity)[1] < 1800000;
      const sent =
        isKnown ||
        analytics.track("Kameleoon identifier", {
          k_visitorCode: code,
          kameleoonVisitorCode: code,
        });
      last = identity + Date.now();
      // The visit is marked when Segment has the event: a page that is left at once may not have sent it. The lock is
      // kept a little longer, until other tabs can see the mark, so that tabs that open together send one event.
      return Promise.resolve(sent)
        .then(() => localStorage.setItem("kamseg.ba95d2", last))
        .then(() => new Promise((resolve) => setTimeout(resolve, 300)));
    };
    return navigator.locks ? navigator.locks.request("kamseg.ba95d2", decide).catch(decide) : decide();
  }

  kamseg.link();
})();
