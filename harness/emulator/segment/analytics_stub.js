// A small stand-in for analytics.js, served when the npm package is not installed. It plays only what CONTRACT 4.2
// to 4.4 says of track, identify, page, group, ready, reset and user; for anything else install the real library.
(function () {
  const queue = window.analytics;
  const writeKey = document.currentScript.src.split("/").slice(-2)[0];
  const api = queue._cdn.replace("//cdn.", "//api.") + "/v1/";
  const letters = { track: "t", identify: "i", page: "p", group: "g" };
  const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
  const read = (key) => JSON.parse(localStorage.getItem(key));
  const write = (key, value) => localStorage.setItem(key, JSON.stringify(value));

  function anonymousId() {
    if (!read("ajs_anonymous_id")) write("ajs_anonymous_id", newId());
    return read("ajs_anonymous_id");
  }

  function send(type, fields) {
    const now = new Date().toISOString();
    const body = JSON.stringify({
      type, ...fields, anonymousId: anonymousId(), userId: read("ajs_user_id"), messageId: "stub-" + newId(),
      context: { page: { url: location.href, path: location.pathname } }, timestamp: now, sentAt: now, writeKey,
    });
    return fetch(api + letters[type], { method: "POST", keepalive: true, body, headers: { "Content-Type": "text/plain" } });
  }

  const analytics = window.analytics = {
    initialized: true,
    user: () => ({ id: () => read("ajs_user_id"), anonymousId, traits: () => read("ajs_user_traits") || {} }),
    ready: (callback) => Promise.resolve().then(callback),
    track: (event, properties = {}) => send("track", { event, properties }),
    page: (name, properties = {}) => send("page", { name, properties }),
    group: (groupId, traits = {}) => send("group", { groupId, traits }),
    identify(userId, traits = {}) {
      if (read("ajs_user_id") && read("ajs_user_id") !== userId) analytics.reset();
      write("ajs_user_id", userId);
      write("ajs_user_traits", traits);
      return send("identify", { traits });
    },
    reset: () => ["ajs_user_id", "ajs_anonymous_id", "ajs_user_traits"].forEach((key) => localStorage.removeItem(key)),
  };
  queue.forEach(([method, ...values]) => analytics[method] && analytics[method](...values));
})();
