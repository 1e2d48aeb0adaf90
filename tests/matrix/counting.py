"""Who counts exposures: a visit is a visit of a user, a page is a path, and some destinations are not to hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.generator.project import Exposures
from kamseg.harness.emulator.kameleoon.account import Targeting, Variation
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.delivered import is_away_for
from matrix.expectations import (
    exposure_sent,
    exposures,
    exposures_sent,
    identifier_sent,
    identifiers,
    seen_in,
    traits_hold,
)
from matrix.exposures import FOOTER, HERO, LARGE
from matrix.identity import logs_in, logs_out, returns_after, tabs, walks_without_loading
from matrix.visits import opens, then
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

SETTING = "once per visit is a setting of ours"
NARROW = "which destinations hear of it is a setting of ours"
VISIT: dict[str, Any] = {
    "project": replace(EVERYTHING, exposures=Exposures(once_per="visit")),
    "account": {"experiments": (HERO,)},
    "naive": SETTING,
}
SINGLE_PAGE: dict[str, Any] = {
    "site": Site(single_page=True),
    "account": {"experiments": (HERO,), "single_page": True},
}


def seen_by(*users: str | None) -> Step:
    """These users of Segment saw the experiment, in this order; None: not logged in."""

    def check(scene: Scene) -> None:
        entries = [entry for entry in scene.journal.entries("segment.event", type="track") if seen_in(entry)]
        assert [entry.data.get("userId") for entry in entries] == list(users)

    return check


def seen_variations(*names: str) -> Step:
    def check(scene: Scene) -> None:
        assert {seen[2] for seen in exposures(scene)} == set(names), f"exposures: {exposures(scene)}"

    return check


def after(minutes: int, path: str) -> Step:
    """So much later, in the same tab, the visitor opens this page."""

    def visit(scene: Scene) -> None:
        is_away_for(minutes)(scene)
        scene.page(path)

    return visit


def address_becomes(*addresses: str) -> Step:
    """The site changes the address without a load, as for a fragment or a filter; the engine takes each for a page."""

    def visit(scene: Scene) -> None:
        for address in addresses:
            started = scene.journal.count("engine.event", name="Started")
            scene.tab.page.evaluate("(url) => history.pushState({}, '', url)", address)
            scene.pass_time(1)
            scene.journal.wait_for("engine.event", name="Started", times=started + 1)
            scene.settle()

    return visit


def integrations_are(expected: dict[str, Any] | None) -> Step:
    """Segment was told so of the exposures, and of nothing else."""

    def check(scene: Scene) -> None:
        entries = scene.journal.entries("segment.event")
        seen = [entry.data.get("integrations") for entry in entries if seen_in(entry)]
        traits = [entry.data.get("integrations") for entry in entries if entry["type"] == "identify"]
        assert seen, "no exposure"
        assert all((found or {}).items() >= (expected or {}).items() for found in seen + traits), (
            f"{seen} {traits}"
        )
        for entry in identifiers(scene):
            assert not (entry.data.get("integrations") or {}).keys() & (expected or {}).keys(), (
                "the identifier is kept back, too"
            )

    return check


BOTH = replace(HERO, variations=(*LARGE, Variation(id=5, name="Small")))
# Somebody tests the other variation on a second page, as by an SDK's code or a link for quality assurance.
ASSIGNS = """<script>
  window.kameleoonQueue = window.kameleoonQueue || [];
  kameleoonQueue.push(["Experiments.assignVariation", 12, location.pathname === "/" ? 3 : 5, true]);
</script>"""
ONLY: dict[str, bool | dict[str, Any]] = {"All": False, "Actions Amplitude": {"session_id": 1}}


def narrowed(**more: Any) -> Any:
    return {
        "project": replace(EVERYTHING, exposures=Exposures(integrations=ONLY, **more)),
        "account": {"experiments": (HERO, FOOTER)},
        "naive": NARROW,
    }


CASES = (
    Case(id="counting/another-user", title="Once per visit: ann sees it, logs out, and bob sees it on the same device", visit=then(opens(), logs_in("ann"), opens("/pricing"), logs_out, logs_in("bob"), opens("/cart")),
         expect=(seen_by(None, "ann", "bob"),), **VISIT),
    Case(id="counting/back-again", title="Once per visit: ann, bob, and ann again", visit=then(opens(), logs_in("ann"), opens("/pricing"), logs_in("bob"), opens("/cart"), logs_in("ann"), opens("/account")),
         expect=(seen_by(None, "ann", "bob"),), **VISIT),
    Case(id="counting/logged-out-between", title="Once per visit: ann logs out and in again", visit=then(opens(), logs_in("ann"), opens("/pricing"), logs_out, logs_in("ann"), opens("/cart")),
         expect=(seen_by(None, "ann"),), **VISIT),
    Case(id="counting/two-tabs", title="Once per visit, in two tabs that are opened at once", tabs=2, needs=frozenset({"locks"}), visit=tabs(2), expect=(exposure_sent("Hero", "Large"), exposures_sent(1)), **VISIT),
    Case(id="counting/other-variation", title="Once per visit: the variation changes within the visit, and back", visit=opens("/", "/pricing", "/"), site=Site(head=ASSIGNS),
         expect=(exposures_sent(2), seen_variations("Large", "Small")), **VISIT | {"account": {"experiments": (BOTH,)}}),
    Case(id="counting/next-visit", title="Once per visit: the next visit counts again", tabs=2, needs=frozenset({"clock"}), visit=then(opens(), returns_after(31), opens("/cart")), expect=(exposures_sent(2),), **VISIT),
    Case(id="counting/long-visit", title="Once per visit: the experiment's page is opened again after 40 minutes on others", needs=frozenset({"clock"}),
         visit=then(opens(), after(20, "/pricing"), after(20, "/")), expect=(exposures_sent(1),), **VISIT | {"account": {"experiments": (replace(HERO, targeting=Targeting(url="localhost:[0-9]+/$")),)}}),
    Case(id="counting/fragment", title="A fragment and a filter are no other page", visit=then(opens(), address_becomes("#reviews", "/?sort=price", "/")), expect=(exposure_sent("Hero", "Large"), exposures_sent(1)), **SINGLE_PAGE),
    Case(id="counting/path-again", title="Another path is another page, and so is the first one when it is opened again", visit=then(opens(), walks_without_loading("Pricing", "Home")), expect=(exposures_sent(3),), **SINGLE_PAGE),
    Case(id="counting/destinations", title="Exposures go to some destinations only, the identifier to all", visit=opens(), expect=(exposures_sent(2), identifier_sent(), integrations_are(ONLY)), **narrowed()),
    Case(id="counting/destinations-traits", title="Exposures as traits go to some destinations only, too", visit=opens(), expect=(exposures_sent(2), traits_hold("Hero", "Large"), integrations_are(ONLY)), **narrowed(identify="per-campaign")),
)  # fmt: skip
