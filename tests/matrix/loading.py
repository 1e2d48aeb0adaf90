"""What loads late, never, twice or wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.harness.emulator.http.faults import Fault, html_instead, malformed_json
from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.expectations import (
    identifier_sent,
    identifier_sent_at_most,
    nothing_sent,
    page_works,
    queue_is_short,
)
from matrix.visits import opens, waits_in_vain

if TYPE_CHECKING:
    from matrix.scene import Scene

HERO = Experiment(id=12, name="Hero", variations=(Variation(id=3, name="Large"),))
LIBRARY = "/analytics.js/*"
SETTINGS = "/v1/projects/*/settings"
LIBRARY_COMES = "window.analytics && typeof analytics.user === 'function'"


def blocked(pattern: str, error: str = "blockedbyclient") -> Step:
    """Open a page with a browser that cuts off what an ad blocker would."""

    def visit(scene: Scene) -> None:
        scene.tab.context.route(pattern, lambda route: route.abort(error))
        waits_in_vain(scene)

    return visit


def released(*names: str) -> Step:
    """Open a page, and let what was held back go as soon as the page is built."""

    def visit(scene: Scene) -> None:
        scene.tab.open(until="domcontentloaded")
        for name in names:
            scene.emulator.release(name)
        scene.journal.wait_for("engine.event", name="Started")
        scene.settle()

    return visit


def library_after(seconds: int) -> Step:
    """Stay on a page whose library comes after so many seconds, and a minute longer."""

    def visit(scene: Scene) -> None:
        scene.tab.stop_clock()
        scene.tab.start()
        scene.tab.pass_time(seconds)
        scene.emulator.release("slow")
        scene.tab.page.wait_for_function(LIBRARY_COMES)
        scene.pass_time(70)

    return visit


def without_engine(scene: Scene) -> None:
    """Open a page on which the engine does not start; the shop's own event arrives."""
    scene.tab.open(until="domcontentloaded")
    scene.tab.track("Order Completed")
    scene.settle()


def snippet_comes_late(scene: Scene) -> None:
    """Stay for five seconds on a page without any trace of Segment; then a tag manager brings its snippet."""
    scene.tab.start()
    scene.tab.pass_time(5)
    scene.tab.page.evaluate(SNIPPET, scene.emulator.url("", "cdn.segment"))
    scene.settle()


# As Segment's own: a queue of calls, and the library.
SNIPPET = """(cdn) => {
  window.analytics = Object.assign([], { _cdn: cdn, invoked: true });
  for (const method of ["track", "identify", "page", "group", "ready", "on", "reset"]) {
    analytics[method] = (...values) => { analytics.push([method, ...values]); return analytics; };
  }
  const script = document.createElement("script");
  script.src = cdn + "/analytics.js/v1/emulatedWriteKey/analytics.min.js";
  document.head.append(script);
}"""
LOOKS = """
window.looks = 0;
Object.defineProperty(window, "analytics", { get() { window.looks += 1; return undefined; } });
"""


def nobody_looks_any_more(scene: Scene) -> None:
    """In one more minute nobody reads the library's global."""
    before = scene.tab.page.evaluate("looks")
    scene.tab.pass_time(60)
    assert scene.tab.page.evaluate("looks") == before, "it is still looked for"


CASES = (
    Case(
        id="loading/cdn-blocked",
        title="An ad blocker cuts off Segment's CDN",
        needs=frozenset({"route"}),
        visit=blocked("**/cdn.segment.localhost*/**"),
        account={"experiments": (HERO,)},
        expect=(nothing_sent, page_works, queue_is_short),
    ),
    *(
        Case(
            id=f"loading/cdn-{name}",
            title=f"Segment's CDN {what}",
            visit=waits_in_vain,
            faults=(fault,),
            allow=frozenset({"page-error"} if name == "html" else ()),
            expect=(nothing_sent, page_works, queue_is_short),
        )
        for name, what, fault in (
            ("hangs", "never answers", Fault(host="cdn.segment", does="hang")),
            (
                "truncated",
                "breaks off in the middle of the library",
                Fault(host="cdn.segment", path=LIBRARY, does="truncate"),
            ),
            ("404", "answers 404", Fault(host="cdn.segment", status=404)),
            ("500", "answers 500", Fault(host="cdn.segment", status=500)),
            ("cut", "is cut off by the network", Fault(host="cdn.segment", does="abort")),
            ("html", "answers with the page of a captive portal", html_instead("cdn.segment", LIBRARY)),
        )
    ),
    Case(
        id="loading/cdn-slow",
        title="The library comes after the page is built",
        visit=released("slow"),
        faults=(Fault(host="cdn.segment", path=LIBRARY, does="delay", name="slow"),),
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/settings-slow",
        title="The library's settings come late",
        visit=released("slow"),
        faults=(Fault(host="cdn.segment", path=SETTINGS, does="delay", name="slow"),),
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/engine-slow",
        title="The engine comes long after the library",
        visit=released("slow"),
        faults=(Fault(host="*.kameleoon", path="/engine.js", does="delay", name="slow"),),
        expect=(identifier_sent(),),
    ),
    *(
        Case(
            id=f"loading/settings-{name}",
            title=f"The library's settings {what}",
            visit=waits_in_vain,
            faults=(fault,),
            # The library then sends measurements of itself to where it would without settings.
            allow=frozenset({"egress"}),
            expect=(nothing_sent, page_works, queue_is_short),
        )
        for name, what, fault in (
            ("malformed", "are malformed", malformed_json("cdn.segment", SETTINGS)),
            (
                "empty",
                "are empty",
                Fault(
                    host="cdn.segment", path=SETTINGS, status=200, body="{}", content_type="application/json"
                ),
            ),
            ("500", "answer 500", Fault(host="cdn.segment", path=SETTINGS, status=500)),
            ("hang", "never come", Fault(host="cdn.segment", path=SETTINGS, does="hang")),
        )
    ),
    *(
        Case(
            id=f"loading/library-after-{seconds}-s",
            title=f"The library comes after {seconds} seconds",
            needs=frozenset({"clock"}),
            visit=library_after(seconds),
            faults=(Fault(host="cdn.segment", path=LIBRARY, does="delay", name="slow"),),
            expect=(identifier_sent() if seconds < 60 else identifier_sent_at_most(1),),
        )
        for seconds in (0, 5, 59, 61)
    ),
    Case(
        id="loading/engine-first",
        title="The engine runs before anything of Segment is on the page",
        visit=opens(),
        site=Site(engine_async=False),
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/segment-first",
        title="Segment's snippet stands before the engine",
        visit=opens(),
        site=Site(scripts=("segment", "engine")),
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/snippet-late",
        title="A tag manager inserts Segment's snippet after five seconds",
        needs=frozenset({"clock"}),
        visit=snippet_comes_late,
        site=Site(scripts=("engine",)),
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/waiting-ends",
        title="The library never comes: nobody looks for it for ever",
        needs=frozenset({"clock"}),
        visit=waits_in_vain,
        site=Site(scripts=("engine",)),
        init=LOOKS,
        expect=(nobody_looks_any_more, nothing_sent),
    ),
    *(
        Case(
            id=f"loading/engine-{name}",
            title=f"The engine {what}",
            visit=without_engine,
            faults=(fault,),
            allow=frozenset({"page-error"} if name == "html" else ()),
            expect=(nothing_sent, page_works),
        )
        for name, what, fault in (
            ("404", "answers 404", Fault(host="*.kameleoon", path="/engine.js", status=404)),
            ("hangs", "never comes", Fault(host="*.kameleoon", path="/engine.js", does="hang")),
            ("html", "is a page of HTML", html_instead("*.kameleoon", "/engine.js")),
        )
    ),
    *(
        Case(
            id=f"loading/engine-aborts-{reason.lower()}",
            title=f"The engine refuses to run: {reason}",
            visit=without_engine,
            account={"abort": reason, "experiments": (HERO,)},
            expect=(nothing_sent, page_works),
        )
        for reason in ("BROWSER", "TIMEOUT", "PARAMETER")
    ),
)
