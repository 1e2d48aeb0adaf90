/*
 * Kameleoon and Segment: identity link
 *
 * Paste into: Kameleoon, the project's Global custom script.
 * Made by kamseg 0.1.0 for sitecode fu11000000, configuration 8ea9b7.
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
      if (!visitor.experimentLegalConsent || !visitor.personalizationLegalConsent) {
        console.info("[kamseg] waits for consent");
        return;
      }
      const analytics = window.dataLayer$;
      // Throws on Segment's stub, which has no user(); that of the npm package answers with a promise.
      const loaded = Promise.resolve(analytics.user());
      loaded.then((user) => link(analytics, user, visitor.code)).catch(() => {});
    } catch (error) {
      if (pause < 11000) timer = setTimeout(attempt, pause, pause * 1.2);
      else console.info("[kamseg] Segment's library did not come; waiting ends.");
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
        last = localStorage.getItem("kamseg.8ea9b7") || last;
      } catch (error) {
        // Storage is denied: once per page.
      }
      const isKnown = Date.now() - last.split(identity)[1] < 3600000;
      const sent =
        isKnown ||
        analytics.track("Visitor known", {
          "visitor code": code,
          visitorCode: code,
        });
      last = identity + Date.now();
      console.info("[kamseg] visitor code", code, isKnown ? "was sent in this visit" : "is sent");
      // The visit is marked when Segment has the event: a page that is left at once may not have sent it. The lock is
      // kept a little longer, until other tabs can see the mark, so that tabs that open together send one event.
      return Promise.resolve(sent)
        .then(() => localStorage.setItem("kamseg.8ea9b7", last))
        .then(() => new Promise((resolve) => setTimeout(resolve, 300)));
    };
    return navigator.locks ? navigator.locks.request("kamseg.8ea9b7", decide).catch(decide) : decide();
  }

  kamseg.link();
})();
