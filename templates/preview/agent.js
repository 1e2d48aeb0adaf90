// In each page of the shop, before all else: sets the clock, docks the inspector, tells the preview how the page is, and
// does what the preview asks for. It leaves no name on window and changes nothing that the page could see, save the clock.
((settings, probe) => {
  "use strict";
  const { minutes, docked } = settings;
  const page = Math.random().toString(36).slice(2);
  const isShop = location.pathname !== "/__kamseg/forget";
  const realFetch = window.fetch.bind(window);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const send = (name, value) => realFetch(`/__kamseg/${name}`, { method: "POST", body: JSON.stringify(value) });

  if (minutes) setClock(minutes * 60000);

  // ---- The clock of a later visit ----

  function setClock(shift) {
    const now = () => RealDate.now() + shift;
    const RealDate = Date;
    window.Date = new Proxy(RealDate, {
      construct: (target, values, self) => Reflect.construct(target, values.length ? values : [now()], self),
      apply: () => new RealDate(now()).toString(),
      get: (target, name) => (name === "now" ? now : target[name]),
    });
  }

  // ---- How the page is ----

  // What is asked for may throw at any time: the engine is blocked, the library on its way, storage denied.
  function attempt(ask) {
    try {
      const answer = ask();
      return answer === undefined ? null : answer;
    } catch (error) {
      return null;
    }
  }

  const cookie = (name) => attempt(() => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))[1]);
  const stored = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
  const library = () => window[document.querySelector("script[data-analytics]").dataset.analytics];
  const hasLibrary = () => attempt(() => typeof library().user === "function");

  // The library makes its anonymous id when it is first asked for it, so it is not asked.
  function segmentState() {
    return {
      library: hasLibrary() ? "there" : Array.isArray(attempt(library)) ? "not there yet" : "missing",
      userId: attempt(() => library().user().id()) || cookie("ajs_user_id"),
      anonymousId: cookie("ajs_anonymous_id") || stored("ajs_anonymous_id"),
    };
  }

  function engineState() {
    const { Visitor, CurrentVisit, Experiments, Personalizations } = Kameleoon.API;
    // In a build without campaigns of a kind its methods answer nothing.
    const campaigns = [Experiments, Personalizations].flatMap((api) => api.getActive() || []);
    return {
      visitorCode: Visitor.code,
      visits: Visitor.numberOfVisits,
      consent: { experiments: Visitor.experimentLegalConsent, personalizations: Visitor.personalizationLegalConsent },
      customData: CurrentVisit.customData,
      campaigns: campaigns.map(({ name, associatedVariation }) => ({ name, variation: associatedVariation.name })),
    };
  }

  let known = "";
  let why = [];
  let isAsking = false;

  function tell() {
    const state = { segment: segmentState(), engine: attempt(engineState) };
    const text = JSON.stringify([location.href, state, why]);
    if (text === known) return;
    known = text;
    send("state", { page, url: location.href, state, why }).catch(() => {});
  }

  // The preview knows it without a request to the Data API, which would be seen among those of the page.
  const storedNow = () => realFetch("/__kamseg/stored").then((response) => response.json()).catch(() => undefined);

  // Why each part does what it does. A library that hangs is waited for, once at a time.
  async function ask() {
    if (isAsking) return;
    isAsking = true;
    why = await probe(storedNow);
    isAsking = false;
    tell();
  }

  // ---- What the preview asks for ----

  async function found(selector) {
    for (let tries = 0; !document.querySelector(selector); tries += 1) {
      if (tries === 200) throw new Error(`this page has nothing that is ${selector}`);
      await pause(50);
    }
    return document.querySelector(selector);
  }

  function press(key) {
    const target = document.activeElement || document.body;
    for (const type of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
  }

  // What a page allows its scripts: pressed keys are heard, but write nothing.
  const USES = {
    click: (element) => element.click(),
    wait: () => null,
    press: (element, key) => press(key),
    run: (element, script) => new Function(`return (async () => { ${script}\n })()`)(),
    fill(element, text) {
      element.value = text;
      for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
    },
  };

  const COMMANDS = {
    open: (path) => location.assign(path),
    reload: () => location.reload(),
    consent: ({ given, kind }) => {
      window.kameleoonQueue.push([given ? "Core.enableLegalConsent" : "Core.disableLegalConsent", kind]);
    },
    segment({ method, values }) {
      const analytics = attempt(library);
      if (!analytics || typeof analytics[method] !== "function") throw new Error("this page has no Segment library");
      analytics[method](...values);
      return hasLibrary() ? "" : "as soon as Segment's library is there: now it is not";
    },
    shop: (detail) => {
      window.dispatchEvent(new CustomEvent("shop:do", { detail }));
    },
    go(path) {
      const link = Array.from(document.querySelectorAll("main a")).find((one) => one.pathname === path);
      if (!link) throw new Error(`this page has no link to ${path}`);
      link.click();
    },
    link() {
      const isPage = (link) => link.origin === location.origin && link.pathname !== location.pathname;
      const link = Array.from(document.links).find(isPage);
      if (!link) throw new Error("this page has no link to another one");
      return link.pathname;
    },
    use: async ({ action, selector, value }) => USES[action](selector && (await found(selector)), value),
    async ids() {
      for (let tries = 0; !hasLibrary(); tries += 1) {
        if (tries === 200) throw new Error("Segment's library is not in the page, so it knows nobody");
        await pause(50);
      }
      const user = library().user();
      return { user_id: user.id() || null, anonymous_id: user.anonymousId() };
    },
  };

  async function obey({ number, does, value }) {
    const answer = { number, value: null, error: "" };
    try {
      answer.value = (await COMMANDS[does](value)) || null;
    } catch (error) {
      answer.error = error.message;
    }
    tell();
    await send("done", answer);
  }

  let isListening = false;

  // Ends when another page of the shop is looked at; there this one is told to begin again.
  async function listen() {
    if (isListening) return;
    isListening = true;
    try {
      for (let isOurs = true; isOurs;) {
        const response = await realFetch(`/__kamseg/commands?page=${page}`);
        if (response.status === 200) await obey(await response.json());
        isOurs = response.ok && !response.headers.has("X-Kamseg-Other-Page");
      }
    } catch (error) {
      // The preview has ended, or the page is being left.
    }
    isListening = false;
  }

  async function enter(loaded) {
    await send("page", { page, url: location.href, loaded }).catch(() => {});
    known = "";
    tell();
    listen();
  }

  // ---- The inspector beside the page ----

  function dock() {
    const frame = document.createElement("iframe");
    frame.title = "Inspector of the preview";
    frame.src = "/__kamseg/?docked";
    frame.dataset.kamsegDock = "";
    document.body.append(frame);
  }

  if (isShop && window === top) document.documentElement.dataset.kamsegDocked = docked ? "open" : "closed";
  document.addEventListener("DOMContentLoaded", () => {
    if (window !== top) return;
    if (isShop) dock();
    enter(true);
    if (isShop) setInterval(tell, 300);
    if (isShop) setInterval(ask, 500);
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) enter(true);
  });
  window.addEventListener("focus", () => enter(false));
  // The innermost place that the trace names; code that was pasted has none but the engine's.
  const placeIn = (reason) => /\/([^/\s]+?)(?:\?[^:\s]*)?(:\d+):\d+/.exec(attempt(() => reason.stack) || "");
  const report = (reason, file) => {
    const [, name, line] = placeIn(reason) || [];
    const place = file || (name && name + line);
    const message = String((reason && reason.message) || reason) + (place ? ` (${place})` : "");
    send("error", { message, url: location.href }).catch(() => {});
  };
  window.addEventListener("error", ({ error, message, filename, lineno }) => {
    const name = filename && new URL(filename, location.href).pathname.split("/").pop();
    report(error || message, filename && `${name || location.pathname}:${lineno}`);
  });
  window.addEventListener("unhandledrejection", ({ reason }) => report(reason));
  for (const name of ["Started", "CustomDataSet", "LegalConsentUpdated", "ExperimentActivated"]) {
    window.addEventListener(`Kameleoon::${name}`, tell);
  }
});
