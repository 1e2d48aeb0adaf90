// Experiments and personalizations: targeting, assignment, exposure (CONTRACT 2.5, 2.7, 2.8).

const KINDS = {
  experiments: { label: "Experiment", key: "experiment", consent: "AB_TESTING" },
  personalizations: { label: "Personalization", key: "personalization", consent: "PERSONALIZATION" },
};

let campaigns = [];
let waitingIntegrations = [];
let targetingScheduled = false;
let started = false;

function loadCampaigns() {
  started = false;
  waitingIntegrations = [];
  campaigns = Object.keys(KINDS).reduce((all, group) => {
    const definitions = CONFIG.account[group];
    return all.concat(definitions.map((definition) => ({
      group, definition, ...KINDS[group], triggered: false, active: false, blocked: false, variation: null,
    })));
  }, []);
}

// Values arrive late, so targeting is looked at again after every change.
function scheduleTargeting() {
  if (!started || targetingScheduled) return;
  targetingScheduled = true;
  Promise.resolve().then(() => {
    targetingScheduled = false;
    evaluateTargeting();
  });
}

function beginTargeting() {
  started = true;
  evaluateTargeting();
}

function evaluateTargeting() {
  campaigns.filter(isTargeted).forEach((campaign) => trigger(campaign, false));
}

function isTargeted(campaign) {
  const { targeting } = campaign.definition;
  if (campaign.triggered || campaign.blocked || targeting.manual) return false;
  if (targeting.consent && !hasConsent(campaign.consent)) return false;
  if (visitor.redirect && visitor.redirect.id === campaign.definition.id) return true;
  return new RegExp(targeting.url).test(location.href) && targeting.custom_data.every(holds);
}

function holds({ name, value, negate }) {
  const actual = allCustomData()[name];
  return hasValue(actual, value) !== negate;
}

function hasValue(actual, value) {
  if (actual === undefined) return false;
  if (value === null) return true;
  if (Array.isArray(actual)) return actual.some((item) => item === value || item.value === value);
  return actual === value;
}

// Triggered is announced before the variation of an experiment is assigned, Activated after it is applied.
function trigger(campaign, trackingOnly) {
  const isExperiment = campaign.group === "experiments";
  campaign.triggered = true;
  noteInVisit(campaign, "triggered");
  if (!isExperiment) announceSegment(campaign);
  if (!isExperiment) assign(campaign);
  announce(campaign, "Triggered");
  if (isExperiment) assign(campaign);
  if (!campaign.variation) return; // excluded
  if (!trackingOnly && !apply(campaign)) return;
  activate(campaign);
  if (!isExperiment) announceSegment(campaign);
}

function announce(campaign, what) {
  emit(campaign.label + what, { [campaign.key]: itemOf(campaign) });
}

// Only personalizations were seen to tell of their segment, before and after (CONTRACT 2.10).
function announceSegment({ definition }) {
  emit("SegmentTriggered", { segment: segmentOf(definition) });
}

// What was activated once in a visit stays so, though it is triggered again on the next page.
function noteInVisit({ group, definition: { id } }, state) {
  const states = visitor.visit[group];
  if (states[id] !== "activated") states[id] = state;
  saveVisitor();
}

function assign(campaign) {
  campaign.variation = assigned(campaign);
  campaign.active = campaign.variation !== null;
  saveVisitor();
}

function assigned(campaign) {
  const { id, variations } = campaign.definition;
  if (!(id in visitor.assignments)) visitor.assignments[id] = draw(campaign.definition);
  return variations.find((variation) => variation.id === visitor.assignments[id]) || null;
}

// The same visitor always draws the same lot; null is excluded.
function draw({ id, traffic, variations }) {
  if (lot(visitor.code + id) >= traffic) return null;
  const total = variations.reduce((sum, variation) => sum + variation.weight, 0);
  let left = lot(visitor.code + id + "variation") * total;
  const drawn = variations.find((variation) => (left -= variation.weight) < 0);
  return drawn ? drawn.id : null;
}

// A number from 0 to 1, exclusive, from text (FNV-1a).
function lot(text) {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return (hash >>> 0) / 4294967296;
}

// Returns false when the page is left: the page arrived at reports the exposure.
function apply(campaign) {
  const { variation, definition } = campaign;
  const target = variation.redirect && new URL(variation.redirect, location.href).href;
  if (target && target !== location.href && !visitor.redirect) {
    visitor.redirect = { id: definition.id };
    saveVisitor();
    location.replace(target);
    return false;
  }
  if (target) visitor.redirect = null;
  runPasted("variation " + variation.name, variation.code);
  return true;
}

function activate(campaign) {
  record("exposure", { campaign: campaign.key, ...itemOf(campaign), visitorCode: visitor.code });
  announce(campaign, "Activated");
  noteInVisit(campaign, "activated");
  waitingIntegrations.push(campaign);
  runIntegrations();
}

function afterConsent() {
  scheduleSending();
  scheduleTargeting();
  runIntegrations();
}

// Once per exposed campaign and page load, once a consent is given.
function runIntegrations() {
  if (!mayStore()) return;
  waitingIntegrations.splice(0).forEach((campaign) => {
    INTEGRATIONS.forEach(({ jsCode }) => runPasted("custom integration", wrapIntegration(jsCode, campaign)));
    runBuiltIn(campaign);
  });
}

// Built as text; the variation name is not escaped, as in the real engine: an apostrophe is a SyntaxError.
function wrapIntegration(code, { group, definition, variation }) {
  const pair = definition.id + ", " + quote(definition.name);
  const campaign = group === "experiments" ? pair + ", null, null" : "null, null, " + pair;
  const names = ["experiment", "personalization", "variation"].map((one) => one + "ID, " + one + "Name").join(", ");
  const values = campaign + ", " + variation.id + ", '" + variation.name + "'";
  return "(function (" + names + ") {" + code + "\n}).call(window, " + values + ");";
}
