"""The library comes long after the page: a banner is answered late, a plugin delays scripts until somebody touches the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.expectations import exposure_sent, exposures_sent, identifier_sent, nothing_sent
from matrix.loading import HERO, LIBRARY_COMES, SNIPPET
from matrix.shapes import LIBRARY, PACKAGE, STUB
from matrix.visits import then

if TYPE_CHECKING:
    from matrix.scene import Scene

COMES = f"window.insert = {SNIPPET};"
# Whatever brings the library, it does so when `cdn` is told; nothing of that is an event of the library's.
BRINGERS: dict[str, tuple[str, str, str]] = {
    "timer": ("by a timer, while nobody touches the page", "setTimeout(() => insert(cdn), 10);", ""),
    "frame": (
        "by a banner in a frame, which posts a message",
        "addEventListener('message', () => insert(cdn));",
        "postMessage('agreed', '*');",
    ),
    "scroll": ("when the page is scrolled", "addEventListener('scroll', () => insert(cdn));", "dispatchEvent(new Event('scroll'));"),
    "swallowed-tap": (
        "after a tap that a plugin keeps for itself",
        "addEventListener('pointerdown', (event) => { event.stopImmediatePropagation(); insert(cdn); }, true);",
        "document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));",
    ),
}  # fmt: skip


def waits(minutes: float) -> Step:
    """Stay on the page; whatever Segment's is missing."""

    def visit(scene: Scene) -> None:
        scene.tab.start()
        scene.idle()
        scene.tab.pass_time(minutes * 60)

    return visit


def comes(script: str, event: str = "") -> Step:
    def visit(scene: Scene) -> None:
        cdn = scene.emulator.url("", "cdn.segment")
        scene.tab.page.evaluate(f"{COMES} window.cdn = {cdn!r}; {script}")
        scene.tab.pass_time(1)
        if event:
            scene.tab.page.evaluate(event)
        scene.tab.page.wait_for_function(LIBRARY_COMES)
        scene.settle()

    return visit


def slowly(scene: Scene) -> None:
    """The script is there at once, the library's settings come only after eight seconds."""
    scene.tab.page.evaluate(f"({SNIPPET})({scene.emulator.url('', 'cdn.segment')!r})")
    scene.journal.wait_for("fault", host="cdn.segment.localhost")
    scene.tab.pass_time(8)
    scene.emulator.release("slow")
    scene.tab.page.wait_for_function(LIBRARY_COMES)
    scene.settle()


def stub_becomes_library(scene: Scene) -> None:
    """The stub has been on the page from the beginning; now its library is inserted."""
    scene.tab.page.evaluate("(cdn) => { analytics._cdn = cdn; }", scene.emulator.url("", "cdn.segment"))
    scene.tab.page.evaluate(
        """(src) => { const script = document.createElement("script"); script.src = src; document.head.append(script); }""",
        scene.emulator.url(LIBRARY, "cdn.segment"),
    )
    scene.tab.page.wait_for_function(LIBRARY_COMES)
    scene.settle()


def application_loads_it(scene: Scene) -> None:
    """An application has the library in its own script, and makes it when a button is pressed: no script loads."""
    scene.tab.page.evaluate("(script) => { window.take = eval(script); }", BUNDLED)
    scene.tab.page.locator("h1").click()
    scene.tab.page.evaluate("take()")
    scene.pass_time(12)


BUNDLED = """() => {
  window.sent = [];
  window.analytics = {
    user: () => ({ id: () => null, anonymousId: () => "anonymous" }),
    on() {},
    identify() {},
    track: (event) => { sent.push(event); return Promise.resolve(); },
  };
}"""


def is_told(*events: str) -> Step:
    def check(scene: Scene) -> None:
        told = scene.tab.page.evaluate("sent")
        assert sorted(told) == sorted(events), f"told: {told}"

    return check


SHOWN: dict[str, Any] = {"account": {"experiments": (HERO,)}, "needs": frozenset({"clock"})}
ALL = (identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1))


def package_is_made(scene: Scene) -> None:
    """`new AnalyticsBrowser()` at once, `load()` when the visitor agrees (the package's documentation)."""
    scene.tab.start()
    scene.tab.page.evaluate(
        """(src) => new Promise((resolve) => {
          const script = document.createElement("script");
          script.src = src;
          script.onload = () => { window.analytics = new AnalyticsNext.AnalyticsBrowser(); resolve(); };
          document.head.append(script);
        })""",
        scene.emulator.url(PACKAGE, "cdn.segment"),
    )
    scene.pass_time(600)


def package_loads(scene: Scene) -> None:
    api = scene.emulator.url("", "api.segment").removeprefix("http://")
    scene.tab.page.evaluate(
        """([cdn, api]) => {
          const integrations = { "Segment.io": { apiKey: "emulatedWriteKey", apiHost: api + "/v1", protocol: "http" } };
          analytics.load({ writeKey: "emulatedWriteKey", cdnURL: cdn, cdnSettings: { integrations, metrics: { sampleRate: 0 } } });
        }""",
        [scene.emulator.url("", "cdn.segment"), api],
    )
    scene.settle()


def withdraws(scene: Scene) -> None:
    scene.tab.refuse()


def agrees(scene: Scene) -> None:
    scene.tab.consent()


BARE = Site(scripts=("engine",))
CASES = (
    *(
        Case(id=f"late/{name}", title=f"The library is inserted after ten minutes {what}", visit=then(waits(10), comes(script, event)), site=BARE, expect=ALL, **SHOWN)
        for name, (what, script, event) in BRINGERS.items()
    ),
    Case(id="late/75-seconds", title="The library is inserted after 75 seconds, into a stub that was there", visit=then(waits(1.25), stub_becomes_library), site=Site(scripts=("engine",), head=STUB), expect=ALL, **SHOWN),
    Case(id="late/slow", title="The library is inserted after ten minutes, and needs eight seconds more", visit=then(waits(10), slowly), site=BARE,
         faults=(Fault(host="cdn.segment", path="/v1/projects/*/settings", does="delay", name="slow"),), expect=ALL, **SHOWN),
    Case(id="late/application", title="An application makes the library after ten minutes, when a button is pressed", visit=then(waits(10), application_loads_it), site=BARE,
         expect=(is_told("Kameleoon identifier", "Experiment Viewed"),), **SHOWN),
    Case(id="late/package", title="The npm package is loaded ten minutes after it was made", visit=then(package_is_made, nothing_sent, package_loads), site=BARE, expect=ALL, **SHOWN),
    Case(id="late/package-withdrawn", title="Consent is withdrawn before the npm package is loaded", visit=then(package_is_made, agrees, withdraws, package_loads), site=BARE, expect=(nothing_sent,),
         account={"experiments": (HERO,), "consent": "required"}, needs=frozenset({"clock"})),
)  # fmt: skip
