// A stand-in for analytics.js, served where the npm package is not installed. It plays what CONTRACT 4.1 to 4.4 says of
// the library, except what it keeps for the next page: here an event that is not delivered is lost with its page.
(function () {
  const globalName = document.currentScript.dataset.globalSegmentAnalyticsKey || "analytics";
  const queue = window[globalName];
  const writeKey = document.currentScript.src.split("/").slice(-2)[0];
  const cdn = window.analytics._cdn;
  const PATHS = { track: "t", identify: "i", page: "p", group: "g", alias: "a", screen: "s" };
  const YEAR_SECONDS = 31536000;
  const LONGEST_PAUSE_MS = 10000;
  const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
  const isObject = (value) => Object(value) === value && typeof value !== "function";

  // Any place may be denied: what remains is the page.
  function attempt(action) {
    try {
      return action();
    } catch (error) {
      return undefined;
    }
  }

  const kept = {};
  const remember = (key, value) => {
    kept[key] = value;
    attempt(() => localStorage.setItem(key, JSON.stringify(value)));
  };
  const recall = (key) => {
    const stored = attempt(() => ({ value: JSON.parse(localStorage.getItem(key)) }));
    return stored ? stored.value : kept[key];
  };
  const forget = (key) => {
    delete kept[key];
    attempt(() => localStorage.removeItem(key));
  };

  // The widest domain that takes a cookie: all subdomains share it.
  function writeCookie(key, value, seconds) {
    const labels = location.hostname.split(".");
    const domains = labels.slice(1).map((_, at) => labels.slice(-2 - at).join("."));
    for (const domain of [...domains, ""]) {
      document.cookie = `${key}=${encodeURIComponent(value)};domain=${domain};path=/;max-age=${seconds};samesite=lax`;
      if (seconds > 0 && readCookie(key) === value) return;
    }
  }
  function readCookie(key) {
    const pair = document.cookie.split("; ").find((one) => one.startsWith(key + "="));
    if (!pair) return undefined;
    const text = decodeURIComponent(pair.slice(key.length + 1));
    const parsed = attempt(() => JSON.parse(text));
    return parsed === undefined || typeof parsed === "number" ? text : parsed;
  }

  // An id is in a cookie and in the storage; the cookie wins.
  const id = (key) => ({
    get: () => attempt(() => readCookie(key)) || recall(key) || null,
    set(value) {
      attempt(() => writeCookie(key, value || "", value ? YEAR_SECONDS : 0));
      if (value) remember(key, value);
      else forget(key);
    },
  });
  const userId = id("ajs_user_id");
  const groupId = id("ajs_group_id");
  const anonymous = id("ajs_anonymous_id");
  const traitsAt = (key) => recall(key) || {};

  function anonymousId(wanted) {
    if (wanted !== undefined) anonymous.set(wanted);
    else if (!anonymous.get()) anonymous.set(newId());
    return anonymous.get();
  }

  const user = { id: userId.get, anonymousId, traits: () => traitsAt("ajs_user_traits") };
  const group = { id: groupId.get, traits: () => traitsAt("ajs_group_properties") };

  // Another user is another anonymous person, too, and has none of the traits.
  function become(newUser, traits) {
    const before = userId.get();
    if (newUser && before && before !== newUser) anonymous.set(newId());
    const isSame = !newUser || !before || before === newUser;
    if (newUser) userId.set(newUser);
    remember("ajs_user_traits", { ...(isSame ? user.traits() : {}), ...traits });
  }
  function join(newGroup, traits) {
    const isSame = !newGroup || groupId.get() === newGroup;
    if (newGroup) groupId.set(newGroup);
    remember("ajs_group_properties", { ...(isSame ? group.traits() : {}), ...traits });
  }

  const listeners = {};
  const middlewares = [];
  let api;

  function emit(name, ...values) {
    [...(listeners[name] || [])].forEach((listener) => listener(...values));
  }

  // What a call gives its promise for. As in the library, resolved is not delivered (CONTRACT 4.2).
  class Context {
    constructor(event) {
      this.event = event;
      this.failure = undefined;
      this.plugins = ["Event Validation"];
    }
    failedDelivery() {
      return this.failure;
    }
    logs() {
      return this.plugins.map((plugin) => ({ level: "debug", message: "plugin", extras: { plugin } }));
    }
  }

  function pageNow() {
    const { pathname: path, search } = location;
    return { path, referrer: document.referrer, search, title: document.title, url: location.href };
  }

  function dispatch(type, fields, options) {
    const { integrations = {}, context = {}, timestamp = new Date().toISOString(), ...rest } = options || {};
    const event = {
      type, anonymousId: anonymousId(), userId: userId.get(), ...fields, ...rest,
      integrations, timestamp, messageId: "ajs-stub-" + newId(),
      context: { page: pageNow(), userAgent: navigator.userAgent, library: { name: "kamseg stub" }, ...context },
    };
    const made = new Context(event);
    emit("dispatch_start", made);
    return Promise.resolve().then(() => deliver(made)).then(() => {
      emit(type, fields.event || fields.name || fields.userId, fields.properties || fields.traits, options);
      return made;
    });
  }

  async function deliver(made) {
    if (!passes(made)) {
      made.failure = { reason: { type: "middleware_cancellation" } };
    } else if (made.event.integrations["Segment.io"] !== false) {
      made.plugins.push("Segment.io");
      await send(made, 0);
    }
  }

  // A source middleware that does not call next() has dropped the event.
  function passes(made) {
    return middlewares.every((middleware) => {
      let next = false;
      middleware({ payload: { obj: made.event }, integration: "", next: () => next = true });
      return next;
    });
  }

  // The key is in the body and not in a header, so that no preflight is needed: it would be lost with its page.
  async function send(made, retries) {
    const body = JSON.stringify({ ...made.event, sentAt: new Date().toISOString(), writeKey });
    const headers = { "Content-Type": "text/plain", ...(retries && { "X-Retry-Count": String(retries) }) };
    const request = { method: "POST", keepalive: body.length < 60000, body, headers };
    const answer = await fetch(api + PATHS[made.event.type], request).catch(() => ({ status: 0 }));
    if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      setTimeout(() => send(made, retries + 1), Math.min(500 * 2 ** retries, LONGEST_PAUSE_MS));
    } else if (answer.status >= 400) {
      made.failure = { reason: new Error(`the tracking API answered ${answer.status}`) };
    }
  }

  const nameOf = (values) => values.filter((value) => typeof value === "string");
  function look(type, values) {
    const names = nameOf(values);
    const [properties = {}, options] = values.filter(isObject);
    const [category, name] = names.length > 1 ? names : [undefined, names[0]];
    return dispatch(type, { name, category, properties: { ...pageNow(), ...properties, name } }, options);
  }
  const idAndTraits = ([first, ...rest]) => (isObject(first) ? [null, first, ...rest] : [first, ...rest]);
  const textOf = (value) => (value === undefined || value === null ? null : String(value));

  const analytics = {
    initialized: true,
    VERSION: "stub",
    user: () => user,
    ready: (callback = () => undefined) => Promise.resolve().then(callback),
    track: (event, properties = {}, options) => dispatch("track", { event, properties: properties || {} }, options),
    page: (...values) => look("page", values),
    screen: (...values) => look("screen", values),
    identify(...values) {
      const [newUser, traits, options] = idAndTraits(values);
      become(textOf(newUser), traits);
      return dispatch("identify", { traits: user.traits() }, options);
    },
    group(...values) {
      if (values.length === 0) return group;
      const [newGroup, traits, options] = idAndTraits(values);
      join(textOf(newGroup), traits);
      return dispatch("group", { groupId: groupId.get(), traits: group.traits() }, options);
    },
    alias: (to, from) => dispatch("alias", { userId: to, previousId: from || userId.get() || anonymousId() }),
    reset() {
      [userId, groupId, anonymous].forEach((one) => one.set(null));
      ["ajs_user_traits", "ajs_group_properties"].forEach(forget);
      emit("reset");
    },
    setAnonymousId: anonymousId,
    on(name, listener) {
      (listeners[name] = listeners[name] || []).push(listener);
      return analytics;
    },
    once(name, listener) {
      const heard = (...values) => {
        analytics.off(name, heard);
        listener(...values);
      };
      return analytics.on(name, heard);
    },
    off(name, listener) {
      listeners[name] = (listeners[name] || []).filter((one) => one !== listener);
      return analytics;
    },
    addSourceMiddleware(middleware) {
      middlewares.push(middleware);
      return Promise.resolve(analytics);
    },
    debug: () => analytics,
  };

  // Queued calls come grouped by method, first those that change what the others do (CONTRACT 4.2).
  const FIRST = ["setAnonymousId", "addSourceMiddleware", "on", "once", "off"];
  function flush() {
    const methods = [...FIRST, ...queue.map(([method]) => method)];
    [...new Set(methods)].forEach((method) => {
      queue.filter(([name]) => name === method).forEach(([, ...values]) => analytics[method](...values));
    });
  }

  async function start() {
    const answer = await fetch(`${cdn}/v1/projects/${writeKey}/settings`);
    const { apiHost, protocol } = (await answer.json()).integrations["Segment.io"];
    api = `${protocol}://${apiHost}/`;
    window[globalName] = analytics;
    flush();
  }
  start().catch((error) => console.error("Failed to load the stub of Analytics.js", error));
})();
