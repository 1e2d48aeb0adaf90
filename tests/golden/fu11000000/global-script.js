/*
 * Kameleoon and Segment: identity link
 *
 * Paste into: Kameleoon, the project's Global custom script.
 * Made by kamseg 0.1.0, mark ee28fc, for sitecode fu11000000.
 * To change it, change the configuration, build again and paste again.
 */
;(() => {
  const kamseg = (window.kamseg = window.kamseg || {});
  // On a single-page site it runs again with each page; a second copy, pasted by mistake, runs too.
  if (kamseg.link) return kamseg.link();

  let heard, linking, timer;

  /** Says once, until it changes, why something is so; answers what is to be answered. */
  function say(reason, state, text, answer, about = "") {
    const part = "global-script";
    const told = (kamseg.said = kamseg.said || {});
    const tell = state === "fails" ? console.warn : console.info;
    if (told[part + about] !== text) tell("[kamseg] " + part + ": " + text);
    told[part + about] = text;
    return answer;
  }

  const wake = (kamseg.link = () => look(17));

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
        "kamseg.f328" +
        [...(visitor.code + [user.id && user.id(), user.id && user.anonymousId && user.anonymousId()])].reduce(
          (hash, letter) => ((hash * 101) % 1e9) + letter.charCodeAt(),
          0
        );
      if (isSince(mark, 3594000)) {
        say("sent", "sent", "sent in this visit");
        clearTimeout(timer);
        linking = 0;
      } else {
        // Somebody is on it: this page, or another tab. Where nothing can be kept, the page itself knows.
        if (linking === mark || isSince(mark, 3600000)) return say("reserved", "waits", "is being sent, by this page or another tab");
        // Tabs take turns. Locks may be missing, denied or held for ever: after two seconds nobody waits for them.
        if (pause < 399) return await navigator.locks.request("kamseg.f328", () => look(399));
        // Reserved for six seconds: then, if it hangs, other pages try.
        keep(mark, Date.now() - 3594000);
        linking = mark;
        say("sends", "sent", "sends the visitor code " + visitor.code);
        const context =
          (await analytics.track("Visitor known", {
            "visitor code": visitor.code,
            visitorCode: visitor.code,
          })) || {};
        // Dropped, or without its sender, it resolves, too. Told to debug, the library forgets its logs.
        if (
          context.logs &&
          (context.failedDelivery() ||
            !/^$|Segment/.test(context.logs().map((log) => log.extras && log.extras.plugin)))
        ) {
          say("dropped", "fails", "Segment's library took it but did not send it: a middleware, a plugin or its settings drop it");
          throw context;
        }
      }
      // The visit goes on.
      keep(mark, Date.now());
    } catch (error) {
      // It is not there, something else of its name is, or nothing leaves.
      linking = 0;
      if (Object(error).logs) return;
      if (window.dataLayer$) say("library-odd", "fails", "what is at window.dataLayer$ is not Segment's library, or throws: " + error);
      else if (document.readyState === "complete") say("library-missing", "fails", "Segment's library is blocked or missing at window.dataLayer$");
      else say("library-loading", "waits", "Segment's library is on its way");
    }
  }

  /** Keeps the time: among the engine's data, and in a cookie of the widest domain that is accepted. */
  function keep(mark, time) {
    Kameleoon.API.Data.writeLocalData(mark, time, true);
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

  // A script has been loaded, which may have brought the library, however late.
  document.addEventListener("load", wake, true);
  // The visitor uses the page: the visit goes on.
  addEventListener("click", wake, true);
  addEventListener("Kameleoon::LegalConsentUpdated", wake);

  wake();
})();
