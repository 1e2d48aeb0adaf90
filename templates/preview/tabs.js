// Tabs, as the ARIA practices have them.

import { $, $$ } from "./dom.js";
import { recall, remember } from "./memory.js";

const tabs = $$("[role='tab']");
const listeners = [];

export function select(tab) {
  tabs.forEach((one) => {
    const isChosen = one === tab;
    one.setAttribute("aria-selected", String(isChosen));
    one.tabIndex = isChosen ? 0 : -1;
    $(`#${one.getAttribute("aria-controls")}`).hidden = !isChosen;
  });
  remember("tab", tab.id);
  listeners.forEach((listener) => listener(tab.id));
}

/** Calls back with the id of each tab that is selected from now on. */
export const onSelect = (listener) => listeners.push(listener);

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

select(tabs.find(({ id }) => id === recall("tab")) || tabs[0]);
