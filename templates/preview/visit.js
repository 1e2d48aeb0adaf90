// The panel Visit: what has happened, newest last, as far as it is wanted.

import { $, $$ } from "./dom.js";
import { countAgain, makeRow } from "./diagram.js";
import { keepField } from "./memory.js";
import { arrangeGroups, listOf, nameVisitors, openGroupOf } from "./visitors.js";

const MOST_ROWS = 1000;
const NEAR_PIXELS = 60;
const list = $("[data-arrows]");
const filter = $("[data-filter]");
const minor = $("[data-minor]");
const pause = $("[data-pause]");
const rows = new Map(); // by the number of the entry; what says the same shares a row
const loops = new Map(); // by what the entries of a loop have in common
let waiting = [];
let visitors = [];
let present = 0;
let first = 0;
let begin = 0;

export function showVisit({ arrows, first: firstSeq, visitors: all, present: number }) {
  [first, visitors, present] = [firstSeq, all, number];
  waiting.push(...arrows);
  if (!isPaused()) flush();
}

/** Forgets all rows, when the preview itself has begun anew. */
export function emptyVisit() {
  first = Infinity;
  flush();
}

const isPaused = () => pause.getAttribute("aria-pressed") === "true";
const isAtEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PIXELS;

function flush() {
  const follows = isAtEnd();
  forget();
  waiting.forEach(add);
  waiting = [];
  $$("[data-seq]", list).slice(0, -MOST_ROWS).forEach(drop);
  nameVisitors(visitors, present);
  choose();
  if (follows) showNewest();
}

function add(arrow) {
  if (rows.size === 0) begin = arrow.time;
  const known = loops.get(arrow.loop);
  const row = known || makeRow(arrow, begin);
  if (known) countAgain(row, arrow);
  else listOf(arrow.visitor, list).append(row);
  if (arrow.loop) loops.set(arrow.loop, row);
  rows.set(arrow.seq, row);
}

// What was cleared, here or in another window.
function forget() {
  waiting = waiting.filter(({ seq }) => seq >= first);
  $$("[data-seq]", list).filter(({ dataset }) => Number(dataset.last) < first).forEach(drop);
}

function drop(row) {
  row.remove();
  for (const known of [rows, loops]) {
    for (const [key, one] of known) if (one === row) known.delete(key);
  }
}

function choose() {
  const wanted = filter.value.trim().toLowerCase();
  let shown = 0;
  $$("[data-seq]", list).forEach((row) => {
    const isWanted = wanted ? row.dataset.text.includes(wanted) : minor.checked || row.dataset.tone !== "minor";
    row.hidden = !isWanted;
    shown += isWanted ? 1 : 0;
  });
  arrangeGroups(wanted !== "");
  $("[data-empty]").hidden = shown > 0;
  $("[data-empty]").textContent = rows.size
    ? "Nothing of what has happened matches."
    : "Nothing has happened yet. Open a page of the shop.";
}

export function showNewest() {
  list.scrollTop = list.scrollHeight;
}

/** Opens the row of an entry, for whoever refers to it; false when it is not there any more. */
export function reveal(seq) {
  const row = rows.get(seq);
  if (!row) return false;
  filter.value = "";
  minor.checked = minor.checked || row.dataset.tone === "minor";
  openGroupOf(row);
  choose();
  const button = $("button", row);
  if (button.getAttribute("aria-expanded") === "false") button.click();
  button.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

filter.addEventListener("input", choose);
minor.addEventListener("change", choose);
pause.addEventListener("click", () => {
  const isOn = !isPaused();
  pause.setAttribute("aria-pressed", String(isOn));
  pause.textContent = isOn ? "Go on" : "Pause";
  if (!isOn) flush();
});
keepField(filter);
keepField(minor, "all");
