// In each page of the site, before its own scripts: tells, through the console, what the engine says and what the
// page's policy blocks. It listens only: no name on window, nothing of the page is changed.
((mark) => {
  "use strict";
  if (window !== top || !/^http/.test(location.protocol)) return;

  const NAMES = [
    "Loaded", "Started", "Aborted", "ExperimentTriggered", "ExperimentActivated", "PersonalizationTriggered",
    "PersonalizationActivated", "SegmentTriggered", "TriggerTriggered", "CustomDataSet", "ConversionTriggered",
    "LegalConsentUpdated", "RemoteSynchronizationPerformed",
  ];
  // A page may put something else in their place later.
  const write = console.debug.bind(console);
  const toText = JSON.stringify;
  const page = Math.random().toString(36).slice(2, 10);
  let visitor = "";
  let loadedAt = "";

  function tell(kind, data) {
    try {
      write(mark + toText({ kind, data: { ...data, page, url: location.href } }));
    } catch (error) {
      // What cannot be written as JSON is no event of the engine.
    }
  }

  // Whoever reads the API first, reads it before its page has changed anything; it may not be there yet.
  function tellVisitor() {
    try {
      const { code, numberOfVisits, experimentLegalConsent, personalizationLegalConsent } = Kameleoon.API.Visitor;
      const stored = experimentLegalConsent === true || personalizationLegalConsent === true;
      const { pageViews } = Kameleoon.API.CurrentVisit;
      const found = { visitorCode: code, stored, numberOfVisits, pageViews };
      if (!code || visitor === toText(found)) return;
      visitor = toText(found);
      tell("engine.visitor", { ...found, time: Date.now() });
    } catch (error) {
      // Not before the engine's runtime is there.
    }
  }

  function onEvent(name, detail) {
    const isAgain = name === "Loaded" && loadedAt === location.href;
    if (name === "Loaded") {
      loadedAt = location.href;
      visitor = "";
    }
    tellVisitor();
    tell("engine.event", { name, detail, ...(isAgain && { again: true }) });
  }

  NAMES.forEach((name) => addEventListener("Kameleoon::" + name, ({ detail }) => onEvent(name, detail), true));
  document.addEventListener("securitypolicyviolation", (event) => {
    const { blockedURI, effectiveDirective, sourceFile, disposition } = event;
    tell("csp", { blocked: blockedURI, directive: effectiveDirective, source: sourceFile || "", disposition });
  });
  tell("page", {});
})
