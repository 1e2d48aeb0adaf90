// Asks the preview what is new, and shows it.

import { $, post } from "./dom.js";
import { setLanes } from "./diagram.js";
import { emptyVisit, reveal, showNewest, showVisit } from "./visit.js";
import { showChecks, showSnippets, showState } from "./panels.js";
import { fillControls, followControls } from "./controls.js";
import { keepOpen } from "./memory.js";
import { say } from "./say.js";
import { onSelect, select } from "./tabs.js";

const isDocked = new URLSearchParams(location.search).has("docked");
const page = isDocked ? parent.document.documentElement : null;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let build = null;
let next = 0;
let count = -1;

async function readJson(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`the preview answered ${response.status}`);
  return response.json();
}

// A window that is not seen asks nothing: browsers allow only six connections to a host.
async function follow() {
  for (;;) {
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    const leaving = new AbortController();
    const stop = () => leaving.abort();
    document.addEventListener("visibilitychange", stop, { once: true });
    try {
      await show(await readJson(`updates?count=${count}&next=${next}`, { signal: leaving.signal }));
    } catch (error) {
      if (error.name !== "AbortError") await lose();
    }
    document.removeEventListener("visibilitychange", stop);
  }
}

async function show(live) {
  if (!build || build.build !== live.build) {
    build = await readJson("build");
    setLanes(build.lanes);
    fillControls(build);
    $("[data-project]").textContent = build.label || build.sitecode;
  }
  tellProblem(live.problem);
  showVisit(live);
  showState(live);
  showChecks(live, revealEntry);
  showSnippets(build, live.settings.minified);
  followControls(live);
  ({ count, next } = live);
  if (!("ready" in document.documentElement.dataset)) followLink();
  document.documentElement.dataset.ready = "";
}

function tellProblem(text) {
  const place = $("[data-problem]");
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

// The preview has ended, or begins anew: then its numbers begin anew too.
async function lose() {
  tellProblem("The preview does not answer. Is it still running? This page goes on when it is.");
  count = -1;
  next = 0;
  emptyVisit();
  await pause(1000);
}

function revealEntry(seq) {
  select($("#tab-visit"));
  if (!reveal(seq)) say(`Entry ${seq} is not here any more: it was cleared, or it is older than the last ones.`, true);
}

// What an address names, such as /__kamseg/#entry-42.
function followLink() {
  const [, seq] = /^#entry-(\d+)$/.exec(location.hash) || [];
  if (seq) revealEntry(Number(seq));
}

window.addEventListener("hashchange", followLink);
keepOpen($("[data-more]"), "more", !isDocked && matchMedia("(min-width: 70rem)").matches);
keepOpen($("[data-own-details]"), "own");
onSelect((id) => {
  if (id === "tab-visit") showNewest();
});

// ---- Beside the page, or alone ----

function dock(isOpen) {
  page.dataset.kamsegDocked = isOpen ? "open" : "closed";
  document.documentElement.dataset.docked = page.dataset.kamsegDocked;
  const button = $("[data-dock]");
  button.setAttribute("aria-expanded", String(isOpen));
  button.textContent = isOpen ? "Close" : "Open";
  if (isOpen) showNewest();
}

if (isDocked) {
  dock(page.dataset.kamsegDocked === "open");
  $("[data-dock]").addEventListener("click", () => {
    const isOpen = page.dataset.kamsegDocked !== "open";
    dock(isOpen);
    post("settings", { docked: isOpen }).catch(() => {});
  });
} else {
  $("[data-dock]").hidden = true;
  $("[data-alone]").hidden = true;
  $("[data-shop]").hidden = false;
}

follow();
