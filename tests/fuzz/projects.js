// Runs all snippets of many projects, each in a frame of its own, as the engine does; tells all that they have done.

const INTEGRATION = [
  "experimentID",
  "experimentName",
  "personalizationID",
  "personalizationName",
  "variationID",
  "variationName",
];

async function run(projects) {
  const stages = [];
  for (const project of projects) stages.push(await perform(project));
  await turn(); // each has asked for its lock by then
  for (const stage of stages) await stage.locksFree();
  await turn();
  return stages.map((stage) => stage.end());
}

async function perform(project) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const page = frame.contentWindow;
  const seen = { set: [], asked: [], sent: [], returned: [], requests: [], problems: [] };
  const watched = watch(page, ["kamseg", "Kameleoon", project.global]);
  const play = (code, values = {}) => {
    try {
      return new page.Function(...Object.keys(values), code).apply(page, Object.values(values));
    } catch (error) {
      seen.problems.push("throws: " + error);
    }
  };
  const world = furnish(page, project, seen);
  for (const { code, stored } of project.data) {
    world.stored = stored;
    if (page.kamseg) page.kamseg.read = null; // as on the next page
    play(code);
    await turn();
  }
  world.user = null;
  project.values.forEach((code) => seen.returned.push(play(code)));
  project.scripts.forEach((code) => play(code));
  // Twice: a repeated exposure is none.
  for (const campaign of [...project.campaigns, ...project.campaigns]) expose(page, project, campaign, play);
  const end = () => {
    seen.problems.push(...watched.takeLate(), ...watched.takeSwallowed(), ...watched.takeChanges());
    frame.remove();
    return seen;
  };
  return { end, locksFree: () => locksFree(page) };
}

function furnish(page, project, seen) {
  const kept = new Map();
  const world = { stored: null, user: "person" };
  const user = () => ({ id: () => world.user, anonymousId: () => "anonymous" });
  const identify = (...values) => {
    if (typeof values[0] === "string") world.user = values[0];
    seen.sent.push(["identify", ...values]);
  };
  const track = (...values) => void seen.sent.push(["track", ...values]);
  const analytics = { user, on: () => undefined, track, identify };
  Reflect.defineProperty(page, project.global, { value: analytics, configurable: true, writable: true });
  const Visitor = { code: project.visitor, numberOfVisits: 1 };
  Visitor.experimentLegalConsent = Visitor.personalizationLegalConsent = true;
  const Data = {
    readLocalData: (key) => kept.get(key) || null,
    writeLocalData: (key, value) => kept.set(key, value),
    setCustomData: (...values) => seen.set.push(values),
    retrieveDataFromRemoteSource: (keys, answer) => {
      seen.asked.push(keys);
      const stored = world.stored;
      Promise.resolve().then(() => answer(Object.fromEntries(keys.map((key) => [key, stored]))));
    },
  };
  page.Kameleoon = { API: { Visitor, Data } };
  Reflect.defineProperty(page.document, "cookie", newJar());
  page.XMLHttpRequest.prototype.open = (...request) => void seen.requests.push(request);
  page.XMLHttpRequest.prototype.send = () => undefined;
  return world;
}

// Of one frame alone: some projects differ only in their campaigns.
function newJar() {
  const cookies = new Map();
  return {
    get: () => [...cookies].map((cookie) => cookie.join("=")).join("; "),
    set: (text) => cookies.set(...text.split(";")[0].split("=")),
    configurable: true,
  };
}

function expose(page, project, { kind, id, name, variation }, play) {
  const event = kind === "experiment" ? "Kameleoon::ExperimentActivated" : "Kameleoon::PersonalizationActivated";
  const detail = { [kind]: { id, name, associatedVariation: variation } };
  page.dispatchEvent(new page.CustomEvent(event, { detail }));
  const one = kind === "experiment" ? [id, name, null, null] : [null, null, id, name];
  const values = [...one, variation.id, variation.name];
  const named = Object.fromEntries(INTEGRATION.map((parameter, at) => [parameter, values[at]]));
  project.integrations.forEach((code) => play(code, named));
}

// Each link is made under a lock, and keeps it for a moment. Asked in its own frame: there a question follows the request.
async function locksFree({ navigator: { locks } }) {
  for (;;) {
    const { held, pending } = await locks.query();
    const ours = [...held, ...pending].find(({ name }) => name.startsWith("kamseg"));
    if (!ours) return;
    await locks.request(ours.name, () => undefined);
  }
}
