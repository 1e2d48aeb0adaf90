/*
 * Kameleoon and Segment: does each part work, and if not, why not?
 *
 * Paste it whole into the console of your browser, on any page of the site. It changes nothing and sends nothing.
 * Made by kamseg 0.1.0, mark e5f393, for sitecode m1n1m4l000.
 */
(async () => {
  const kamseg = Object(window.kamseg);
  const pause = (ms, answer) => new Promise((resolve) => setTimeout(resolve, ms, answer));
  let finding, visitor;

  function say(reason, state, text, answer) {
    finding = { state, reason, text };
    return answer;
  }

  /** A value as a text of bearable length. */
  function quote(value) {
    return String(JSON.stringify(value)).slice(0, 99);
  }

  /** Whether scripts may still come: one that is on its way holds up the "load" of the page. */
  function isLoading() {
    return document.readyState !== "complete";
  }

  /** Says what is wrong with the engine. */
  function isStopped() {
    visitor = window.Kameleoon && Kameleoon.API.Visitor;
    // Before it runs, nobody visits.
    if (visitor && visitor.code) return false;
    if (isLoading()) return say("engine-loading", "waits", "Kameleoon's engine is on its way", true);
    return visitor ? say("engine-stopped", "fails", "Kameleoon's engine is there but does not run: it has refused the page, the browser or its storage", true) : say("engine-missing", "fails", "Kameleoon's engine is blocked, or its install tag is missing: there is no window.Kameleoon", true);
  }

  /** Says which consent is waited for. */
  function isForbidden() {
    return (!visitor.experimentLegalConsent && !visitor.personalizationLegalConsent) && say("no-consent", "waits", "waits for consent to experiments or personalization", true);
  }

  /** Answers Segment's user, or says why the library has none. */
  async function userOf(analytics) {
    if ((!analytics || analytics.pop) && isLoading()) return say("library-loading", "waits", "Segment's library is on its way");
    if (!analytics) return say("library-missing", "fails", "Segment's library is blocked or missing at window.analytics");
    if (analytics.pop) return say("library-blocked", "fails", "Segment's library is blocked, or waits for its own consent: only its stub is at window.analytics");
    if (!analytics.track) return say("library-odd", "fails", "what is at window.analytics is not Segment's library, or throws: " + quote(String(analytics)));
    // The library's own way to do nothing has an empty key.
    if (analytics.settings && analytics.settings.writeKey === "") return say("library-disabled", "fails", "Segment's library is disabled: it sends nothing");
    try {
      // A wrapper may have none; that of the npm package is promised.
      const user = await Promise.race([analytics.user ? analytics.user() : {}, pause(999)]);
      return user || say("library-silent", "fails", "Segment's library does not say who the user is: its settings are blocked, or it waits for a consent");
    } catch (error) {
      return say("library-odd", "fails", "what is at window.analytics is not Segment's library, or throws: " + error);
    }
  }

  /** Whether it was kept so many milliseconds ago at most. Each place may be denied, full or swept. */
  function isSince(mark, age) {
    return [
      Kameleoon.API.Data.readLocalData(mark),
      ...document.cookie.split(mark),
    ].some((time) => Date.now() - parseInt(time) < age);
  }

  function markOf(text) {
    return "kamseg.3ddf" + [...text].reduce((hash, letter) => ((hash * 101) % 1e9) + letter.charCodeAt(), 0);
  }

  async function whyLink() {
    if (isStopped()) return;
    if (!kamseg.link) return say("script-missing", "fails", "its script does not run: paste it into Kameleoon and publish");
    const user = await userOf(window.analytics);
    if (!user || isForbidden()) return;
    const mark = markOf(visitor.code + [user.id && user.id(), user.id && user.anonymousId && user.anonymousId()]);
    if (isSince(mark, 1794000)) return say("sent", "sent", "sent in this visit");
    return isSince(mark, 1800000) ? say("reserved", "waits", "is being sent, by this page or another tab") : say("not-sent", "waits", "not sent yet, though nothing stands in its way: is a plugin dropping it?");
  }

  const parts = [
    ["identity link", whyLink],
  ];
  const rows = [];
  for (const [part, look] of parts) {
    try {
      await look();
    } catch (error) {
      say("unforeseen", "fails", "could not be looked at: " + error);
    }
    rows.push(Object.assign({ part }, finding));
  }
  return rows;
})(true).then((rows) => {
  console.table(rows, ["part", "state", "text"]);
  return rows;
});
