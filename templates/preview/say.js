// What a control did, or why it could not: one line for all of them.

import { $ } from "./dom.js";

const status = $("[data-status]");

export function say(text, isBad = false, details = "") {
  status.textContent = text;
  status.dataset.state = isBad ? "fail" : "";
  $("[data-play-details]").hidden = !details;
  $("[data-play-details] pre").textContent = details;
}

/** Does what a button is for; it can be pressed again when that is done. Gives the answer, or nothing. */
export async function act(button, action, done) {
  button.setAttribute("aria-disabled", "true");
  say("…");
  const answer = await action().catch((error) => ({ error: error.message }));
  if (answer.error) say(`Not done: ${answer.error}`, true);
  else if (done) say(answer.said ? `${done}, ${answer.said}` : done);
  button.removeAttribute("aria-disabled");
  return answer;
}

export const isBusy = (button) => button.hasAttribute("aria-disabled");
