// What a person can do: most of it is steps, the same that journeys are made of.

import { $, $$, fillSelect, post } from "./dom.js";

const status = $("[data-status]");
let pageUrl = "";
let build = null;
let played = "";

const say = (text, isBad = false, details = "") => {
  status.textContent = text;
  status.dataset.state = isBad ? "fail" : "";
  $("[data-play-details]").hidden = !details;
  $("[data-play-details] pre").textContent = details;
};

const here = () => (pageUrl ? new URL(pageUrl).pathname.replace("/__kamseg/forget", "/") : "/");

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
  plan: { choose: ({ plan }) => [{ plan: plan.value }] },
  company: { join: ({ company }) => [{ company: company.value }] },
  single: { go: ({ article }) => [{ go: article.value }] },
  consent: { give: () => [{ consent: "give" }], refuse: () => [{ consent: "refuse" }] },
  flag: { sample: () => [{ open: "/sample" }] },
  trouble: { make: ({ trouble }) => [{ trouble: trouble.value }, { open: here() }] },
};

async function act(button, action, done) {
  button.setAttribute("aria-disabled", "true");
  say("…");
  try {
    const { error } = await action();
    if (error) say(`Not done: ${error}`, true);
    else if (done) say(done);
  } catch (error) {
    say(`Not done: ${error.message}`, true);
  }
  button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter || $("button", form);
  const steps = STEPS[form.dataset.steps];
  if (!steps || !steps[button.name] || button.hasAttribute("aria-disabled")) return;
  act(button, () => post("steps", steps[button.name](form.elements)), `Done: ${button.textContent}`);
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
$("[data-journeys]").addEventListener("change", tellAbout);

function tellAbout() {
  const journey = build.journeys.find(({ name }) => name === $("[data-journeys]").value);
  $("[data-about]").textContent = journey ? journey.about : "";
}

export function fillControls(fresh) {
  build = fresh;
  const articles = Object.entries(fresh.pages).filter(([path]) => path.startsWith("/magazine"));
  fillSelect($("[data-pages]"), Object.entries(fresh.pages).map(([path, title]) => [path, `${path} ${title}`]));
  fillSelect($("[data-articles]"), articles.slice(1));
  fillSelect($("[data-plans]"), fresh.plans.map((plan) => [plan, plan]));
  fillSelect($("[data-troubles]"), [["none", "none"], ...Object.entries(fresh.troubles)]);
  fillSelect($("[data-journeys]"), fresh.journeys.map(({ name, title, missing }) =>
    [name, missing ? `${title} (${missing})` : title, missing]));
  tellAbout();
  $$("[data-needs='persona']").forEach((form) => { form.hidden = !fresh.persona; });
  $("[data-server]").textContent = fresh.server;
  const { audience } = $("[data-steps='audience']").elements;
  audience.value = audience.value || fresh.persona;
  engine.elements.own.hidden = !fresh.ownEngine;
  engine.elements.own.textContent = `Use ${fresh.ownEngine}`;
}

export function followControls({ settings, page, play }) {
  pageUrl = page.url;
  tell($("[data-setting='consent']"), "checked", settings.consent === "required");
  tell($("[data-setting='minified']"), "checked", settings.minified);
  $("[data-engine-name]").textContent = settings.engine ? `now: ${settings.engine}` : "now: the stub";
  if (here() in build.pages) tell($("[data-pages]"), "value", here());
  tell($("[data-troubles]"), "value", settings.trouble || "none");
  if (play) followPlay(play);
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
