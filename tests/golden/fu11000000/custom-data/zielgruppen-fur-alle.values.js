/*
 * The names of Segment's audiences for Kameleoon's segment builder
 *
 * Paste into: Kameleoon, custom data 'Zielgruppen für alle', Save the values for the targeting condition.
 * Made by kamseg 0.1.0, mark 1cd3a5, for sitecode fu11000000.
 * To change it, change the configuration, build again and paste again.
 */
/** Kameleoon wants the answer at once, in its own user interface: hence the synchronous request. */
function load() {
  const request = new XMLHttpRequest();
  request.open("GET", "https://example.com/audiences/fu11000000.json?a=1\u0026b=2", false);
  request.send();
  return JSON.parse(request.responseText);
}

/** The same names as in the custom data itself, whatever shape an item of the list has. */
function nameOf(value) {
  const item = Object(value);
  return item.name || item.audience_key || item.key || item.id || value;
}

try {
  const names = load().map(nameOf).filter((name) => name && Object(name) !== name).map(String);
  return [...new Set(names)].map((name) => ({ value: name, label: name }));
} catch (error) {
  return [];
}
