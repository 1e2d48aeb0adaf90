// Puts a queue in place of analytics.js until it has loaded (CONTRACT 4.1), and loads it from our CDN.
(function (globalName, libraryUrl, cdn) {
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
  script.dataset.globalSegmentAnalyticsKey = globalName;
  script.src = libraryUrl;
  document.head.append(script);
})
