// A field for each trait of the configuration, as its type wants it.

import { $, $$, element } from "./dom.js";
import { keepField } from "./memory.js";

const LONGEST_TEXT = 1000; // Kameleoon drops a value that is longer (CONTRACT 2.5)
const READ = { string: String, number: Number, boolean: (text) => text === "true" };
const form = $("[data-traits]");

const FIELDS = {
  string: ({ values }, id) => element("input", { maxlength: LONGEST_TEXT, autocomplete: "off", list: values.length ? id : null }),
  number: () => element("input", { type: "number", step: "any", autocomplete: "off" }),
  boolean: () => element("select", {}, ...["", "true", "false"].map((value) => element("option", { value }, value))),
};

function labelled(trait, index) {
  const id = `trait-${index}`;
  const field = FIELDS[trait.type](trait, id);
  Object.assign(field.dataset, { trait: trait.trait, type: trait.type });
  field.title = `${trait.type}, for the custom data ${trait.customData}`;
  const offers = trait.values.map((value) => element("option", { value }));
  return element("label", { class: "above" }, element("span", {}, trait.trait), field,
    offers.length ? element("datalist", { id }, ...offers) : null);
}

export function fillTraits(traits) {
  $("[data-trait-fields]", form).replaceChildren(...traits.map(labelled));
  $$("[data-trait]", form).forEach((field) => keepField(field, `trait.${field.dataset.trait}`));
  form.hidden = traits.length === 0;
}

/** The traits that are filled in. What is no number does not come so far: the browser tells. */
export function filledTraits() {
  const filled = $$("[data-trait]", form).filter(({ value }) => value !== "");
  if (filled.length === 0) throw new Error("fill in a trait first");
  return Object.fromEntries(filled.map(({ dataset, value }) => [dataset.trait, READ[dataset.type](value)]));
}
