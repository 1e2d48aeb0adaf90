"""Exposures that Kameleoon's own integration sends: alone, and beside others by mistake."""

from __future__ import annotations

from typing import Any

import pytest
from kamseg.generator.project import Exposures, Project
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.evidence.judge import Judgement, judge, judge_site

THEIRS = Project(sitecode="a1b2c3d4e5", exposures=Exposures(source="built-in"))

Happening = tuple[str, dict[str, Any]]


def shown(id_: int = 12, name: str = "Hero") -> Happening:
    return "exposure", {
        "campaign": "experiment", "id": id_, "name": name, "associatedVariation": {"id": 3, "name": "B"},
    }  # fmt: skip


def told(event: str = "Experiment viewed", **properties: Any) -> Happening:
    return "segment.event", {"type": "track", "event": event, "properties": properties, "messageId": "e"}


def judged(check: str, *happenings: Happening) -> Judgement:
    journal = Journal()
    for kind, data in happenings:
        journal.append(kind, **data)
    return next(one for one in judge(THEIRS, journal) if one.id == check)


OTHER = shown(13, "Footer")
CASES = [
    ("exposures-reported", "open", []),
    ("exposures-reported", "open", [shown()]),
    ("exposures-reported", "pass", [shown(), told(experimentID=12)]),
    ("exposures-reported", "pass", [shown(), told(experiment_name="Hero")]),
    ("exposures-reported", "pass", [shown(), told()]),
    ("exposures-once", "pass", [shown(), OTHER, told(), told()]),
    ("exposures-once", "fail", [shown(), told(), told()]),
    ("exposures-alone", "open", [shown()]),
    ("exposures-alone", "pass", [shown(), told()]),
    # Ours of an earlier configuration, in each spelling; Kameleoon's public script; a third tool's own experiment.
    ("exposures-alone", "fail", [shown(), told(), told("Experiment Viewed", experimentID=12, k_visitorCode="c")]),
    ("exposures-alone", "fail", [shown(), told(), told("Experiment Viewed", experiment_id="12", k_visitorCode="c")]),
    ("exposures-alone", "fail", [shown(), told(), told("Personalization Viewed", personalizationID=1)]),
    ("exposures-alone", "pass", [shown(), told(), told("Experiment Viewed", experimentId="5", variationName="B")]),
]  # fmt: skip


@pytest.mark.parametrize(("check", "state", "happenings"), CASES)
def test_verdict(check: str, state: str, happenings: list[Happening]) -> None:
    judgement = judged(check, *happenings)
    assert judgement.state == state
    assert bool(judgement.remedy) == (state == "fail")


def test_a_campaign_that_is_not_told_is_named_with_what_to_do() -> None:
    assert judged("exposures-reported", shown()).evidence.startswith(
        "'Hero' was seen, and no event tells it: select Segment as reporting tool"
    )
    partly = judged("exposures-reported", shown(), OTHER, told(experimentID=12))
    assert partly.evidence == "1 sent; not told: 'Footer'"


def test_nobody_is_blamed_for_not_sending_what_kameleoon_sends() -> None:
    assert not {"exposures-named", "exposures-sent"} & {one.id for one in judge_site(THEIRS, [])}
