// The loop that evaluates the code of custom data (CONTRACT 2.4).

const FAST_ROUNDS = 30; // 100 ms each: three seconds
const FAST_MS = 100;
const SLOW_MS = 3000;

let inFirstPass = false;
let acquisitionTimer = null;

// Step 4 of the boot order: a synchronous setCustomData is lost here, a returned value is not.
function beginAcquisition() {
  clearPageData();
  let waiting = CUSTOM_DATA.filter((datum) => datum.customEvalCode);
  const evaluateWaiting = () => {
    waiting = waiting.filter(isStillWaiting);
  };
  inFirstPass = true;
  evaluateWaiting();
  inFirstPass = false;
  clearTimeout(acquisitionTimer);
  scheduleAcquisition(evaluateWaiting, () => waiting.length > 0, 0);
}

function scheduleAcquisition(evaluateWaiting, isNeeded, round) {
  if (!isNeeded()) return;
  acquisitionTimer = setTimeout(() => {
    evaluateWaiting();
    scheduleAcquisition(evaluateWaiting, isNeeded, round + 1);
  }, round < FAST_ROUNDS ? FAST_MS : SLOW_MS);
}

// Nothing returned: evaluated again later. Anything else ends it, even what is not `{value}`.
function isStillWaiting(datum) {
  const wasFirstPass = inFirstPass;
  const result = runPasted("custom data " + datum.name, datum.customEvalCode);
  record("custom-data.evaluated", { name: datum.name, answered: result !== null && result !== undefined });
  if (result === null || result === undefined) return true;
  if (typeof result === "object" && result.value !== null && result.value !== undefined) {
    inFirstPass = false;
    setCustomData(datum.name, result.value, result.overwrite, "returned");
    inFirstPass = wasFirstPass;
  }
  return false;
}
