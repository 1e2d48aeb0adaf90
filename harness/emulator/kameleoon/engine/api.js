// window.Kameleoon.API: all that CONTRACT 2.5 names.

function processConversion(idOrName, revenue, metadata) {
  const goals = CONFIG.account.goals;
  const index = typeof idOrName === "number" ? idOrName - 1 : goals.indexOf(idOrName);
  if (!(index in goals)) return;
  track("conversion", { goalId: index + 1, revenue: Number(revenue) || 0, negative: false });
  record("goal", { source: "page", id: index + 1, name: goals[index], revenue, metadata, visitorCode: visitor.code });
  emit("ConversionTriggered", { id: index + 1, name: goals[index], type: "CUSTOM" });
}

function executeVariation(id) {
  const variations = campaigns.reduce((all, campaign) => all.concat(campaign.definition.variations), []);
  const variation = variations.find((candidate) => candidate.id === Number(id));
  if (variation) runPasted("variation " + variation.name, variation.code);
}

// A fresh snapshot at each access; before the runtime exists there is only setVisitorCode.
function describeVisitor() {
  if (!visitor) return { setVisitorCode };
  return {
    code: visitor.code,
    customData: { ...visitor.customData },
    experimentLegalConsent: consent.AB_TESTING,
    personalizationLegalConsent: consent.PERSONALIZATION,
    numberOfVisits: visitor.numberOfVisits,
    setVisitorCode,
  };
}

function describeVisit() {
  if (!visitor) return null;
  return {
    customData: allCustomData(),
    activatedExperiments: activatedInVisit("experiments"),
    activatedPersonalizations: activatedInVisit("personalizations"),
    pageViews: visitor.visit.pageViews,
  };
}

const API = {
  get Visitor() { return describeVisitor(); },
  get CurrentVisit() { return describeVisit(); },
  Core: {
    runWhenConditionTrue,
    runWhenElementPresent,
    enableLegalConsent: (type) => setConsent(true, type),
    disableLegalConsent: (type) => setConsent(false, type),
  },
  Data: {
    setCustomData: (name, value, overwrite) => setCustomData(name, value, overwrite),
    resetCustomData: (name) => setCustomData(name, [], true),
    retrieveDataFromRemoteSource,
    readLocalData,
    writeLocalData,
  },
  Events: { trigger: (name) => record("engine.custom-event", { name: String(name) }) },
  Experiments: campaignApi("experiments"),
  Personalizations: campaignApi("personalizations"),
  Goals: { processConversion },
  Variations: { execute: executeVariation },
  Segments: notPlayed("Segments"),
  Tracking: notPlayed("Tracking"),
  Triggers: notPlayed("Triggers"),
  Utils,
};
