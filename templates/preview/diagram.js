// A visit as a sequence diagram: a row for each entry of the journal, with an arrow from lane to lane.

import { $, copyButton, element } from "./dom.js";

let lanes = [];

export function setLanes(names) {
  lanes = names;
  $("[data-lanes]").replaceChildren(...names.map((name) => element("span", {}, name)));
}

/** Makes the row of an entry; `begin` is the time that is called 0. */
export function makeRow(arrow, begin) {
  const { seq, time, kind, source, target, label, tone, data } = arrow;
  const way = source === target ? `within ${lanes[source]}` : `${lanes[source]} to ${lanes[target]}`;
  const button = element(
    "button",
    { type: "button", class: "arrow", "aria-expanded": "false", title: way, onclick: () => toggle(row, arrow) },
    element("time", {}, seconds(time - begin)),
    element("span", { class: "label" }, label, element("span", { class: "times" }),
      element("span", { class: "unseen" }, `, ${way}`)),
    line(source, target),
  );
  const row = element("li", { "data-seq": seq, "data-last": seq, "data-kind": kind, "data-tone": tone }, button);
  row.dataset.text = `${kind} ${label} ${JSON.stringify(data)}`.toLowerCase();
  return row;
}

/** Counts an entry that says the same as the one of this row. */
export function countAgain(row, { seq }) {
  const times = Number(row.dataset.times || 1) + 1;
  Object.assign(row.dataset, { times, last: seq });
  $(".times", row).textContent = ` × ${times}`;
}

// From the middle of one lane to that of another, in fifths of the width.
function line(source, target) {
  const made = element("span", { class: "line" });
  made.style.setProperty("--from", Math.min(source, target));
  made.style.setProperty("--span", Math.abs(target - source));
  made.dataset.to = source === target ? "self" : target > source ? "right" : "left";
  return made;
}

const seconds = (time) => `${Math.max(0, time).toFixed(2)} s`;

function toggle(row, arrow) {
  const button = $("button", row);
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  if (isOpen) $(".payload", row).remove();
  else row.append(payload(arrow, row.dataset));
}

function payload({ seq, kind, data }, { last, times }) {
  const text = JSON.stringify(data, null, 2);
  const which = times ? `Entries ${seq} to ${last}, ${times} of them, the first: ` : "";
  const link = element("a", { href: `/__kamseg/#entry-${seq}`, target: "_blank" }, `Link to entry ${seq}`);
  return element("div", { class: "payload" },
    element("p", { class: "spread" }, element("span", {}, which, element("code", {}, kind)),
      element("span", { class: "row" }, link, copyButton(text))),
    element("pre", { tabindex: "0", "aria-label": `Entry ${seq}` }, text));
}
