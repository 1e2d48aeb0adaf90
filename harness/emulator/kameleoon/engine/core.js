// Waiting helpers and the timers and listeners made through Kameleoon's API (CONTRACT 2.2, 2.5).

let clearers = new Set();

// Called when single-page mode repeats the load.
function clearTimersAndListeners() {
  clearers.forEach((clear) => clear());
  clearers = new Set();
}

function every(ms, action) {
  const timer = setInterval(() => action(stop), ms);
  const stop = () => clearInterval(timer);
  clearers.add(stop);
  return stop;
}

// As it is: the first check is synchronous and its exception reaches the caller; there is no time limit.
function runWhenConditionTrue(condition, callback, ms = 200) {
  if (condition()) {
    callback();
    return;
  }
  every(ms, (stop) => {
    if (!checkAgain(condition, stop)) return;
    stop();
    callback();
  });
}

// A later exception ends the polling for good; in other builds it goes on.
function checkAgain(condition, stop) {
  try {
    return condition();
  } catch (error) {
    if (CONFIG.account.throwing_condition === "ends") stop();
    logError("runWhenConditionTrue", error);
    return false;
  }
}

function runWhenElementPresent(selector, callback, ms = 200, dynamic = false) {
  const known = new Set();
  const findNew = () => Array.from(document.querySelectorAll(selector)).filter((element) => !known.has(element));
  const deliver = () => {
    const elements = findNew();
    elements.forEach((element) => known.add(element));
    if (elements.length > 0) callback(elements);
    return elements.length > 0;
  };
  if (deliver() && !dynamic) return;
  every(ms, (stop) => {
    if (deliver() && !dynamic) stop();
  });
}

const Utils = notPlayed("Utils", {
  setTimeout(action, ms) {
    const timer = setTimeout(action, ms);
    clearers.add(() => clearTimeout(timer));
    return timer;
  },
  setInterval(action, ms) {
    const timer = setInterval(action, ms);
    clearers.add(() => clearInterval(timer));
    return timer;
  },
  clearTimeout: (timer) => clearTimeout(timer),
  clearInterval: (timer) => clearInterval(timer),
  addEventListener(target, type, listener, options) {
    target.addEventListener(type, listener, options);
    clearers.add(() => target.removeEventListener(type, listener, options));
  },
});
