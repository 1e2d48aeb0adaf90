// How the API and the events show campaigns (CONTRACT 2.5, 2.10).

// A fresh snapshot, as events carry it. What is null here was seen, but not what else it may hold.
function itemOf(campaign) {
  const { definition, variation } = campaign;
  const state = visitor.visit[campaign.group][definition.id];
  return {
    id: definition.id, name: definition.name, active: campaign.active, triggered: campaign.triggered,
    triggeredInVisit: state !== undefined, activatedInVisit: state === "activated",
    associatedVariation: variation && describeVariation(variation), targetSegment: segmentOf(definition),
    goals: [], mainGoal: null, dateLaunched: null, dateModified: null, untrackedTrafficReallocationTime: null,
  };
}

function describeVariation({ id, name }) {
  return { id, name, reallocationTime: null, instantiatedTemplate: null };
}

function segmentOf({ id, name }) {
  return { id, name: "Segment of " + name };
}

function describe(campaign) {
  return { ...itemOf(campaign), variations: campaign.definition.variations.map(describeVariation) };
}

function campaignsOf(group) {
  return campaigns.filter((campaign) => campaign.group === group);
}

function inVisit(group, states) {
  const isIn = ({ definition }) => states.includes(visitor.visit[group][definition.id]);
  return campaignsOf(group).filter(isIn).map(describe);
}

function activatedInVisit(group) {
  return inVisit(group, ["activated"]);
}

function campaignApi(group) {
  const find = (id) => campaignsOf(group).find((campaign) => campaign.definition.id === Number(id));
  const act = (id, action) => {
    const campaign = find(id);
    if (campaign) action(campaign);
  };
  const api = {
    getAll: () => campaignsOf(group).map(describe),
    getActive: () => campaignsOf(group).filter((campaign) => campaign.active).map(describe),
    getById: (id) => (find(id) ? describe(find(id)) : null),
    getByName: (name) => campaignsOf(group).filter((one) => one.definition.name === name).map(describe)[0] || null,
    getTriggeredInVisit: () => inVisit(group, ["triggered", "activated"]),
    getActivatedInVisit: () => activatedInVisit(group),
    assignVariation: (id, variationId, override) => act(id, ({ definition }) => {
      if (override || !(definition.id in visitor.assignments)) visitor.assignments[definition.id] = Number(variationId);
      saveVisitor();
    }),
    trigger: (id, trackingOnly) => act(id, (campaign) => {
      if (!campaign.triggered && !campaign.blocked) trigger(campaign, Boolean(trackingOnly));
    }),
    block: (id) => act(id, (campaign) => {
      campaign.blocked = true;
    }),
  };
  return CONFIG.account[group].length > 0 ? api : doingNothing(api);
}

// Builds are cut to what a project uses: without such a campaign the methods are there, and do nothing.
function doingNothing(api) {
  return Object.fromEntries(Object.keys(api).map((name) => [name, () => undefined]));
}
