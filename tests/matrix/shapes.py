"""What stands at `window.analytics`: the library in each of its forms, or something that only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.generator.project import Segment
from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case
from matrix.expectations import (
    custom_data,
    exposure_sent,
    exposures_sent,
    identifier_sent,
    nothing_sent,
    page_works,
)
from matrix.loading import SNIPPET
from matrix.visits import opens, waits_in_vain
from msgspec.structs import replace
from projects import COMPANY, EVERYTHING, PERSONAS, PLAN

if TYPE_CHECKING:
    from matrix.scene import Scene

HERO = Experiment(id=12, name="Hero", variations=(Variation(id=3, name="Large"),))
STORED = {"COHORTS_": {"VIP": True}, "IDENTIFY_": {"plan": "gold", "groupId": "acme"}}
# Whatever becomes of Segment: the custom data do not need it.
DATA_ARE_THERE = (custom_data(PERSONAS, ["VIP"]), custom_data(PLAN, "gold"), custom_data(COMPANY, "acme"))

PACKAGE = "/analytics-next/bundles/index.js"
LIBRARY = "/analytics.js/v1/emulatedWriteKey/analytics.min.js"


def from_npm(options: str) -> str:
    """Load the package as an application that has it from npm does."""
    settings = """{
      integrations: { "Segment.io": { apiKey: "emulatedWriteKey", apiHost: api + "/v1", protocol: "http" } },
      metrics: { sampleRate: 0 },
    }"""
    return f"""([cdn, api]) => new Promise((resolve) => {{
      const script = document.createElement("script");
      script.src = cdn + "{PACKAGE}";
      script.onload = () => {{
        window.analytics = AnalyticsNext.AnalyticsBrowser.load(
          {{ writeKey: "emulatedWriteKey", cdnURL: cdn, cdnSettings: {settings} }}, {options});
        resolve();
      }};
      document.head.append(script);
    }})"""


def load(scene: Scene, script: str) -> None:
    api = scene.emulator.url("", "api.segment").removeprefix("http://")
    scene.tab.page.evaluate(script, [scene.emulator.url("", "cdn.segment"), api])


def has_npm_form(scene: Scene) -> None:
    scene.tab.start()
    load(scene, from_npm("{}"))
    scene.settle()


def is_disabled(scene: Scene) -> None:
    """The application has loaded the library as one that sends nothing."""
    scene.tab.start()
    load(scene, from_npm("{ disable: true }"))
    scene.tab.page.evaluate("analytics.ready().then(() => null)")
    scene.pass_time(70)


# As the consent wrapper does: an array of calls until the visitor agrees, then the library.
INSERT = """([cdn]) => {
  const script = document.createElement("script");
  script.src = cdn + "LIBRARY";
  document.head.append(script);
}""".replace("LIBRARY", LIBRARY)
STUB = """<script>
  window.analytics = Object.assign([], { invoked: true });
  for (const method of ["track", "identify", "page", "group", "ready", "on", "reset"]) {
    analytics[method] = (...values) => { analytics.push([method, ...values]); return analytics; };
  }
</script>"""


def agrees_to_the_wrapper(scene: Scene) -> None:
    scene.tab.start()
    scene.pass_time(5)
    nothing_sent(scene)
    scene.tab.page.evaluate("(cdn) => { analytics._cdn = cdn; }", scene.emulator.url("", "cdn.segment"))
    load(scene, INSERT)
    scene.settle()


def library_takes_the_name(scene: Scene) -> None:
    """An element has the library's name until the library comes, five seconds later."""
    scene.tab.start()
    scene.pass_time(5)
    scene.tab.page.evaluate(SNIPPET, scene.emulator.url("", "cdn.segment"))
    scene.settle()


ALIKE = {
    "nothing": ("There is nothing of that name", ""),
    "element": ("An element has the library's name", '<div id="analytics"></div>'),
    "form": ("A form has the library's name, and a field called user", '<form id="analytics"><input name="user"></form>'),
    "null": ("It is null", "<script>window.analytics = null;</script>"),
    "text": ("It is a text", '<script>window.analytics = "UA-1234";</script>'),
    "stub": ("It stays a stub", STUB),
    "getter-throws": ("Reading it throws", "<script>Object.defineProperty(window, 'analytics', { get() { throw Error(); } })</script>"),
    "user-throws": ("user() throws", "<script>window.analytics = { track() {}, identify() {}, user() { throw Error(); } };</script>"),
    "user-rejects": ("user() is rejected", "<script>window.analytics = { track() {}, identify() {}, user: () => Promise.reject(Error()) };</script>"),
    "user-is-null": ("user() is null", "<script>window.analytics = { track() {}, identify() {}, on() {}, user: () => null };</script>"),
    "track-throws": (
        "track() throws",
        "<script>window.analytics = { user: () => ({ id() {}, anonymousId() {} }), on() {}, track() { throw Error(); }, identify() {} };</script>",
    ),
    "track-rejects": (
        "track() is rejected",
        "<script>window.analytics = { user: () => ({ id() {}, anonymousId() {} }), on() {}, track: () => Promise.reject(Error()), identify() {} };</script>",
    ),
    "user-getters-throw": (
        "The user's ids throw",
        "<script>window.analytics = { user: () => ({ get id() { throw Error(); } }), on() {}, track() {}, identify() {} };</script>",
    ),
}  # fmt: skip

CASES = (
    *(
        Case(id=f"shapes/{name}", title=f"window.analytics: {title[0].lower()}{title[1:]}", visit=waits_in_vain, stored=STORED,
             site=Site(scripts=("engine",), head=html, engine_async=False), account={"experiments": (HERO,)},
             expect=(nothing_sent, page_works, *DATA_ARE_THERE))
        for name, (title, html) in ALIKE.items()
    ),
    Case(id="shapes/element-first", title="An element has the library's name until the library comes", visit=library_takes_the_name,
         site=Site(scripts=("engine",), head='<div id="analytics"></div>'), account={"experiments": (HERO,)},
         expect=(identifier_sent(), exposure_sent("Hero", "Large"))),
    Case(id="shapes/npm", title="The library comes from npm: user() is a promise", visit=has_npm_form, site=Site(scripts=("engine",)),
         account={"experiments": (HERO,)}, expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1))),
    Case(id="shapes/disabled", title="The library is disabled", visit=is_disabled, site=Site(scripts=("engine",)), stored=STORED,
         account={"experiments": (HERO,)}, expect=(nothing_sent, page_works, *DATA_ARE_THERE)),
    Case(id="shapes/consent-wrapper", title="A consent wrapper keeps a stub until the visitor agrees", visit=agrees_to_the_wrapper,
         site=Site(scripts=("engine",), head=STUB), account={"experiments": (HERO,)},
         expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1))),
    Case(id="shapes/renamed", title="The library has another global name", visit=opens(), site=Site(analytics_name="tracker"),
         project=replace(EVERYTHING, segment=Segment(global_name="tracker")), account={"experiments": (HERO,)},
         expect=(identifier_sent(), exposure_sent("Hero", "Large"))),
    Case(id="shapes/track-throws-once", title="track() throws on the first page, and works on the second", visit=opens("/", "/pricing"),
         init="""
         const timer = setInterval(() => {
           if (!window.analytics || typeof analytics.user !== "function") return;
           clearInterval(timer);
           const { track } = analytics;
           analytics.track = function (name, ...values) {
             if (name === "Kameleoon identifier" && location.pathname === "/") throw new Error("plugin");
             return track.call(this, name, ...values);
           };
         }, 1);""",
         expect=(identifier_sent(),)),
)  # fmt: skip
