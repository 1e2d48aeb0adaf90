// Kameleoon's own integration with Segment (CONTRACT 2.8). The name of an event is known; that it waits as the public
// script does, and what it carries, is not: hence the settings of the account.

const BUILT_IN_PROPERTIES = {
  kameleoon: ({ key, definition: { id, name }, variation }) => ({
    [key + "ID"]: id, [key + "Name"]: name, variationID: variation.id, variationName: variation.name, nonInteraction: 1,
  }),
  segment: ({ key, definition: { id, name }, variation }) => ({
    [key + "_id"]: String(id), [key + "_name"]: name, variation_id: String(variation.id), variation_name: variation.name,
  }),
  names: ({ key, definition: { name }, variation }) => ({ [key]: name, variation: variation.name }),
  nothing: () => ({}),
};

// Only for campaigns that have it as reporting tool.
function runBuiltIn(campaign) {
  const setting = CONFIG.account.built_in;
  if (!setting || !campaign.definition.reporting.includes("segment")) return;
  const library = () => window[setting.global_name];
  runWhenConditionTrue(() => Boolean(library()), () => tellBuiltIn(library(), setting, campaign), 150);
}

function tellBuiltIn(analytics, setting, campaign) {
  analytics.track(setting[campaign.key + "_event"], BUILT_IN_PROPERTIES[setting.properties](campaign));
  if (setting.identify) analytics.identify({ [campaign.label]: campaign.definition.name + ":" + campaign.variation.name });
}
