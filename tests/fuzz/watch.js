// Notices what pasted code must never do to its page: throw, reject, change a built-in object, add a global.

const NAMES = ["Object", "Array", "String", "Number", "Boolean", "Function", "Promise", "Set", "Map", "Symbol", "Date"];

function watch(page, ownGlobals) {
  const late = [];
  const swallowed = [];
  page.addEventListener("error", (event) => {
    late.push("throws later: " + event.message);
    event.preventDefault();
  });
  page.addEventListener("unhandledrejection", (event) => {
    late.push("rejects unhandled: " + event.reason);
    event.preventDefault();
  });
  // Pasted code ends its promises with catch(() => {}): what it throws there would be seen by nobody.
  const originalCatch = page.Promise.prototype.catch;
  page.Promise.prototype.catch = function (handler) {
    return originalCatch.call(this, (error) => {
      swallowed.push("swallows: " + error);
      return handler(error);
    });
  };
  const builtins = NAMES.flatMap((name) => [
    [name, page[name]],
    [name + ".prototype", page[name].prototype],
  ]);
  builtins.push(["JSON", page.JSON], ["Math", page.Math], ["Reflect", page.Reflect]);
  const states = builtins.map(([name, object]) => ({ name, object, before: stateOf(object) }));
  const globals = new Set(Reflect.ownKeys(page).concat(ownGlobals));
  return {
    takeSwallowed: () => swallowed.splice(0),
    takeLate: () => late.splice(0),
    takeChanges: () => states.flatMap(takeChanges).concat(takeGlobals(page, globals)),
  };
}

function stateOf(object) {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Reflect.getOwnPropertyDescriptor(object, key)]));
}

// What was changed is put back, so that it is reported once.
function takeChanges({ name, object, before }) {
  const now = stateOf(object);
  const added = [...now.keys()].filter((key) => !before.has(key));
  const changed = [...before.keys()].filter((key) => !isSame(before.get(key), now.get(key)));
  added.forEach((key) => delete object[key]);
  changed.forEach((key) => Reflect.defineProperty(object, key, before.get(key)));
  return [
    ...added.map((key) => `pollutes: adds ${name}.${String(key)}`),
    ...changed.map((key) => `pollutes: changes ${name}.${String(key)}`),
  ];
}

function isSame(one, other) {
  return other !== undefined && Object.is(one.value, other.value) && one.get === other.get;
}

function takeGlobals(page, globals) {
  const added = Reflect.ownKeys(page).filter((key) => !globals.has(key));
  added.forEach((key) => delete page[key]);
  return added.map((key) => "adds a global: " + String(key));
}

// Two turns of the event loop, without the pause that nested timers have: what is rejected is told by then.
async function turn() {
  for (let round = 0; round < 2; round += 1) {
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }
}
