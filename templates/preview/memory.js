// What stays when the page of the shop, and the inspector beside it, is loaded again.

const PREFIX = "kamseg-inspector."; // forget.js leaves it alone

export function remember(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, value);
  } catch (error) {
    // Denied: it begins anew on each page.
  }
}

export function recall(name) {
  try {
    return sessionStorage.getItem(PREFIX + name);
  } catch (error) {
    return null;
  }
}

const propertyOf = (field) => (field.type === "checkbox" ? "checked" : "value");

/** Gives a field what was kept of it; a choice that there is no more is left alone. */
export function recallField(field, name = field.name) {
  const kept = JSON.parse(recall(`field.${name}`));
  const isThere = !field.options || Array.from(field.options).some(({ value }) => value === kept);
  if (kept !== null && isThere) field[propertyOf(field)] = kept;
}

/** Keeps what a person writes or chooses in a field. */
export function keepField(field, name = field.name) {
  recallField(field, name);
  const keep = () => remember(`field.${name}`, JSON.stringify(field[propertyOf(field)]));
  field.addEventListener("input", keep);
  field.addEventListener("change", keep);
}

/** Keeps whether details are open. */
export function keepOpen(details, name, byDefault = false) {
  const kept = recall(name);
  details.open = kept === null ? byDefault : kept === "open";
  details.addEventListener("toggle", () => remember(name, details.open ? "open" : "closed"));
}
