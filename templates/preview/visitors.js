// The entries of each visitor together; those of others than who is here now are folded away.

import { $, element } from "./dom.js";

const groups = new Map(); // by the visitor's number
let present = 0;

/** The list that takes the rows of a visitor; it is made when it is first asked for. */
export function listOf(number, place) {
  if (!groups.has(number)) groups.set(number, makeGroup(number, place));
  return groups.get(number).list;
}

function makeGroup(number, place) {
  const list = element("ol", { class: "arrows", id: `visitor-${number}` });
  const button = element("button", { type: "button", class: "who", "aria-controls": list.id },
    element("span", { "data-name": "" }), element("span", { class: "mine" }), element("span", { class: "count" }));
  const item = element("li", { "data-visitor": number }, element("h3", {}, button), list);
  const group = { number, list, button, item, isOpen: null };
  button.addEventListener("click", () => open(group, button.getAttribute("aria-expanded") !== "true"));
  // Rows are the last that the visitors have done, so a visitor who came later stands below.
  const later = Array.from(groups.values()).filter((one) => one.number > number).sort((a, b) => a.number - b.number);
  place.insertBefore(item, later.length ? later[0].item : null);
  return group;
}

function open(group, isOpen) {
  group.isOpen = isOpen;
  unfold(group, isOpen);
}

function unfold({ button, list }, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  list.hidden = !isOpen;
}

/** Opens the group that a row is in. */
export function openGroupOf(row) {
  const group = groups.get(Number(row.closest("[data-visitor]").dataset.visitor));
  open(group, true);
}

export function nameVisitors(visitors, presentNumber) {
  present = presentNumber;
  for (const { number, code, user } of visitors) {
    const group = groups.get(number);
    if (!group) continue;
    $("[data-name]", group.button).textContent = `Visitor ${code || "without a code"}${user ? `, user ${user}` : ""}`;
    $(".mine", group.button).textContent = number === present ? "this browser" : "";
  }
}

/** Folds, and counts what is shown; who is searched for is unfolded wherever something was found. */
export function arrangeGroups(isSearched) {
  for (const [number, group] of groups) {
    const rows = Array.from(group.list.children);
    const shown = rows.filter((row) => !row.hidden).length;
    if (rows.length === 0) {
      group.item.remove();
      groups.delete(number);
      continue;
    }
    group.item.hidden = shown === 0;
    $(".count", group.button).textContent = shown === 1 ? "1 entry" : `${shown} entries`;
    const byDefault = number === present;
    unfold(group, isSearched || (group.isOpen === null ? byDefault : group.isOpen));
  }
}
