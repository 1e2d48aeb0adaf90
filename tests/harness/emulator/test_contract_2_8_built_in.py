"""CONTRACT 2.8: Kameleoon's own integration with Segment, in each way that it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.project import Exposures, Project
from kamseg.harness.emulator.kameleoon.account import (
    CONTROL,
    Account,
    BuiltIn,
    Experiment,
    Personalization,
    Variation,
)
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.evidence.judge import judge
from waiting import recorded

if TYPE_CHECKING:
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

THEIRS = Project(sitecode="a1b2c3d4e5", exposures=Exposures(source="built-in"))
BOTH_NAMES = Project(sitecode="a1b2c3d4e5")
B = (Variation(id=3, name="Don't wait"),)
HERO = Experiment(id=12, name="Hero", variations=B, reporting=("segment",))
SILENT = Experiment(id=13, name="Silent", variations=B)
STRIP = Personalization(id=14, name="Strip", variations=(CONTROL,), reporting=("segment",))


def seen(visitor: Visitor) -> list[dict[str, Any]]:
    """Answer all events that are neither pages nor the identifier."""
    visitor.start()
    recorded(visitor)
    visitor.barrier()
    events = [entry.data for entry in visitor.journal.entries("segment.event")]
    return [one for one in events if one["type"] != "page" and one.get("event") != "Kameleoon identifier"]


def failed(project: Project, journal: Journal) -> set[str]:
    return {one.id for one in judge(project, journal) if one.state == "fail"}


@pytest.mark.kamseg(account=pasted(THEIRS, experiments=(HERO, SILENT), personalizations=(STRIP,)))
def test_it_tells_of_campaigns_that_report_to_it(visitor: Visitor, journal: Journal) -> None:
    events = seen(visitor)
    assert {event["event"] for event in events} == {"Experiment viewed", "Personalization viewed"}
    hero = next(event for event in events if event["event"] == "Experiment viewed")
    assert (hero["properties"]["experimentID"], hero["properties"]["variationName"]) == (12, "Don't wait")
    judgements = {one.id: one for one in judge(THEIRS, journal)}
    assert judgements["exposures-reported"].evidence == "2 sent; not told: 'Silent'"
    assert not failed(THEIRS, journal)
    answer = visitor.why(THEIRS)["exposures"]
    assert (answer.state, answer.reason) == ("ready", "left-to-kameleoon")


PAYLOADS: list[tuple[Any, dict[str, Any]]] = [
    ("kameleoon", {"experimentID": 12, "experimentName": "Hero", "variationID": 3, "variationName": "Don't wait", "nonInteraction": 1}),
    ("segment", {"experiment_id": "12", "experiment_name": "Hero", "variation_id": "3", "variation_name": "Don't wait"}),
    ("names", {"experiment": "Hero", "variation": "Don't wait"}),
    ("nothing", {}),
]  # fmt: skip


def beside(properties: Any, **rest: Any) -> Any:
    """Ours, and the built-in one by mistake."""
    setting = BuiltIn(properties=properties, **rest)
    return pytest.mark.kamseg(account=pasted(BOTH_NAMES, experiments=(HERO,), built_in=setting))


@pytest.mark.parametrize(
    "expected", [pytest.param(carried, marks=beside(name), id=name) for name, carried in PAYLOADS]
)
def test_whatever_it_carries_it_is_told_from_ours(
    visitor: Visitor, journal: Journal, expected: dict[str, Any]
) -> None:
    events = {event["event"]: event["properties"] for event in seen(visitor)}
    assert events["Experiment viewed"] == expected
    assert "kameleoonVisitorCode" in events["Experiment Viewed"]
    assert failed(BOTH_NAMES, journal) == {"exposures-alone"}


@pytest.mark.kamseg(
    account=pasted(THEIRS, experiments=(HERO,), built_in=BuiltIn(properties="nothing", identify=True))
)
def test_it_may_keep_a_trait(visitor: Visitor) -> None:
    assert {"Experiment": "Hero:Don't wait"} in [event.get("traits") for event in seen(visitor)]


@pytest.mark.kamseg(account=pasted(THEIRS, experiments=(HERO,), consent="required"))
def test_it_waits_for_a_consent(visitor: Visitor) -> None:
    assert seen(visitor) == []
    visitor.consent()
    visitor.journal.wait_for("segment.event", event="Experiment viewed")


OLD_SCRIPT = pasted(BOTH_NAMES).global_script


@pytest.mark.kamseg(
    account=Account(
        project=THEIRS, global_script=OLD_SCRIPT, experiments=(HERO,), built_in=BuiltIn(properties="nothing")
    )
)
def test_our_earlier_script_that_stayed_is_named(visitor: Visitor, journal: Journal) -> None:
    """The way of most double counting: the old one was not taken out when the new one came."""
    assert len(seen(visitor)) == 2
    assert failed(THEIRS, journal) == {"exposures-alone"}
