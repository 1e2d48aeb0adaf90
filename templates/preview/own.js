// Send my own: a call of Segment's API with whatever a person writes.

import { $, element, post } from "./dom.js";
import { keepField } from "./memory.js";
import { act, isBusy, say } from "./say.js";

const NAMES = { track: "Event", identify: "User id", page: "Name", group: "Group id" };
const FIELDS = { track: "Properties", identify: "Traits", page: "Properties", group: "Traits" };
const form = $("[data-own]");
const { call, called, fields, sender, example, send } = form.elements;
const mistake = $("[data-mistake]", form);
let calls = {};

function followCall() {
  const { names = [] } = calls[call.value] || {};
  $("[data-called]", form).textContent = NAMES[call.value];
  $("[data-fields]", form).textContent = FIELDS[call.value];
  $("#own-names").replaceChildren(...names.map((value) => element("option", { value })));
}

function tellMistake(message, position = null) {
  mistake.textContent = message;
  mistake.hidden = !message;
  fields.setAttribute("aria-invalid", String(Boolean(message)));
  if (position === null) return;
  fields.focus();
  fields.setSelectionRange(position, position + 1);
}

async function sendIt() {
  const own = { method: call.value, name: called.value.trim(), text: fields.value, sender: sender.value };
  tellMistake("");
  const answer = await act(send, () => post("send", own), `Sent: ${own.method} ${own.name}`.trim());
  if (!("position" in answer)) return;
  say("Nothing was sent.", true);
  tellMistake(answer.error, answer.position);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!isBusy(send)) sendIt();
});
example.addEventListener("click", () => {
  const offered = calls[call.value];
  called.value = called.value || offered.names[0] || "";
  fields.value = JSON.stringify(offered.example, null, 2);
  [called, fields].forEach((field) => field.dispatchEvent(new Event("input")));
});
call.addEventListener("change", followCall);
fields.addEventListener("input", () => tellMistake(""));
[call, called, fields, sender].forEach((field) => keepField(field, `own.${field.name}`));

export function fillOwn(fresh) {
  calls = fresh;
  followCall();
}
