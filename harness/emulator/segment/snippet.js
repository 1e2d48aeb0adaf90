// Puts a queue in place of analytics.js until it has loaded (CONTRACT 4.1), and loads it from our CDN.
(function (globalName, libraryUrl, cdn, isCrossOrigin) {
  const methods = ["track", "identify", "page", "group", "alias", "screen", "ready", "on", "once", "off", "reset",
    "setAnonymousId", "addSourceMiddleware", "addIntegrationMiddleware", "debug", "trackLink", "trackForm"];
  const queue = window[globalName] = window[globalName] || [];
  if (queue.initialize || queue.invoked) return;
  queue.invoked = true;
  queue.methods = methods;
  queue._cdn = cdn;
  methods.forEach((method) => {
    queue[method] = (...values) => {
      queue.push([method, ...values]);
      return queue;
    };
  });
  const script = document.createElement("script");
  script.async = true;
  if (isCrossOrigin) script.crossOrigin = "anonymous";
  script.dataset.globalSegmentAnalyticsKey = globalName;
  script.src = libraryUrl;
  if (globalName !== "analytics") lendCdn();
  document.head.append(script);

  // While it starts, the library looks for the address of its CDN in window.analytics, whatever its own global is
  // called, and else goes to Segment's. Nobody but the library sees this.
  function lendCdn() {
    const get = () => (document.currentScript === script ? { _cdn: cdn } : undefined);
    Object.defineProperty(window, "analytics", { configurable: true, get });
    script.addEventListener("load", () => delete window.analytics);
  }
})
