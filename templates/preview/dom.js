// Makes elements. Whatever comes from data becomes text, never HTML.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** Makes an element: `element("p", { class: "hint" }, "text", child)`. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Fills a select; keeps what was chosen where it is still there. */
export function fillSelect(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, text, isDisabled]) =>
    element("option", { value, disabled: Boolean(isDisabled) }, text)));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}

/** Puts content into a panel if it differs from what is there, so that focus and selection stay. */
export function show(panel, key, make) {
  if (panel.dataset.key === key) return;
  panel.dataset.key = key;
  panel.replaceChildren(...make());
}

export const asText = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** A button that copies a text and says so. */
export function copyButton(text, label = "Copy") {
  const button = element("button", { type: "button", class: "small" }, label);
  button.addEventListener("click", async () => {
    const isCopied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    button.textContent = isCopied ? "Copied" : "Not allowed: select the text";
    setTimeout(() => button.replaceChildren(label), 2000);
  });
  return button;
}

export async function post(name, value) {
  const response = await fetch(name, { method: "POST", body: typeof value === "string" ? value : JSON.stringify(value) });
  const answer = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(answer.reason || `the preview answered ${response.status}`);
  return answer;
}
