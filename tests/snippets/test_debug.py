"""Built with `debug`, the snippets say in the console why they do nothing: at every early return, once each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Exposures, Identity, Project, RemoteData, Trait
from kamseg.generator.reasons import REASONS
from kamseg.generator.render import TEMPLATES
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from kamseg.harness.emulator.segment.source import Source
from kamseg.harness.emulator.site.pages import Site
from msgspec.structs import replace
from waiting import refreshed, settled

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

pytestmark = pytest.mark.kamseg(source=Source(destinations=()))

PROJECT = Project(
    sitecode="a1b2c3d4e5",
    debug=True,
    traits=(Trait(trait="value", custom_data="Value", type="number"),),
)
HERO = Experiment(id=7, name="Hero", variations=(Variation(id=1, name="B"),))
BLOCKED = Fault(host="cdn.segment", status=403)
ASKED_AGAIN = """() => new Promise((resolve) => {
  let left = 3;
  Object.defineProperty(kamseg.said, "Value", {
    get: () => "waits for consent to experiments or personalization",
    set() { left -= 1; if (!left) resolve(); },
  });
})"""
"""Waits until a custom data has said three times more why it waits."""


@pytest.fixture
def minified() -> bool:
    """What people paste; both say the same."""
    return True


def told(visitor: Visitor) -> Counter[str]:
    """What the console has been told by the snippets so far, and how often."""
    visitor.page.evaluate("0")  # Playwright has delivered what came before
    entries = visitor.journal.entries("console")
    return Counter(entry["text"] for entry in entries if entry["text"].startswith("[kamseg]"))


@pytest.mark.pasted(PROJECT, consent="required", experiments=(HERO,))
def test_each_early_return_says_why(visitor: Visitor, emulator: Emulator, journal: Journal) -> None:
    visitor.start()
    visitor.page.wait_for_function(
        "kamseg.said.Value && String(kamseg.said['global-script']).includes('consent')"
    )
    visitor.page.evaluate(ASKED_AGAIN)
    consent = "waits for consent to experiments or personalization"
    wanted = {f"[kamseg] global-script: {consent}", f"[kamseg] Value: {consent}"}
    assert {text: count for text, count in told(visitor).items() if "consent" in text} == dict.fromkeys(
        wanted, 1
    )

    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"value": "1234,5"})
    visitor.consent()
    visitor.page.wait_for_function("window.kamseg.remote")
    refreshed(visitor)
    settled(visitor)
    assert {
        f"[kamseg] global-script: sends the visitor code {visitor.code}",
        "[kamseg] global-script: Hero: sends the variation B",
        '[kamseg] Value: read, but "1234,5" is not a number',
    } <= told(visitor).keys()

    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"value": 5})
    emulator.faults.add(BLOCKED)
    journal.clear()
    visitor.start("/pricing")
    refreshed(visitor)
    visitor.page.wait_for_function("kamseg.said['global-script'] && kamseg.said.Value")
    assert told(visitor).keys() == {
        "[kamseg] global-script: only the stub of Segment's library is there: the library is on its way, or held back",
        "[kamseg] Value: set to 5",
    }


BY_ID = replace(
    PROJECT,
    identity=Identity(mode="identify", lookup="segment-user-id"),
    exposures=Exposures(once_per="visit"),
)


@pytest.mark.pasted(BY_ID, experiments=(HERO,))
def test_a_user_of_the_site_and_a_visit(visitor: Visitor) -> None:
    visitor.start()
    visitor.identify("4711")
    visitor.start("/pricing")
    visitor.page.wait_for_function("window.kamseg.remote")
    refreshed(visitor)
    settled(visitor)
    assert {
        "[kamseg] global-script: the site itself has given the user id 4711: it is left alone",
        "[kamseg] Value: nothing is stored under IDENTIFY_4711: let Segment send something about this user",
    } <= told(visitor).keys()
    visitor.start("/cart")
    visitor.journal.wait_for("console", text="[kamseg] global-script: sent in this visit")


DROPPING = Site(after_scripts="<script>analytics.addSourceMiddleware(() => {});</script>")
ACTIVATED = """([id, associatedVariation]) => dispatchEvent(new CustomEvent("Kameleoon::ExperimentActivated", {
  detail: { experiment: { id, name: "No. " + id, associatedVariation } },
}))"""
B = {"id": 1, "name": "B"}


@pytest.mark.kamseg(source=Source(destinations=()), site=DROPPING)
@pytest.mark.pasted(PROJECT)
def test_what_segment_does_not_take(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    dropped = "Segment's library took it but did not send it: a middleware, a plugin or its settings drop it"
    journal.wait_for("console", text=f"[kamseg] global-script: {dropped}")
    for values in ([1, B], [1, B], [2, None]):
        visitor.page.evaluate(ACTIVATED, values)
    visitor.page.evaluate("analytics.track = () => { throw new Error('not now'); }; 0")
    visitor.page.evaluate(ACTIVATED, [3, B])
    for text in (
        "No. 1: sends the variation B",
        "No. 1: is told already on this page",
        "No. 2: no variation is assigned, so nothing was seen",
        "an exposure: could not be told now (Error: not now)",
    ):
        journal.wait_for("console", text=f"[kamseg] global-script: {text}")


SOON = replace(PROJECT, remote_data=RemoteData(give_up_seconds=1))
HELD = Fault(host="*-data.kameleoon", path="/map/*", does="delay", name="data")


@pytest.mark.kamseg(source=Source(destinations=()), faults=(BLOCKED, HELD))
@pytest.mark.pasted(SOON)
def test_what_comes_too_late(visitor: Visitor, emulator: Emulator, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"value": 5})
    visitor.pass_time(90)
    ended = "waiting ends: no library of Segment at window.analytics in a minute; a click looks once more"
    journal.wait_for("console", text=f"[kamseg] global-script: {ended}")
    emulator.release("data")
    journal.wait_for(
        "console", text="[kamseg] Value: read 5 after 1 s, too late for this page: the next one sets it"
    )


NULL = Fault(host="*-data.kameleoon", path="/map/*", status=200, body="null", content_type="application/json")


@pytest.mark.kamseg(source=Source(destinations=()), faults=(BLOCKED, NULL))
@pytest.mark.pasted(replace(SOON, identity=Identity(lookup="segment-user-id")), build="older")
def test_nobody_in_time_and_an_odd_answer(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.pass_time(2)
    late = "no Segment id in 1 s (lookup = segment-user-id): the next page asks once more"
    journal.wait_for("console", text=f"[kamseg] Value: {late}")
    visitor.page.evaluate("document.cookie = 'ajs_user_id=4711;path=/'; 0")
    visitor.start("/pricing")
    visitor.page.wait_for_function("kamseg.said.Value.includes('could not be used: TypeError')", polling=20)


def test_every_reason_is_said_somewhere() -> None:
    templates = "".join(file.read_text() for file in (TEMPLATES / "snippets").iterdir())
    by_checks = {"tracking-blocked"}
    assert {reason for reason in REASONS if f'"{reason}"' not in templates} == by_checks
