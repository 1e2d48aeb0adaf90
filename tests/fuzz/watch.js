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
    takeChanges: () => {
      const found = [];
      for (const state of states) takeChanges(state, found);
      takeGlobals(page, globals, found);
      return found;
    },
  };
}

function stateOf(object) {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Reflect.getOwnPropertyDescriptor(object, key)]));
}

// What was changed is put back, so that it is reported once. Plain loops: the methods of arrays may be what was changed.
function takeChanges({ name, object, before }, found) {
  for (const key of Reflect.ownKeys(object)) {
    if (before.has(key)) continue;
    delete object[key];
    found.push(`pollutes: adds ${name}.${String(key)}`);
  }
  for (const [key, known] of before) {
    if (isSame(known, Reflect.getOwnPropertyDescriptor(object, key))) continue;
    Reflect.defineProperty(object, key, known);
    found.push(`pollutes: changes ${name}.${String(key)}`);
  }
}

function isSame(one, other) {
  return other !== undefined && Object.is(one.value, other.value) && one.get === other.get;
}

function takeGlobals(page, globals, found) {
  for (const key of Reflect.ownKeys(page)) {
    if (globals.has(key)) continue;
    delete page[key];
    found.push("adds a global: " + String(key));
  }
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
