// Parses snippets as Kameleoon runs them: the body of a function, in ES2017. One JSON text a line, one answer a line:
// {"error": "…"} or {"shape": "…", "strings": […]}, where the shape is the syntax tree without names and values.
const readline = require("node:readline");
const crypto = require("node:crypto");
const acorn = require("acorn");

const OPTIONS = { ecmaVersion: 2017, allowReturnOutsideFunction: true };

function describe(code) {
  const strings = [];
  const tree = acorn.parse(code, OPTIONS);
  new Function(code);
  const shape = JSON.stringify(tree, (key, value) => {
    if (key === "start" || key === "end" || key === "raw" || key === "regex") return undefined;
    if (value && value.type === "Literal") {
      if (typeof value.value === "string") strings.push(value.value);
      return typeof value.value;
    }
    if (value && value.type === "Property" && !value.computed) {
      strings.push(String(value.key.name || value.key.value));
      return { ...value, key: "key" };
    }
    return value;
  });
  return { shape: crypto.createHash("sha256").update(shape).digest("hex"), strings };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let answer;
  try {
    answer = describe(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
