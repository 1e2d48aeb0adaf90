// The generated snippets, as a front-end reviewer would read them: what is pasted is the body of a function,
// in JavaScript that every browser since 2017 understands.
const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

const language = {
  ecmaVersion: 2017,
  sourceType: "commonjs",
  globals: readonly([
    ...["window", "document", "location", "navigator", "localStorage", "performance", "console", "XMLHttpRequest"],
    ...["addEventListener", "setTimeout", "clearTimeout", "Kameleoon"],
    ...["experimentID", "experimentName", "personalizationID", "personalizationName", "variationID", "variationName"],
  ]),
};

const reviewed = {
  "curly": ["error", "multi-line"],
  "eqeqeq": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-loop-func": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-shadow": "error",
  "no-undef": "error",
  "no-unreachable": "error",
  "no-unused-vars": ["error", { caughtErrors: "none" }],
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "max-len": ["error", { code: 120 }],
};

// What the harness serves to browsers.
const harness = {
  "curly": ["error", "multi-line"],
  "eqeqeq": "error",
  "no-else-return": "error",
  "no-unreachable": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "max-len": ["error", { code: 130 }],
};

export default [
  { ignores: ["node_modules/", "dist/", "**/.*/"] },
  {
    files: ["tests/golden/**/*.js"],
    ignores: ["**/server-side/**"],
    languageOptions: language,
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  {
    // What is for Kameleoon's SDKs: modules, in the layout of Prettier.
    files: ["tests/golden/**/server-side/**/*.{js,mjs}"],
    languageOptions: {
      ecmaVersion: 2020,
      sourceType: "module",
      globals: readonly(["setTimeout", "clearTimeout"]),
    },
    rules: { ...reviewed, "curly": "off", "max-len": "off" },
  },
  {
    files: ["tests/golden/**/*.js"],
    ignores: ["**/*.min.js", "**/server-side/**"],
    rules: reviewed,
  },
  {
    // With `debug` the snippets say whole sentences, and so does the probe.
    files: ["tests/golden/fu11000000/**/*.js", "tests/golden/*/probe.js"],
    ignores: ["**/*.min.js"],
    rules: { "max-len": ["error", { code: 120, ignoreStrings: true, ignoreComments: true }] },
  },
  {
    // The inspector of the preview is made of modules, in a browser of today; so are the tests of the SDKs, in Node.js.
    files: ["templates/preview/**/*.js", "tests/sdk/**/*.mjs"],
    ignores: ["templates/preview/agent.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    rules: harness,
  },
  {
    // The harness: the engine is one script in several files, so names of one stand in another.
    files: ["harness/**/*.js", "templates/site/**/*.js", "templates/preview/agent.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "script" },
    rules: harness,
  },
];
