"""What a site has in the library's place: its own wrapper, another instance, a stub with more methods than Segment's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.expectations import exposure_sent, exposures_sent, identifier_sent, nothing_sent
from matrix.loading import HERO, LIBRARY_COMES
from matrix.shapes import INSERT, STUB, load
from matrix.visits import opens, then
from matrix.wrapping import LIBRARY, face

if TYPE_CHECKING:
    from matrix.scene import Scene

# What each lacks is done without; all of them can track.
FACES = {
    "no-on": ("has no on()", "track: (...values) => real.track(...values), user: () => real.user()"),
    "no-user": ("has neither user() nor on(): the library runs in a worker", "track: (...values) => { real.track(...values); }, identify: (...values) => { real.identify(...values); }"),
    "plain-user": ("has a user() that gives a plain object", "track: (...values) => real.track(...values), on() {}, user: () => ({ userId: null, anonymousId: 'a' })"),
    "no-anonymous-id": ("has a user without anonymousId()", "track: (...values) => real.track(...values), on() {}, user: () => ({ id: () => null })"),
    "on-throws": ("has an on() that throws", "track: (...values) => real.track(...values), user: () => real.user(), on() { throw Error(); }"),
    "getters": ("has getters instead of user(), as RudderStack", "track: (...values) => { real.track(...values); }, reset() {}, getAnonymousId: () => real.user().anonymousId(), getUserId: () => real.user().id()"),
    "this": ("has methods that need their object", "log: [], track(...values) { this.log.push(values); return real.track(...values); }, user() { return this.log && real.user(); }"),
}  # fmt: skip


def library_replaces_wrapper(scene: Scene) -> None:
    """After five seconds the library itself stands in the wrapper's place."""
    scene.page()
    scene.pass_time(5)
    scene.tab.page.evaluate(
        f"Object.defineProperty(window, 'analytics', {{ value: {LIBRARY}, writable: true, configurable: true }})"
    )
    scene.pass_time(12)
    scene.settle()


def stub_becomes_library(scene: Scene) -> None:
    scene.tab.start()
    scene.pass_time(5)
    nothing_sent(scene)
    scene.tab.page.evaluate("(cdn) => { analytics._cdn = cdn; }", scene.emulator.url("", "cdn.segment"))
    load(scene, INSERT)
    scene.tab.page.wait_for_function(f"!Array.isArray(analytics) && {LIBRARY_COMES}")
    scene.settle()


def looks(path: str) -> Step:
    def visit(scene: Scene) -> None:
        scene.tab.start(path)
        scene.pass_time(70)

    return visit


# The snippet of a site that wanted to ask for the user at once.
GENEROUS_STUB = STUB.replace('"ready", "on"', '"ready", "user", "on"')
SURROGATE = face("track() {}, user() {}, on() {}", "location.pathname === '/'")
NO_PERSISTENCE = "<script>analytics._loadOptions = { disableClientPersistence: true };</script>"
SHOWN: dict[str, Any] = {"account": {"experiments": (HERO,)}}
ALL = (identifier_sent(), exposure_sent("Hero", "Large", times=2), exposures_sent(2))
PAIR = Site(
    scripts=("engine",),
    head="<script>window.analytics = [{ track() { throw Error(); }, user: () => ({}) }, {}];</script>",
)

CASES = (
    *(
        Case(id=f"wrappers/{name}", title=f"The site's wrapper of the library {what}", visit=opens("/", "/pricing"), init=face(members), library=LIBRARY, expect=ALL, **SHOWN)
        for name, (what, members) in FACES.items()
    ),
    Case(id="wrappers/generous-stub", title="The site's stub has a user(), too, and the library comes after five seconds", visit=stub_becomes_library, site=Site(scripts=("engine",), head=GENEROUS_STUB),
         expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1)), **SHOWN),
    Case(id="wrappers/replaced", title="The library itself takes the wrapper's place after five seconds", visit=library_replaces_wrapper, init=face(FACES["no-user"][1]), library=LIBRARY,
         expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1)), **SHOWN),
    Case(id="wrappers/no-persistence", title="The library remembers nobody: each page has another anonymous id", visit=opens("/", "/pricing", "/cart"), site=Site(after_scripts=NO_PERSISTENCE), expect=(identifier_sent(3),)),
    Case(id="wrappers/surrogate", title="An ad blocker's surrogate is there on the first page, the library on the second", visit=then(looks("/"), opens("/pricing")), init=SURROGATE, library=LIBRARY, expect=(identifier_sent(),)),
    Case(id="wrappers/pair", title="It is the pair that the package's load() resolves to", visit=looks("/"), site=PAIR, expect=(nothing_sent,), **SHOWN),
    Case(id="wrappers/promise", title="It is a promise of that pair, and rejected", visit=looks("/"), site=Site(scripts=("engine",), head="<script>window.analytics = Promise.reject(Error()); analytics.catch(() => {});</script>"),
         expect=(nothing_sent,), **SHOWN),
)  # fmt: skip
