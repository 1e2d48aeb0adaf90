/*
 * Kameleoon and Segment: identity link and exposure events
 *
 * Paste into: Kameleoon, the project's Global custom script.
 * Made by kamseg 0.1.0, mark d9cbd3, for sitecode an4ly5t000.
 * To change it, change the configuration, build again and paste again.
 */
;(() => {
  const kamseg = (window.kamseg = window.kamseg || {});
  // On a single-page site it runs again with each page; a second copy, pasted by mistake, runs too.
  if (kamseg.expose) return;

  const exposures = new Map();
  const sending = {};
  let heard, timer;

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
      if (!visitor.personalizationLegalConsent) return;
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
      // The same text as without exposures once per visit: a change of that links nobody anew.
      messages.push(once([code + ids], pause, () => link(analytics, code)));
      if ((await Promise.all(messages)).every(Boolean)) clearTimeout(timer);
    } catch (error) {
      // It is not there, something else of its name is, or nothing leaves.
    }
  }

  /** Tells Segment the visitor code. */
  function link(analytics, code) {
    return analytics.track("Kameleoon identifier", {
      k_visitorCode: code,
      kameleoonVisitorCode: code,
    });
  }

  /** Sends it once in a visit, whichever page or tab of the site it is; answers whether the visit has sent it. */
  async function once(texts, pause, send) {
    const mark = markOf(texts);
    if (isSince(mark, 1794000)) return true;
    // Somebody is on it: this page, or another tab.
    if (sending[mark] || isSince(mark, 1800000)) return false;
    // Tabs take turns. Locks may be missing, denied or held for ever: after two seconds nobody waits for them.
    if (pause < 399) return navigator.locks.request("kamseg.e0bf", () => look(399));
    // Reserved for six seconds: then, if it hangs, other pages try.
    keep(mark, Date.now() - 1794000);
    sending[mark] = true;
    try {
      const context = (await send()) || {};
      const isDropped =
        context.logs &&
        (context.failedDelivery() ||
          !/^$|Segment/.test(context.logs().map((log) => log.extras && log.extras.plugin)));
      if (!isDropped) keep(mark, Date.now());
      return !isDropped;
    } finally {
      sending[mark] = false;
    }
  }

  /** The visit goes on, and what it has sent is not sent again. */
  function goOn() {
    for (const pair of document.cookie.split("; ")) {
      const [mark] = pair.split("=");
      const isOurs = mark.startsWith("kamseg.e0bf");
      if (isOurs && !isSince(mark, 60000) && isSince(mark, 1794000)) keep(mark, Date.now());
    }
  }

  /** A short name: neither a user's id nor odd or long texts get into a cookie. */
  function markOf(texts) {
    const text = texts.join();
    return "kamseg.e0bf" + [...text].reduce((hash, letter) => ((hash * 101) % 1e9) + letter.charCodeAt(), 0);
  }

  /** Keeps the time: in the page, among the engine's data, and in a cookie of the widest domain that is accepted. */
  function keep(mark, time) {
    kamseg[mark] = time;
    Kameleoon.API.Data.writeLocalData(mark, time);
    location.hostname.split(".").reduceRight((domain, label) => {
      document.cookie = mark + "=" + time + ";path=/;max-age=1800;domain=" + label + "." + domain;
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
    const exposure = kind + id + "-" + variation.id;
    exposures.set(exposure, (analytics, code) => {
      return analytics.track(event, {
        [kind + "_id"]: String(id),
        [kind + "_name"]: name,
        variation_id: String(variation.id),
        variation_name: variation.name,
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
