/*
 * Kameleoon and Segment: does each part work, and if not, why not?
 *
 * Paste it whole into the console of your browser, on any page of the site. It changes nothing and sends nothing.
 * Made by kamseg 0.1.0, mark c4c21e, for sitecode an4ly5t000.
 */
(async (asksAnew) => {
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
    return (!visitor.personalizationLegalConsent) && say("no-consent", "waits", "waits for consent to personalization", true);
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
      kamseg[mark],
      Kameleoon.API.Data.readLocalData(mark),
      ...document.cookie.split(mark + "="),
    ].some((time) => Date.now() - parseInt(time) < age);
  }

  function markOf(text) {
    return "kamseg.e0bf" + [...text].reduce((hash, letter) => ((hash * 101) % 1e9) + letter.charCodeAt(), 0);
  }

  async function whyLink() {
    if (isStopped()) return;
    if (!kamseg.expose) return say("script-missing", "fails", "its script does not run: paste it into Kameleoon and publish");
    const user = await userOf(window.analytics);
    if (!user || isForbidden()) return;
    const mark = markOf(visitor.code + [user.id && user.id(), user.id && user.anonymousId && user.anonymousId()]);
    if (isSince(mark, 1794000)) return say("sent", "sent", "sent in this visit");
    return isSince(mark, 1800000) ? say("reserved", "waits", "is being sent, by this page or another tab") : say("not-sent", "waits", "not sent yet, though nothing stands in its way: is a plugin dropping it?");
  }

  async function whyExposures() {
    if (isStopped()) return;
    const { Experiments, Personalizations } = Kameleoon.API;
    const seenIn = (api, kind) => (api.getActive() || []).map((one) => [kind, one.id, one.associatedVariation]);
    const all = [...seenIn(Experiments, "experiment"), ...seenIn(Personalizations, "personalization")];
    const seen = all.filter(([, , variation]) => variation);
    if (!kamseg.expose) return say("script-missing", "fails", "its script does not run: paste it into Kameleoon and publish");
    if (!seen[0]) return say("no-campaign", "waits", "no campaign is active on this page: open one that has one");
    const user = await userOf(window.analytics);
    if (!user || isForbidden()) return;
    const whose = (user.id && user.id()) || (user.id && user.anonymousId && user.anonymousId());
    const marks = seen.map(([kind, id, variation]) => markOf([visitor.code, whose, kind + id + "-" + variation.id].join()));
    if (marks.every((mark) => isSince(mark, 1794000))) return say("sent", "sent", "sent in this visit");
    return marks.some((mark) => isSince(mark, 1800000)) ? say("reserved", "waits", "is being sent, by this page or another tab") : say("not-sent", "waits", "not sent yet, though nothing stands in its way: is a plugin dropping it?");
  }

  /** Segment's id: from its library, or from the cookies of an earlier page while the library is not there yet. */
  function segmentId() {
    try {
      const user = window.analytics.user();
      return user.id();
    } catch (error) {
      // There is only its stub, or nothing yet.
    }
    // Older versions write JSON: null, or a text in quotation marks.
    const cookies = " " + document.cookie + ";";
    const cookie = cookies.match(/ ajs_user_id=(?!null;)(%22)?([^;]+?)(%22)?;/);
    try {
      return decodeURIComponent(cookie[2]);
    } catch (error) {
      // There is none, or it is malformed: the library will know.
    }
  }

  let keys, reading;

  /** Answers what the Data API has now, and what this page has read of it; says why neither can be. */
  async function read() {
    if (isStopped() || isForbidden()) return;
    const id = segmentId();
    if (!id) return say("no-user-id", "waits", "no Segment user id yet (lookup = segment-user-id): log in");
    keys = ["COHORTS_" + id, "IDENTIFY_" + id];
    // Whom the page has asked for, if anybody.
    const page = String(kamseg.read).endsWith(String(keys)) ? kamseg.remote : undefined;
    // The last key tells the probe's own request from those of the page.
    const ask = (resolve) => Kameleoon.API.Data.retrieveDataFromRemoteSource(keys.concat("kamseg.probe"), resolve);
    const askAnew = () => (asksAnew === true ? new Promise(ask) : asksAnew ? asksAnew(keys) : page);
    const both = () => Promise.all([askAnew(), page]);
    reading = reading || Promise.race([both(), pause(4999)]);
    const answers = await reading;
    if (!answers) return say("no-answer", "fails", "the Data API has not answered within five seconds");
    const [now, asked] = answers;
    const requests = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/map/map"));
    const { responseStatus: status = 200 } = Object(requests.pop());
    const answered = Object(asksAnew === true ? now : asked);
    if (status !== 200 && !keys.some((one) => answered[one])) return say("api-failed", "fails", "the Data API is blocked or failed (status " + status + ")");
    return { now, page: asked };
  }

  const parts = [
    ["identity link", whyLink],
    ["exposures", whyExposures],
  ];
  parts.push(["SegmentIO personas", async () => {
    /** The audiences: flat, each with true or false; but that is not certain, so a list or one level down is read, too. */
    function pick(answer) {
      if (Object(answer) !== answer) return say("nothing-stored", "waits", "nothing is stored under " + recordKey + ": let Segment send something about this user", null);
      const values = Object.values(answer);
      const isBox = (value) => Array.isArray(value) || (values.length < 2 && Object(value) === value);
      const stored = Array.isArray(answer) ? answer : values.find(isBox) || answer;
      const names = Array.isArray(stored)
        ? stored.map((item) => item && (item.name || item.audience_key || item.key || item.id || item))
        : Object.keys(stored).filter((key) => stored[key] !== null && stored[key] !== false);
      return [...new Set(names.filter((name) => name && Object(name) !== name).map(String))];
    }

    /** Says what has become of a value that was read so many milliseconds after it was asked for. */
    function became(value, present, age) {
      if (!value[0] && !Object(present)[0]) return say("no-audience", "waits", "read: this user is in no audience");
      if (present === undefined) {
        if (age >= 10000) return say("too-late", "waits", "read " + quote(value) + " after 10 s, too late for this page: the next one sets it");
        return say("unknown-name", "fails", "read " + quote(value) + ", but unknown name in Kameleoon: no custom data is called exactly \"SegmentIO personas\"");
      }
      if (!Array.isArray(present)) return say("not-a-list", "fails", "set to " + quote(present) + ", but its type in Kameleoon is not List");
      if (quote(present) === quote(value)) return say("set", "set", "set to " + quote(present));
      return say("set-for-now", "set", "set to " + quote(present) + "; the next page has " + quote(value));
    }

    const pickFrom = (answer) => pick(answer[keys[0]] || (answer[keys[1]] && {}));
    const isNothing = (one) => one === undefined || one === null;
    const answers = await read();
    if (!answers) return;
    const recordKey = keys[0];
    const present = Kameleoon.API.CurrentVisit.customData["SegmentIO personas"];
    if (!answers.page && present === undefined) return say("not-asked", "waits", "this page has not asked for " + recordKey + ": the code of \"SegmentIO personas\" is not there, or knew too late whom to ask for; open another page");
    const earlier = answers.page && pickFrom(answers.page);
    const fresh = pickFrom(answers.now || answers.page || {});
    if (isNothing(fresh)) {
      // Why there is none is said by now. A value of an earlier page counts more, unless something is wrong.
      if (present !== undefined && finding.state !== "fails") say("set", "set", "set to " + quote(present));
      return;
    }
    if (present === undefined && quote(earlier) !== quote(fresh)) return say("next-page", "waits", "read " + quote(fresh) + ", which this page could not know yet: the next page sets it");
    // What its own code has read, it has kept.
    const { value: kept } = Object(Kameleoon.API.Data.readLocalData("kamseg.COHORTS_"));
    if (present === undefined && quote(kept) !== quote(fresh)) return say("code-missing", "fails", "read " + quote(fresh) + ", but the code of \"SegmentIO personas\" does not run: paste it there and publish");
    return became(fresh, present, 0);
  }]);
  parts.push(["Membership", async () => {
    /** A value that the object itself has: nothing inherited, nothing of an object that is not there. */
    function own(object, key) {
      return Object.prototype.hasOwnProperty.call(Object(object), key) ? object[key] : undefined;
    }

    /** The trait, at the top or under "traits" or "properties", if its value is of the type of the custom data. */
    function pick(answer) {
      const places = [answer, own(answer, "traits"), own(answer, "properties")];
      const found = places.map((place) => own(place, "membership")).find((value) => value !== undefined);
      if (answer === undefined || answer === null) return say("nothing-stored", "waits", "nothing is stored under " + recordKey + ": let Segment send something about this user");
      if (found === undefined) return say("no-trait", "waits", "read, but no trait membership in " + recordKey);
      if (found === undefined || found === null || Object(found) === found) return say("not-a-type", "fails", "read, but " + quote(found) + " is not a string", undefined);
      // The engine would drop a longer one, and what it has with it.
      return String(found).length > 1000 ? say("too-long", "fails", "read, but it is longer than the 1000 characters that Kameleoon takes", undefined) : String(found);
    }

    /** Says what has become of a value that was read so many milliseconds after it was asked for. */
    function became(value, present, age) {
      if (present === undefined) {
        if (age >= 10000) return say("too-late", "waits", "read " + quote(value) + " after 10 s, too late for this page: the next one sets it");
        return say("unknown-name", "fails", "read " + quote(value) + ", but unknown name in Kameleoon: no custom data is called exactly \"Membership\"");
      }
      if (typeof present !== "string") return say("wrong-format", "fails", "set to " + quote(present) + ", but its format in Kameleoon is not String");
      if (quote(present) === quote(value)) return say("set", "set", "set to " + quote(present));
      return say("set-for-now", "set", "set to " + quote(present) + "; the next page has " + quote(value));
    }

    const pickFrom = (answer) => pick(answer[keys[1]]);
    const isNothing = (one) => one === undefined || one === null;
    const answers = await read();
    if (!answers) return;
    const recordKey = keys[1];
    const present = Kameleoon.API.CurrentVisit.customData["Membership"];
    if (!answers.page && present === undefined) return say("not-asked", "waits", "this page has not asked for " + recordKey + ": the code of \"Membership\" is not there, or knew too late whom to ask for; open another page");
    const earlier = answers.page && pickFrom(answers.page);
    const fresh = pickFrom(answers.now || answers.page || {});
    if (isNothing(fresh)) {
      // Why there is none is said by now. A value of an earlier page counts more, unless something is wrong.
      if (present !== undefined && finding.state !== "fails") say("set", "set", "set to " + quote(present));
      return;
    }
    if (present === undefined && quote(earlier) !== quote(fresh)) return say("next-page", "waits", "read " + quote(fresh) + ", which this page could not know yet: the next page sets it");
    // What its own code has read, it has kept.
    const { value: kept } = Object(Kameleoon.API.Data.readLocalData("kamseg.IDENTIFY_membership"));
    if (present === undefined && quote(kept) !== quote(fresh)) return say("code-missing", "fails", "read " + quote(fresh) + ", but the code of \"Membership\" does not run: paste it there and publish");
    return became(fresh, present, 0);
  }]);
  parts.push(["Lifetime value", async () => {
    /** A value that the object itself has: nothing inherited, nothing of an object that is not there. */
    function own(object, key) {
      return Object.prototype.hasOwnProperty.call(Object(object), key) ? object[key] : undefined;
    }

    /** The trait, at the top or under "traits" or "properties", if its value is of the type of the custom data. */
    function pick(answer) {
      const places = [answer, own(answer, "traits"), own(answer, "properties")];
      const found = places.map((place) => own(place, "lifetime_value")).find((value) => value !== undefined);
      if (answer === undefined || answer === null) return say("nothing-stored", "waits", "nothing is stored under " + recordKey + ": let Segment send something about this user");
      if (found === undefined) return say("no-trait", "waits", "read, but no trait lifetime_value in " + recordKey);
      const number = typeof found === "string" && found.trim() ? Number(found) : found;
      return Number.isFinite(number) ? number : say("not-a-type", "fails", "read, but " + quote(found) + " is not a number", undefined);
    }

    /** Says what has become of a value that was read so many milliseconds after it was asked for. */
    function became(value, present, age) {
      if (present === undefined) {
        if (age >= 10000) return say("too-late", "waits", "read " + quote(value) + " after 10 s, too late for this page: the next one sets it");
        return say("unknown-name", "fails", "read " + quote(value) + ", but unknown name in Kameleoon: no custom data is called exactly \"Lifetime value\"");
      }
      if (typeof present !== "number") return say("wrong-format", "fails", "set to " + quote(present) + ", but its format in Kameleoon is not Number");
      if (quote(present) === quote(value)) return say("set", "set", "set to " + quote(present));
      return say("set-for-now", "set", "set to " + quote(present) + "; the next page has " + quote(value));
    }

    const pickFrom = (answer) => pick(answer[keys[1]]);
    const isNothing = (one) => one === undefined || one === null;
    const answers = await read();
    if (!answers) return;
    const recordKey = keys[1];
    const present = Kameleoon.API.CurrentVisit.customData["Lifetime value"];
    if (!answers.page && present === undefined) return say("not-asked", "waits", "this page has not asked for " + recordKey + ": the code of \"Lifetime value\" is not there, or knew too late whom to ask for; open another page");
    const earlier = answers.page && pickFrom(answers.page);
    const fresh = pickFrom(answers.now || answers.page || {});
    if (isNothing(fresh)) {
      // Why there is none is said by now. A value of an earlier page counts more, unless something is wrong.
      if (present !== undefined && finding.state !== "fails") say("set", "set", "set to " + quote(present));
      return;
    }
    if (present === undefined && quote(earlier) !== quote(fresh)) return say("next-page", "waits", "read " + quote(fresh) + ", which this page could not know yet: the next page sets it");
    // What its own code has read, it has kept.
    const { value: kept } = Object(Kameleoon.API.Data.readLocalData("kamseg.IDENTIFY_lifetime_value"));
    if (present === undefined && quote(kept) !== quote(fresh)) return say("code-missing", "fails", "read " + quote(fresh) + ", but the code of \"Lifetime value\" does not run: paste it there and publish");
    return became(fresh, present, 0);
  }]);
  parts.push(["Newsletter", async () => {
    /** A value that the object itself has: nothing inherited, nothing of an object that is not there. */
    function own(object, key) {
      return Object.prototype.hasOwnProperty.call(Object(object), key) ? object[key] : undefined;
    }

    /** The trait, at the top or under "traits" or "properties", if its value is of the type of the custom data. */
    function pick(answer) {
      const places = [answer, own(answer, "traits"), own(answer, "properties")];
      const found = places.map((place) => own(place, "newsletter")).find((value) => value !== undefined);
      if (answer === undefined || answer === null) return say("nothing-stored", "waits", "nothing is stored under " + recordKey + ": let Segment send something about this user");
      if (found === undefined) return say("no-trait", "waits", "read, but no trait newsletter in " + recordKey);
      if (found === "true" || found === "false") return found === "true";
      return typeof found === "boolean" ? found : say("not-a-type", "fails", "read, but " + quote(found) + " is not a boolean", undefined);
    }

    /** Says what has become of a value that was read so many milliseconds after it was asked for. */
    function became(value, present, age) {
      if (present === undefined) {
        if (age >= 10000) return say("too-late", "waits", "read " + quote(value) + " after 10 s, too late for this page: the next one sets it");
        return say("unknown-name", "fails", "read " + quote(value) + ", but unknown name in Kameleoon: no custom data is called exactly \"Newsletter\"");
      }
      if (typeof present !== "boolean") return say("wrong-format", "fails", "set to " + quote(present) + ", but its format in Kameleoon is not Boolean");
      if (quote(present) === quote(value)) return say("set", "set", "set to " + quote(present));
      return say("set-for-now", "set", "set to " + quote(present) + "; the next page has " + quote(value));
    }

    const pickFrom = (answer) => pick(answer[keys[1]]);
    const isNothing = (one) => one === undefined || one === null;
    const answers = await read();
    if (!answers) return;
    const recordKey = keys[1];
    const present = Kameleoon.API.CurrentVisit.customData["Newsletter"];
    if (!answers.page && present === undefined) return say("not-asked", "waits", "this page has not asked for " + recordKey + ": the code of \"Newsletter\" is not there, or knew too late whom to ask for; open another page");
    const earlier = answers.page && pickFrom(answers.page);
    const fresh = pickFrom(answers.now || answers.page || {});
    if (isNothing(fresh)) {
      // Why there is none is said by now. A value of an earlier page counts more, unless something is wrong.
      if (present !== undefined && finding.state !== "fails") say("set", "set", "set to " + quote(present));
      return;
    }
    if (present === undefined && quote(earlier) !== quote(fresh)) return say("next-page", "waits", "read " + quote(fresh) + ", which this page could not know yet: the next page sets it");
    // What its own code has read, it has kept.
    const { value: kept } = Object(Kameleoon.API.Data.readLocalData("kamseg.IDENTIFY_newsletter"));
    if (present === undefined && quote(kept) !== quote(fresh)) return say("code-missing", "fails", "read " + quote(fresh) + ", but the code of \"Newsletter\" does not run: paste it there and publish");
    return became(fresh, present, 0);
  }]);
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
