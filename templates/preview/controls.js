// What a person can do: most of it is steps, the same that journeys are made of.

import { $, $$, fillSelect, post } from "./dom.js";
import { keepField, recallField } from "./memory.js";
import { fillOwn } from "./own.js";
import { act, isBusy, say } from "./say.js";
import { fillTraits, filledTraits } from "./traits.js";

const kept = $$("[data-keep]"); // what no news of the preview tell
let pageUrl = "";
let build = null;
let played = "";

const here = () => (pageUrl ? new URL(pageUrl).pathname.replace("/__kamseg/forget", "/") : "/");

const answer = (verb, kind) => [{ consent: `${verb} ${kind.value}`.trim() }];

// For each form: what its buttons do, given its fields.
const STEPS = {
  visitor: {
    open: ({ page }) => [{ open: page.value }],
    later: () => [{ later: 31 }, { open: here() }],
    newcomer: () => [{ newcomer: true }, { open: here() }],
  },
  audience: {
    enter: ({ audience }) => [{ enter: audience.value }],
    leave: ({ audience }) => [{ leave: audience.value }],
  },
  user: { login: ({ user }) => [{ login: user.value }], logout: () => [{ logout: true }] },
  traits: { set: () => [{ traits: filledTraits() }] },
  consent: { give: ({ kind }) => answer("give", kind), refuse: ({ kind }) => answer("refuse", kind) },
  company: { join: ({ company }) => [{ company: company.value }] },
  single: { go: ({ article }) => [{ go: article.value }] },
  flag: { sample: () => [{ open: "/sample" }] },
  trouble: { make: ({ trouble }) => [{ trouble: trouble.value }, { open: here() }] },
};

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter || $("button", form);
  const actions = STEPS[form.dataset.steps] || {};
  if (!(button.name in actions) || isBusy(button)) return;
  act(button, async () => post("steps", actions[button.name](form.elements)), `Done: ${button.textContent}`);
});

$("[data-journey]").addEventListener("submit", ({ target, submitter }) => {
  played = "";
  const journey = target.elements.journey.value;
  // How it went is told by the news, wherever the inspector is then.
  act(submitter || $("button", target), () => post("play", { journey }).then(() => ({})), null);
});

$$("[data-setting]").forEach((input) => input.addEventListener("change", () => {
  const { setting } = input.dataset;
  const value = setting === "consent" ? (input.checked ? "required" : "not-required") : input.checked;
  act(input, () => post("settings", { [setting]: value }), "Changed.");
}));

const engine = $("[data-engine]");
engine.elements.file.addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  const text = await file.text();
  act(target, () => post(`engine?name=${encodeURIComponent(file.name)}`, text), `${file.name} is the engine now.`);
});
engine.elements.stub.addEventListener("click", ({ target }) => {
  engine.elements.file.value = "";
  act(target, () => post("engine", ""), "The stub is the engine now.");
});
engine.elements.own.addEventListener("click", ({ target }) => {
  act(target, () => post("engine?own=1", ""), "Your file is the engine now.");
});

$("[data-clear]").addEventListener("click", ({ target }) => act(target, () => post("clear", ""), "Cleared."));
$("[data-restart]").addEventListener("click", ({ target }) =>
  act(target, () => post("restart", ""), `Done: ${target.textContent}`));
$("[data-journeys]").addEventListener("change", tellAbout);

kept.forEach((field) => keepField(field));

function tellAbout() {
  const journey = build.journeys.find(({ name }) => name === $("[data-journeys]").value);
  $("[data-about]").textContent = journey ? journey.about : "";
}

export function fillControls(fresh) {
  build = fresh;
  const articles = Object.entries(fresh.pages).filter(([path]) => path.startsWith("/magazine"));
  fillSelect($("[data-pages]"), Object.entries(fresh.pages).map(([path, title]) => [path, `${path} ${title}`]));
  fillSelect($("[data-articles]"), articles.slice(1));
  fillTraits(fresh.traits);
  fillOwn(fresh.calls);
  fillSelect($("[data-troubles]"), [["none", "none"], ...Object.entries(fresh.troubles)]);
  fillSelect($("[data-journeys]"), fresh.journeys.map(({ name, title, missing }) =>
    [name, missing ? `${title} (${missing})` : title, missing]));
  $$("[data-needs='audiences']").forEach((form) => { form.hidden = fresh.audiences.length === 0; });
  $$("[data-needs='group']").forEach((form) => { form.hidden = !fresh.group; });
  $("[data-server]").textContent = fresh.server;
  fillSelect($("[data-audiences]"), fresh.audiences.map((name) => [name, name]));
  kept.forEach((field) => recallField(field));
  tellAbout();
  engine.elements.own.hidden = !fresh.ownEngine;
  engine.elements.own.textContent = `Use ${fresh.ownEngine}`;
}

export function followControls({ settings, page, play }) {
  pageUrl = page.url;
  tellUser(page.state.segment);
  tellConsent(page.state.engine);
  tell($("[data-setting='consent']"), "checked", settings.consent === "required");
  tell($("[data-setting='minified']"), "checked", settings.minified);
  $("[data-engine-name]").textContent = settings.engine ? `now: ${settings.engine}` : "now: the stub";
  if (here() in build.pages) tell($("[data-pages]"), "value", here());
  tell($("[data-troubles]"), "value", settings.trouble || "none");
  if (play) followPlay(play);
}

function tellUser(segment) {
  const user = segment && segment.userId;
  $("[data-user]").textContent = user ? `now: ${user}` : "now: nobody is logged in";
  $("[data-whose]").textContent = user ? `of ${user}` : "of a visitor without a user id";
}

function tellConsent(engine) {
  const word = (given) => ({ true: "given", false: "refused", null: "not decided" })[given];
  const { experiments, personalizations } = engine ? engine.consent : {};
  $("[data-consents]").textContent = engine
    ? `now: experiments ${word(experiments)}, personalizations ${word(personalizations)}` : "";
}

// Only what is new: between two news the choice is the person's.
function tell(field, property, value) {
  if (field.dataset.told !== String(value)) field[property] = value;
  field.dataset.told = value;
}

// Also after the page that began to play has been left: the inspector beside it is a new one then.
function followPlay({ journey, step, state, message, details }) {
  const { steps, title } = build.journeys.find(({ name }) => name === journey) || { steps: [], title: journey };
  const key = `${journey} ${step} ${state}`;
  if (key === played) return;
  played = key;
  if (state === "playing") say(`${title}: ${step + 1} of ${steps.length}, ${steps[step]}`);
  else if (state === "passed") say(`${title}: went as it must.`);
  else say(message, true, details);
}
