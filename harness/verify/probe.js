// Looks, once a page has come to rest, at what became of the engine and the library. Reads values only, calls nothing
// that the page has defined, save `Kameleoon.API`.
(globalName) => {
  const attempt = (ask) => {
    try {
      return ask();
    } catch (error) {
      return undefined;
    }
  };
  const valueOf = (name) => (Object.getOwnPropertyDescriptor(window, name) || {}).value;
  const isLibrary = (value) =>
    Object(value) === value && ["user", "track", "identify"].every((name) => typeof value[name] === "function");

  function stateOf(library) {
    if (library === undefined || library === null) return "absent";
    if (Array.isArray(library)) return "stub";
    if (!isLibrary(library)) return typeof library.track === "function" ? "wrapper" : "something else";
    // The library that does nothing, of a page where it is switched off, has no write key.
    return attempt(() => library.settings.writeKey) === "" ? "disabled" : "there";
  }

  const others = Object.getOwnPropertyNames(window).filter(
    (name) => name !== globalName && attempt(() => isLibrary(valueOf(name)) && valueOf(name) !== window[globalName])
  );
  return {
    url: location.href,
    library: stateOf(attempt(() => window[globalName])),
    others,
    engine: attempt(() => Boolean(Kameleoon.API)) === true,
    visitorCode: attempt(() => Kameleoon.API.Visitor.code) || null,
    consent: attempt(() => {
      const { experimentLegalConsent, personalizationLegalConsent } = Kameleoon.API.Visitor;
      return experimentLegalConsent === true || personalizationLegalConsent === true;
    }) === true,
    customData: attempt(() => JSON.parse(JSON.stringify(Kameleoon.API.CurrentVisit.customData))) || {},
  };
}
