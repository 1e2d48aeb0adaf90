// The command queue and the boot order (CONTRACT 2.2, 2.6).

const POLL_URL_MS = 100;
const beginning = performance.now();

// A function, or the path of an API function and its arguments, or either with a level.
function runCommand(item) {
  try {
    const command = item && item.command ? item.command : item;
    if (typeof command === "function") command();
    else callByPath(command);
  } catch (error) {
    logError("kameleoonQueue", error);
  }
}

function callByPath([path, ...values]) {
  const names = path.replace(/^Kameleoon\.API\./, "").split(".");
  const action = names.reduce((object, name) => object[name], API);
  action(...values);
}

function takeQueue() {
  const queue = window.kameleoonQueue = window.kameleoonQueue || [];
  return queue.splice(0, queue.length);
}

// After boot a push runs its first argument at once, and returns nothing (CONTRACT 2.10). It is defined and not
// assigned: a page may have frozen what lists inherit.
function takeOverQueue() {
  takeQueue().forEach(runCommand);
  const push = (item) => runCommand(item);
  Object.defineProperty(window.kameleoonQueue, "push", { value: push, configurable: true, writable: true });
}

function runImmediateCommands() {
  const items = takeQueue();
  const isImmediate = (item) => Boolean(item) && item.level === "IMMEDIATE";
  items.filter(isImmediate).reverse().forEach(runCommand);
  window.kameleoonQueue.unshift(...items.filter((item) => !isImmediate(item)));
}

function abortReason() {
  if (CONFIG.account.abort) return CONFIG.account.abort;
  if (document.prerendering) return "PRERENDER";
  if (!hasStorage() && CONFIG.account.without_storage === "abort") return "STORAGE";
  return "";
}

function boot() {
  runImmediateCommands();
  emit("Loaded", { loadTime: Math.round(performance.now() - beginning), timeout: false });
  const reason = abortReason();
  if (reason) {
    emit("Aborted", { reason });
    return;
  }
  const hasNewCode = setUp();
  beginAcquisition();
  runGlobalScripts();
  takeOverQueue();
  emit("Started", { newVisitorCode: hasNewCode });
  beginTargeting();
}

function setUp() {
  loadConsent();
  const isNew = loadVisitor();
  loadLocalData();
  loadCampaigns();
  const { code, numberOfVisits, visit } = visitor;
  const { pageViews } = visit;
  const globalScript = GLOBAL_SCRIPT !== "";
  const time = Date.now();
  record("engine.visitor", { visitorCode: code, stored: mayStore(), numberOfVisits, pageViews, time, globalScript });
  beginEvents();
  return isNew;
}

function runGlobalScripts() {
  runPasted("global custom script", GLOBAL_SCRIPT);
  campaigns.filter(({ definition }) => definition.global_script).forEach(({ definition }) => {
    runPasted("global script of " + definition.name, definition.global_script);
  });
}

// Single-page mode: any new address, be it by its hash or query alone, repeats the whole load in the same window.
function watchUrl() {
  let known = location.href;
  setInterval(() => {
    if (location.href === known) return;
    known = location.href;
    clearTimersAndListeners();
    boot();
  }, POLL_URL_MS);
}

window.Kameleoon = { API };
boot();
if (CONFIG.account.single_page) watchUrl();
