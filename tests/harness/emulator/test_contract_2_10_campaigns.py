"""CONTRACT 2.10: the events of a personalization, and the item that they carry."""

import re
from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, Experiment, Personalization, Variation
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ITEM = {
    *("id", "name", "active", "triggered", "triggeredInVisit", "activatedInVisit", "associatedVariation"),
    *("targetSegment", "goals", "mainGoal", "dateLaunched", "dateModified"),
    "untrackedTrafficReallocationTime",
}
VARIATION = {"id", "name", "reallocationTime", "instantiatedTemplate"}
BOTH = Account(
    experiments=(Experiment(id=1, name="One", variations=(Variation(id=10, name="Blue"),)),),
    personalizations=(
        Personalization(
            id=2, name="Two", variations=(Variation(id=20, name="Hi", code="seen.push('applied');"),)
        ),
    ),
)
NOTE_ALL = """<script>
  window.seen = [];
  for (const name of ["SegmentTriggered", "PersonalizationTriggered", "PersonalizationActivated"]) {
    addEventListener("Kameleoon::" + name, () => seen.push(name));
  }
</script>"""
pytestmark = pytest.mark.kamseg(account=BOTH, site=Site(scripts=("engine",), head=NOTE_ALL))


def items(journal: Journal, campaign: str) -> list[Any]:
    names = re.compile(f"^{campaign.title()}(Triggered|Activated)$")
    return [entry["detail"][campaign] for entry in journal.entries("engine.event", name=names)]


def test_a_personalization_tells_of_its_segment_before_and_after(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("engine.event", name="SegmentTriggered", times=2)
    assert visitor.page.evaluate("seen") == [
        *("SegmentTriggered", "PersonalizationTriggered", "applied"),
        *("PersonalizationActivated", "SegmentTriggered"),
    ]
    segment = journal.entries("engine.event", name="SegmentTriggered")[0]["detail"]["segment"]
    assert segment == items(journal, "personalization")[0]["targetSegment"]


def test_a_personalization_is_active_with_its_variation_in_both_events(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    journal.wait_for("engine.event", name="PersonalizationActivated")
    for item in items(journal, "personalization"):
        assert (item["active"], item["triggered"], item["associatedVariation"]["id"]) == (True, True, 20)


@pytest.mark.parametrize("campaign", ["experiment", "personalization"])
def test_an_item_has_exactly_these_fields(visitor: Visitor, journal: Journal, campaign: str) -> None:
    visitor.start()
    journal.wait_for("engine.event", name=f"{campaign.title()}Activated")
    triggered, activated = items(journal, campaign)
    assert triggered.keys() == activated.keys() == ITEM
    assert activated["associatedVariation"].keys() == VARIATION


@pytest.mark.kamseg_tabs(2)
@pytest.mark.parametrize("campaign", ["experiment", "personalization"])
def test_activated_in_visit_is_false_at_first_and_true_later(
    visitor: Visitor, journal: Journal, campaign: str
) -> None:
    name = f"{campaign.title()}Activated"
    visitor.start()
    journal.wait_for("engine.event", name=name)
    visitor.start("/pricing")
    journal.wait_for("engine.event", name=name, times=2)
    visitor = visitor.return_after(minutes=31)
    visitor.start()
    journal.wait_for("engine.event", name=name, times=3)
    found = [item["activatedInVisit"] for item in items(journal, campaign)]
    assert found == [False, False, True, True, False, False]
