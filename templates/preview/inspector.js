// Asks the preview what is new, and shows it.

import { $, $$, post } from "./dom.js";
import { addArrows, reveal, setLanes } from "./diagram.js";
import { showChecks, showSnippets, showState } from "./panels.js";
import { fillControls, followControls } from "./controls.js";

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
  addArrows(live.arrows, live.first);
  showState(live);
  showChecks(live, revealEntry);
  showSnippets(build, live.settings.minified);
  followControls(live);
  ({ count, next } = live);
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
  addArrows([], Infinity);
  await pause(1000);
}

function revealEntry(seq) {
  $("#tab-visit").click();
  reveal(seq);
}

// ---- Tabs, as the ARIA practices have them ----

const tabs = $$("[role='tab']");

function select(tab) {
  tabs.forEach((one) => {
    const isChosen = one === tab;
    one.setAttribute("aria-selected", String(isChosen));
    one.tabIndex = isChosen ? 0 : -1;
    $(`#${one.getAttribute("aria-controls")}`).hidden = !isChosen;
  });
  remember("tab", tab.id);
}

tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const other = tabs[(index + step + tabs.length) % tabs.length];
    select(other);
    other.focus();
  });
});

// ---- What stays when the page of the shop, and this inspector beside it, is loaded again ----

function remember(name, value) {
  try {
    sessionStorage.setItem(`kamseg-inspector.${name}`, value);
  } catch (error) {
    // Denied: it begins anew on each page.
  }
}

function recall(name) {
  try {
    return sessionStorage.getItem(`kamseg-inspector.${name}`);
  } catch (error) {
    return null;
  }
}

const more = $("[data-more]");
more.open = recall("more") === "open" || (!isDocked && matchMedia("(min-width: 70rem)").matches);
more.addEventListener("toggle", () => remember("more", more.open ? "open" : "closed"));
select(tabs.find(({ id }) => id === recall("tab")) || tabs[0]);

// ---- Beside the page, or alone ----

function dock(isOpen) {
  page.dataset.kamsegDocked = isOpen ? "open" : "closed";
  document.documentElement.dataset.docked = page.dataset.kamsegDocked;
  const button = $("[data-dock]");
  button.setAttribute("aria-expanded", String(isOpen));
  button.textContent = isOpen ? "Close" : "Open";
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
