"""Each expectation of the matrix goes red where it should, and stays green where it should."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from kamseg.harness.evidence.journal import Journal
from matrix import expectations as expect
from matrix.catalogue import CASES
from matrix.elsewhere import PROVEN
from matrix.engines import CANNOT, NEEDS
from projects import EVERYTHING, PLAN

if TYPE_CHECKING:
    from matrix.case import Step
    from matrix.scene import Scene

ME = "visitor000000001"
OTHER = "visitor000000002"


def identifier(code: str | None = ME, **rest: Any) -> dict[str, Any]:
    properties = {"k_visitorCode": code} if code else {}
    return {
        "kind": "segment.event",
        "type": "track",
        "event": "Kameleoon identifier",
        "properties": properties,
        **rest,
    }


def seen(campaign: Any = "Hero", variation: str = "Large", **more: Any) -> dict[str, Any]:
    properties = {"experimentName": campaign, "variationName": variation, **more}
    return {"kind": "segment.event", "type": "track", "event": "Experiment Viewed", "properties": properties}


def seen_in_segments_spelling() -> dict[str, Any]:
    properties = {"experiment_name": "Hero", "variation_name": "Large"}
    return {"kind": "segment.event", "type": "track", "event": "Experiment Viewed", "properties": properties}


def traits(**values: str) -> dict[str, Any]:
    return {"kind": "segment.event", "type": "identify", "traits": values}


def read(key: str = "COHORTS_a", **how: Any) -> dict[str, Any]:
    return {"kind": "data-api", "method": "GET", "key": key, **how}


def scene_of(entries: list[dict[str, Any]], answer: Any = None) -> Scene:
    """A scene with this journal, in whose page everything answers the same."""
    journal = Journal()
    for entry in entries:
        journal.append(**entry)
    page = SimpleNamespace(
        evaluate=lambda *_: answer, locator=lambda _: SimpleNamespace(count=lambda: answer)
    )
    tab = SimpleNamespace(code=ME, page=page, custom_data=lambda _: answer)
    return cast("Scene", SimpleNamespace(journal=journal, tab=tab, case=SimpleNamespace(project=EVERYTHING)))


GREEN: dict[str, tuple[Step, list[dict[str, Any]], Any]] = {
    "identifier": (expect.identifier_sent(), [identifier()], None),
    "identifier twice": (expect.identifier_sent(2), [identifier(OTHER), identifier()], None),
    "identifier once or twice": (expect.identifier_sent(1, at_most=2), [identifier()], None),
    "identifier at most": (expect.identifier_sent_at_most(1), [identifier()], None),
    "identifier from": (expect.identifier_from(None, "ann"), [identifier(), identifier(userId="ann")], None),
    "nothing": (expect.nothing_sent, [traits(plan="gold")], None),
    "exposure": (expect.exposure_sent("Hero", "Large"), [seen()], None),
    "exposure in the other spelling": (expect.exposure_sent("Hero", "Large"), [seen_in_segments_spelling()], None),
    "exposures": (expect.exposures_sent(2), [seen(), seen("Footer")], None),
    "exposures with the code": (expect.exposures_name_the_visitor, [seen(kameleoonVisitorCode=ME)], None),
    "traits": (expect.traits_hold("Hero", "Large"), [traits(Experiment="Hero:Large")], None),
    "custom data": (expect.custom_data(PLAN, "gold"), [], "gold"),
    "an empty list": (expect.custom_data(PLAN, None), [], []),
    "asked": (expect.asked_at_most(1), [read(), {"kind": "fault", "path": "/map/maps", "does": "truncate"}], None),
    "key": (expect.key_asked("COHORTS_a"), [read()], None),
    "key among others": (expect.key_asked("COHORTS_a"), [read(keys=["COHORTS_a"])], None),
    "no violation": (expect.no_violation, [], []),
    "page": (expect.page_works, [], None),
    "queue": (expect.queue_is_short, [], 10),
    "one name": (expect.at_most_one_new_global(), [], ["kamseg"]),
    "nothing read": (expect.nothing_read, [read() | {"method": "POST"}], None),
}  # fmt: skip
RED: dict[str, tuple[Step, list[dict[str, Any]], Any]] = {
    "no identifier": (expect.identifier_sent(), [], None),
    "one identifier too many": (expect.identifier_sent(), [identifier(), identifier()], None),
    "another visitor": (expect.identifier_sent(), [identifier(OTHER)], None),
    "no visitor code": (expect.identifier_sent(), [identifier(None)], None),
    "three of at most two": (expect.identifier_sent(1, at_most=2), [identifier()] * 3, None),
    "two of at most one": (expect.identifier_sent_at_most(1), [identifier()] * 2, None),
    "another user": (expect.identifier_from("ann"), [identifier(userId="bob")], None),
    "a code is sent": (expect.nothing_sent, [identifier()], None),
    "an exposure is sent": (expect.nothing_sent, [seen()], None),
    "a trait tells": (expect.nothing_sent, [traits(Experiment="Hero:Large")], None),
    "no exposure": (expect.exposure_sent("Hero"), [], None),
    "another campaign": (expect.exposure_sent("Hero"), [seen("Footer")], None),
    "another variation": (expect.exposure_sent("Hero", "Large"), [seen(variation="Small")], None),
    "another kind": (expect.exposure_sent("Hero", kind="personalization"), [seen()], None),
    "an exposure twice": (expect.exposure_sent("Hero"), [seen(), seen()], None),
    "one exposure of two": (expect.exposures_sent(2), [seen()], None),
    "exposures without code": (expect.exposures_name_the_visitor, [seen()], None),
    "no exposures at all": (expect.exposures_name_the_visitor, [], None),
    "an overwritten trait": (expect.traits_hold("Hero", "Footer"), [traits(Experiment="Hero:A"), traits(Experiment="Footer:A")], None),
    "other data": (expect.custom_data(PLAN, "gold"), [], "silver"),
    "data of another type": (expect.custom_data(PLAN, 1), [], True),
    "data after all": (expect.custom_data(PLAN, None), [], ["VIP"]),
    "asked twice": (expect.asked_at_most(1), [read(), {"kind": "fault", "path": "/map/maps", "does": "answer"}], None),
    "another key": (expect.key_asked("COHORTS_a"), [read("COHORTS_b")], None),
    "a violation": (expect.no_violation, [], ["script-src eval"]),
    "a broken page": (expect.page_works, [], 3),
    "a long queue": (expect.queue_is_short, [], 11),
    "two names": (expect.at_most_one_new_global(), [], ["kamseg", "other"]),
    "something read": (expect.nothing_read, [read()], None),
}  # fmt: skip


@pytest.mark.parametrize("name", RED)
def test_each_expectation_goes_red(name: str) -> None:
    check, entries, answer = RED[name]
    with pytest.raises(AssertionError):
        check(scene_of(entries, answer))


@pytest.mark.parametrize("name", [name for name in GREEN if name != "page"])
def test_each_expectation_is_green_where_it_should_be(name: str) -> None:
    check, entries, answer = GREEN[name]
    check(scene_of(entries, answer))


def test_each_case_has_a_name_of_its_own_and_names_what_it_needs() -> None:
    ids = [*(case.id for case in CASES), *(proof.id for proof in PROVEN)]
    assert len(ids) == len(set(ids))
    titles = [*(case.title for case in CASES), *(proof.title for proof in PROVEN)]
    assert len(titles) == len(set(titles))
    assert all("\n" not in title for title in titles)
    assert {need for case in CASES for need in case.needs} <= set(NEEDS)
    assert {what for cannot in CANNOT.values() for what in cannot} <= {*NEEDS, *ids}
