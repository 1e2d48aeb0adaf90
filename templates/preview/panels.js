// State, checks and snippets.

import { $, asText, copyButton, element, show } from "./dom.js";

const WORDS = { pass: "holds", fail: "fails", open: "open" };
const COLOURS = { set: "pass", sent: "pass", ready: "pass", waits: "open", fails: "fail" };
const CONSENT = new Map([[true, "given"], [false, "refused"], [null, "not decided"]]);

// ---- State ----

export function showState(live) {
  const { page, stored, goals, sources, settings } = live;
  const key = JSON.stringify([page, stored, goals, sources, settings]);
  show($("#state"), key, () => {
    const { engine, segment } = page.state;
    return [
      table("Page", [["Address", page.url || "no page of the shop is open"], ...later(settings)]),
      table("Visitor", engine ? visitorRows(engine) : [["Kameleoon's engine", "is not in the page"]]),
      table("Segment", segment ? segmentRows(segment) : []),
      dataTable(engine ? engine.customData : {}, sources),
      table("Stored at Kameleoon's Data API", Object.entries(stored).map(([name, value]) => [name, asText(value)])),
      table("Active campaigns", engine ? engine.campaigns.map(({ name, variation }) => [name, variation]) : []),
      table("Goals", goals.map(({ name, times }) => [name, `${times} ×`])),
    ];
  });
}

const later = ({ minutes }) => (minutes ? [["Clock", `${minutes} minutes ahead`]] : []);

const visitorRows = ({ visitorCode, visits, consent }) => [
  ["Visitor code", visitorCode],
  ["Visit", visits],
  ["Consent to experiments", CONSENT.get(consent.experiments)],
  ["Consent to personalizations", CONSENT.get(consent.personalizations)],
];

const segmentRows = ({ library, userId, anonymousId }) => [
  ["Library", library],
  ["User id", userId || "none"],
  ["Anonymous id", anonymousId || "none"],
];

const rowsOf = (pairs) => pairs.map(([name, value]) =>
  element("div", {}, element("dt", {}, name), element("dd", {}, String(value))));

function table(title, rows) {
  const body = rowsOf(rows);
  return section(title, body.length ? element("dl", {}, ...body) : element("p", { class: "hint" }, "none"));
}

function dataTable(values, sources) {
  const rows = Object.entries(values);
  if (rows.length === 0) return table("Custom data", []);
  const head = element("tr", {}, ...["Name", "Value", "Source"].map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map(([name, value]) =>
    element("tr", {}, ...[name, asText(value), sources[name] || "an earlier page"].map((text) => element("td", {}, text))));
  return section("Custom data", element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
}

const section = (title, content) => element("section", {}, element("h3", {}, title), content);

// ---- Checks ----

export function showChecks(live, reveal) {
  const { checks, parts } = live;
  showVerdict(live);
  show($("#checks"), JSON.stringify([checks, parts]), () => {
    const [failed, others] = [true, false].map((isFailed) => checks.filter(({ state }) => (state === "fail") === isFailed));
    const list = (some) => element("ul", { class: "checks" }, ...some.map((check) => checkItem(check, reveal)));
    return [
      ...(failed.length ? [section("What fails", list(failed))] : []),
      section("Why?", parts.length
        ? element("ul", { class: "checks" }, ...parts.map(partItem))
        : element("p", { class: "hint" }, "No page of the shop has told yet what its parts do.")),
      section("Checks", list(others)),
    ];
  });
}

/** What there is to worry about; green only where nothing else is red or open. */
function showVerdict({ checks, parts, play, problem }) {
  const count = (wanted) => checks.filter(({ state }) => state === wanted).length;
  const [failed, open] = [count("fail"), count("open")];
  const failing = parts.filter(({ state }) => state === "fails").length;
  const hasFailed = play && play.state === "failed";
  const verdict = $("[data-verdict]");
  verdict.textContent = [
    failed ? `${failed} of ${checks.length} checks fail` : `${count("pass")} of ${checks.length} checks hold`,
    open && `${open} open`,
    failing && `parts that fail: ${failing}`,
    hasFailed && "a journey failed",
    problem && "not up to date",
  ].filter(Boolean).join(", ");
  verdict.dataset.state = failed || failing || hasFailed || problem ? "fail" : open ? "open" : "pass";
}

const partItem = ({ part, state, text }) => element(
  "li",
  { "data-state": COLOURS[state], "data-part": part },
  element("p", {}, element("strong", {}, part), " ", element("span", { class: "state" }, state)),
  element("p", { class: "hint" }, text),
);

function checkItem({ id, title, state, evidence, remedy, entries }, reveal) {
  const button = (seq) => element("button", { type: "button", class: "small", onclick: () => reveal(seq) }, `Entry ${seq}`);
  return element(
    "li",
    { "data-state": state, "data-check": id },
    element("p", {}, element("strong", {}, title), " ", element("span", { class: "state" }, WORDS[state])),
    element("p", { class: "hint" }, evidence),
    state === "fail" ? element("p", {}, `Remedy: ${remedy}.`) : null,
    state === "fail" ? element("p", {}, ...entries.slice(0, 5).map(button)) : null,
  );
}

// ---- Snippets ----

const number = (value) => value.toLocaleString("en");

export function showSnippets(build, isMinified) {
  const kind = isMinified ? "minified" : "readable";
  show($("#snippets"), `${build.build} ${kind}`, () => [
    element("p", { class: "hint" }, `Pasted in this preview: the ${kind} ones, of project ${build.sitecode}.`),
    ...build.snippets.map((snippet) => snippetItem(snippet, kind)),
  ]);
}

// What to choose in Kameleoon for this custom data.
const choices = (wanted) => element("dl", { class: "choices" }, ...rowsOf(Object.entries(wanted)));

function snippetItem(snippet, chosen) {
  const body = element("div");
  const pick = (kind) => {
    const { text, bytes, gzip } = snippet[kind];
    const size = `${number(bytes)} bytes, ${number(gzip)} compressed`;
    const other = kind === "readable" ? "minified" : "readable";
    const swap = element("button", { type: "button", class: "small", onclick: () => {
      pick(other);
      $("button", body).focus();
    } }, `Show ${other}`);
    body.replaceChildren(
      ...(snippet.customData ? [choices(snippet.customData)] : []),
      element("p", { class: "spread" }, element("span", { class: "hint" }, `${kind}: ${size}`),
        element("span", { class: "row" }, swap, copyButton(text))),
      element("pre", { tabindex: "0", "aria-label": `${snippet.id}, ${kind}` }, text),
    );
  };
  const details = element("details", { "data-snippet": snippet.id },
    element("summary", {}, element("strong", {}, snippet.id), snippet.optional ? " (optional)" : "",
      element("span", { class: "place" }, snippet.place)), body);
  details.addEventListener("toggle", () => {
    if (details.open && !body.firstChild) pick(chosen);
  });
  return details;
}
