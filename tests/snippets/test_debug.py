"""Built with `debug`, the snippets say in the console why they do nothing: at every early return, once each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Exposures, Identity, Project, Trait
from kamseg.generator.reasons import REASONS
from kamseg.generator.render import TEMPLATES
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from kamseg.harness.emulator.segment.source import Source
from msgspec.structs import replace
from waiting import LOOK_NOW, refreshed, settled

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
    visitor.page.evaluate(LOOK_NOW)
    visitor.journal.wait_for("console", text="[kamseg] global-script: sent in this visit")
    assert {
        "[kamseg] global-script: the site itself has given the user id 4711: it is left alone",
        "[kamseg] Value: nothing is stored under IDENTIFY_4711: let Segment send something about this user",
    } <= told(visitor).keys()


def test_every_reason_is_said_somewhere() -> None:
    templates = "".join(file.read_text() for file in (TEMPLATES / "snippets").iterdir())
    by_checks = {"tracking-blocked"}
    assert {reason for reason in REASONS if f'"{reason}"' not in templates} == by_checks
