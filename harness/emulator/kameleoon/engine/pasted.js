// Pasted code and events (CONTRACT 2.3, 2.7).

// Runs text as the body of a plain function, through an indirect eval: `return` is legal, `this` is window.
function runPasted(where, code) {
  try {
    return (0, eval)("(function () {" + code + "\n})").call(window);
  } catch (error) {
    logError(where, error);
    return undefined;
  }
}

function hasOwn(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

function emit(name, detail = {}) {
  const complete = Object.assign({ time: Date.now() }, detail);
  record("engine.event", { name, detail: complete });
  window.dispatchEvent(new CustomEvent("Kameleoon::" + name, { detail: complete }));
}

// What CONTRACT names but this stub does not play fails loudly, instead of being undefined.
function notPlayed(group, members = {}) {
  return new Proxy(members, {
    get(target, name) {
      // Promises, consoles and serializers look for these by themselves.
      if (name in target || typeof name === "symbol" || name === "then" || name === "toJSON") return target[name];
      throw new Error("Kameleoon.API." + group + "." + name + " is not played by kamseg's stub of the engine");
    },
  });
}
