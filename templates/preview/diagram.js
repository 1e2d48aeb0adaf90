// The visit as a sequence diagram: one row for each journal entry, newest last.

import { $, $$, copyButton, element } from "./dom.js";

const MOST_ROWS = 1000;
const list = $("[data-arrows]");
const filter = $("[data-filter]");
const minor = $("[data-minor]");
const pause = $("[data-pause]");
let lanes = [];
let waiting = [];
let first = 0;
let begin = null;

export function setLanes(names) {
  lanes = names;
  $("[data-lanes]").replaceChildren(...names.map((name) => element("span", {}, name)));
}

export function addArrows(arrows, firstSeq) {
  first = firstSeq;
  waiting.push(...arrows);
  if (!isPaused()) flush();
}

const isPaused = () => pause.getAttribute("aria-pressed") === "true";

function flush() {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  forget();
  list.append(...waiting.map(row));
  waiting = [];
  $$(":scope > li", list).slice(0, -MOST_ROWS).forEach((old) => old.remove());
  choose();
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

// What was cleared, here or in another window.
function forget() {
  waiting = waiting.filter(({ seq }) => seq >= first);
  $$(":scope > li", list).filter((old) => Number(old.dataset.seq) < first).forEach((old) => old.remove());
  if (!list.firstElementChild) begin = waiting.length ? waiting[0].time : null;
}

function choose() {
  const wanted = filter.value.trim().toLowerCase();
  let shown = 0;
  $$(":scope > li", list).forEach((item) => {
    const isWanted = wanted ? item.dataset.text.includes(wanted) : minor.checked || item.dataset.tone !== "minor";
    item.hidden = !isWanted;
    shown += isWanted ? 1 : 0;
  });
  $("[data-empty]").hidden = shown > 0;
  $("[data-empty]").textContent = list.firstElementChild
    ? "Nothing of what has happened matches."
    : "Nothing has happened yet. Open a page of the shop.";
}

function row(arrow) {
  const { seq, time, kind, source, target, label, tone, data } = arrow;
  const way = source === target ? `within ${lanes[source]}` : `${lanes[source]} to ${lanes[target]}`;
  const button = element(
    "button",
    { type: "button", class: "arrow", "aria-expanded": "false", title: way, onclick: () => toggle(item, arrow) },
    element("time", {}, seconds(time)),
    element("span", { class: "label" }, label, element("span", { class: "unseen" }, `, ${way}`)),
    line(source, target),
  );
  const item = element("li", { "data-seq": seq, "data-kind": kind, "data-tone": tone }, button);
  item.dataset.text = `${kind} ${label} ${JSON.stringify(data)}`.toLowerCase();
  return item;
}

// From the middle of one lane to that of another, in fifths of the width.
function line(source, target) {
  const made = element("span", { class: "line" });
  const left = Math.min(source, target);
  made.style.setProperty("--from", left);
  made.style.setProperty("--span", Math.abs(target - source));
  made.dataset.to = source === target ? "self" : target > source ? "right" : "left";
  return made;
}

const seconds = (time) => `${Math.max(0, time - begin).toFixed(2)} s`;

function toggle(item, { kind, data }) {
  const button = $("button", item);
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  if (isOpen) {
    $(".payload", item).remove();
    return;
  }
  const text = JSON.stringify(data, null, 2);
  const head = element("p", { class: "spread" }, element("code", {}, kind), copyButton(text));
  item.append(element("div", { class: "payload" }, head, element("pre", { tabindex: "0" }, text)));
}

/** Opens the row of an entry, for whoever refers to it. */
export function reveal(seq) {
  const item = $(`[data-seq="${seq}"]`, list);
  if (!item) return;
  filter.value = "";
  minor.checked = minor.checked || item.dataset.tone === "minor";
  choose();
  const button = $("button", item);
  if (button.getAttribute("aria-expanded") === "false") button.click();
  button.focus();
}

filter.addEventListener("input", choose);
minor.addEventListener("change", choose);
pause.addEventListener("click", () => {
  const isOn = !isPaused();
  pause.setAttribute("aria-pressed", String(isOn));
  pause.textContent = isOn ? "Go on" : "Pause";
  if (!isOn) flush();
});
