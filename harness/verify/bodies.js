// For browsers that do not show what a page sends (Firefox over WebDriver BiDi): tells each body as it is sent. The only
// script of the observer that stands in place of something, and it passes on all that it is given.
((mark) => {
  "use strict";
  const write = console.debug.bind(console);
  const toText = JSON.stringify;
  const { fetch, XMLHttpRequest: { prototype: request }, Navigator: { prototype: navigator } } = window;
  const { open, send } = request;
  const { sendBeacon } = navigator;
  const addresses = new WeakMap();

  function tell(address, method, body) {
    try {
      if (body instanceof Blob) return void body.text().then((text) => tell(address, method, text));
      if (typeof body !== "string") return;
      const url = new URL(address, document.baseURI).href;
      write(mark + toText({ kind: "body", data: { url, method: method.toUpperCase(), body } }));
    } catch (error) {
      // The page meets the same error in the real call.
    }
  }

  window.fetch = function (resource, options) {
    if (resource instanceof Request && !options) {
      resource.clone().text().then((text) => tell(resource.url, resource.method, text), () => {});
    } else {
      const { method = "GET", body } = options || {};
      tell(resource.url || resource, method, body);
    }
    return fetch.apply(this, arguments);
  };
  request.open = function (method, address) {
    addresses.set(this, [address, method]);
    return open.apply(this, arguments);
  };
  request.send = function (body) {
    tell(...(addresses.get(this) || ["", ""]), body);
    return send.apply(this, arguments);
  };
  navigator.sendBeacon = function (address, body) {
    tell(address, "POST", body);
    return sendBeacon.apply(this, arguments);
  };
})
