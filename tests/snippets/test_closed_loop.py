"""The whole way, with the generated snippets and the real analytics.js: from Segment to the page and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, Trait
from kamseg.harness.emulator.kameleoon.account import (
    CONTROL,
    DataCondition,
    Experiment,
    Personalization,
    Targeting,
    Variation,
)
from kamseg.harness.emulator.kameleoon.ingest import CohortShape, IngestBehaviour
from kamseg.harness.emulator.segment.source import Destination, Source
from waiting import refreshed, settled

if TYPE_CHECKING:
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

pytestmark = pytest.mark.kamseg_every_engine

SITECODE = "a1b2c3d4e5"
PERSONAS = "SegmentIO personas"
PLAN = "Subscribed Plan"
COMPANY = "Group ID"


def only_for(name: str, value: str) -> Targeting:
    return Targeting(custom_data=(DataCondition(name=name, value=value),))


WORLD: dict[str, Any] = {
    "experiments": (
        Experiment(id=1, name="For VIPs", variations=(Variation(id=11, name="Gold"),), targeting=only_for(PERSONAS, "VIP")),
    ),
    "personalizations": (
        Personalization(id=2, name="Upgrade", variations=(Variation(id=21, name="Teaser"),), targeting=only_for(PLAN, "free")),
        Personalization(id=3, name="Acme", variations=(CONTROL,), targeting=only_for(COMPANY, "acme")),
    ),
    "goals": ("Order Completed",),
}  # fmt: skip


def project(**parts: Any) -> Project:
    traits = (Trait(trait="plan", custom_data=PLAN),)
    return Project(sitecode=SITECODE, personas=Personas(), traits=traits, group=Group(), **parts)


def linked(visitor: Visitor, journal: Journal) -> None:
    """Open the first page and wait until Kameleoon knows who the visitor is in Segment."""
    visitor.start()
    settled(visitor)
    journal.wait_for("linked", visitorCode=visitor.code)


@pytest.mark.pasted(project(), **WORLD)
def test_an_audience_shows_a_variation_and_the_exposure_comes_back(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    journal.wait_for("segment.event", event="Kameleoon identifier")
    journal.wait_for("linked", visitorCode=visitor.code)

    visitor.enter_audience("VIP")
    journal.wait_for("data-api.stored", key=f"COHORTS_{visitor.code}")
    journal.none("exposure")

    visitor.start("/pricing")
    journal.wait_for("custom-data", name=PERSONAS, value=["VIP"], outcome="set")
    journal.wait_for("exposure", name="For VIPs")
    seen = journal.wait_for("segment.event", event="Experiment Viewed")
    assert seen["properties"]["variationName"] == "Gold"
    journal.wait_for("destination", status=200, body={"event": "Experiment Viewed"})
    goal = journal.wait_for("goal", name="SegmentIO [track] - [Experiment Viewed]")
    assert goal["visitorCodes"] == [visitor.code]


@pytest.mark.pasted(project(), **WORLD)
def test_the_first_audience_of_a_known_user_shows_on_the_next_page(
    visitor: Visitor, journal: Journal
) -> None:
    """That there was none so far is known, and must not be the answer."""
    linked(visitor, journal)
    visitor.identify("ann", {"plan": "gold"})
    for page in ("/pricing", "/cart"):
        visitor.start(page)
        refreshed(visitor)
    visitor.enter_audience("VIP")
    visitor.start("/account")
    journal.wait_for("exposure", name="For VIPs")


@pytest.mark.pasted(project(), **WORLD)
def test_an_audience_that_is_left_shows_it_no_more(visitor: Visitor, journal: Journal) -> None:
    """Kameleoon may forget the key with the last audience; what it keeps of the user says that the read succeeded."""
    linked(visitor, journal)
    visitor.identify("ann", {"plan": "gold"})
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for("exposure", name="For VIPs")
    visitor.leave_audience("VIP")
    visitor.start("/cart")  # decides by what it knew, and learns the truth behind
    refreshed(visitor)
    before = journal.count("exposure", name="For VIPs")
    visitor.start("/account")
    refreshed(visitor)
    assert not visitor.custom_data(PERSONAS)
    assert journal.count("exposure", name="For VIPs") == before


@pytest.mark.pasted(project(), **WORLD)
def test_a_trait_and_a_group_show_personalizations(visitor: Visitor, journal: Journal) -> None:
    linked(visitor, journal)
    visitor.identify("ann", {"plan": "free"})
    visitor.join_group("acme")
    journal.wait_for("forwarded", times=4)
    visitor.start("/pricing")
    for name in ("Upgrade", "Acme"):
        seen = journal.wait_for(
            "segment.event", event="Personalization Viewed", properties={"personalizationName": name}
        )
        assert seen["userId"] == "ann"
    visitor.identify("ann", {"plan": "gold"})
    visitor.start("/cart")
    refreshed(visitor)
    visitor.start("/account")
    assert visitor.custom_data(PLAN) == "gold"


@pytest.mark.pasted(project(identity=Identity(lookup="segment-user-id")), **WORLD)
def test_by_segments_user_id(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    visitor.identify("ann", {"plan": "free"})
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for("exposure", name="For VIPs")
    journal.wait_for("exposure", name="Upgrade")
    journal.wait_for("data-api", keys=["COHORTS_ann", "IDENTIFY_ann"])


@pytest.mark.pasted(project(identity=Identity(mode="identify")), **WORLD)
def test_with_the_visitor_code_as_the_user_id(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", type="identify")
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for("exposure", name="For VIPs")
    journal.wait_for("segment.event", event="Experiment Viewed")


@pytest.mark.pasted(project(exposures=Exposures(source="custom-integration")), **WORLD)
def test_through_the_custom_integration(visitor: Visitor, journal: Journal) -> None:
    linked(visitor, journal)
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for("segment.event", event="Experiment Viewed", properties={"experimentName": "For VIPs"})
    settled(visitor)
    assert journal.count("segment.event", event="Experiment Viewed") == 1


SHAPES = [
    IngestBehaviour(cohorts=shape, cohorts_under=under, cohort_field=field)
    for shape in get_args(CohortShape)
    for under in ("", "audiences")
    for field in ("name", "audience_key", "key", "id")
    if field == "name" or shape == "objects"
]


@pytest.mark.parametrize(
    "_",
    [
        pytest.param(
            "",
            marks=pytest.mark.kamseg(ingest=shape),
            id=f"{shape.cohorts} {shape.cohorts_under} {shape.cohort_field}",
        )
        for shape in SHAPES
    ],
)
@pytest.mark.pasted(project(), **WORLD)
def test_audiences_as_kameleoon_may_store_them(visitor: Visitor, journal: Journal, _: str) -> None:
    linked(visitor, journal)
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for("custom-data", name=PERSONAS, value=["VIP"])


PLACES = {
    "at the top": IngestBehaviour(),
    "under traits": IngestBehaviour(traits_under="traits", group="group_id"),
    "under properties": IngestBehaviour(traits_under="properties", group="group.id"),
}


@pytest.mark.parametrize(
    "_",
    [pytest.param("", marks=pytest.mark.kamseg(ingest=ingest), id=name) for name, ingest in PLACES.items()],
)
@pytest.mark.pasted(project(), **WORLD)
def test_traits_and_groups_as_kameleoon_may_store_them(visitor: Visitor, journal: Journal, _: str) -> None:
    linked(visitor, journal)
    visitor.identify("ann", {"plan": "free"})
    visitor.join_group("acme")
    visitor.start("/pricing")
    journal.wait_for("custom-data", name=PLAN, value="free")
    journal.wait_for("custom-data", name=COMPANY, value="acme")


@pytest.mark.pasted(project(), **WORLD)
@pytest.mark.kamseg(source=Source(destinations=(Destination(mode="classic"), Destination(mode="actions"))))
def test_both_kinds_of_destination_know_the_visitor(visitor: Visitor, journal: Journal) -> None:
    linked(visitor, journal)
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for("exposure", name="For VIPs")
    assert {entry["mode"] for entry in journal.entries("destination", status=200)} == {"classic", "actions"}


@pytest.mark.pasted(project(), **WORLD)
def test_an_order_converts_the_goal_of_that_name(visitor: Visitor, journal: Journal) -> None:
    linked(visitor, journal)
    visitor.track("Order Completed", {"revenue": 12})
    goal = journal.wait_for("goal", name="Order Completed")
    assert goal["visitorCodes"] == [visitor.code]
    assert goal["created"] is False
