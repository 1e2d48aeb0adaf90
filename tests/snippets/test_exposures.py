"""Who saw which variation reaches Segment once per page, or once per visit, with the right names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.project import Exposures, Identity, Project
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import (
    CONTROL,
    Experiment,
    Personalization,
    Targeting,
    Variation,
)
from kamseg.harness.emulator.site.pages import Site
from waiting import settled

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

SITECODE = "a1b2c3d4e5"
HERO = Experiment(id=12, name="Hero", variations=(Variation(id=3, name="Large"),))
VIP = Personalization(id=40, name="VIP teaser", variations=(Variation(id=41, name="Gold"),))
SEEN = "Experiment Viewed"


def with_exposures(**settings: Any) -> Project:
    return Project(sitecode=SITECODE, exposures=Exposures(**settings))


def shown(visitor: Visitor, journal: Journal, campaigns: int = 1) -> None:
    """Wait until the engine has shown so many campaigns in all, and Segment has what was sent about them."""
    journal.wait_for("exposure", times=campaigns)
    settled(visitor)


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(with_exposures(), experiments=(HERO,), personalizations=(VIP,))
def test_an_experiment_and_a_personalization(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    code = {"k_visitorCode": visitor.code, "kameleoonVisitorCode": visitor.code}
    seen = journal.wait_for("segment.event", event=SEEN)
    assert seen["properties"] == {
        "experimentID": 12, "experimentName": "Hero", "variationID": 3, "variationName": "Large",
        "nonInteraction": 1, **code,
    }  # fmt: skip
    seen = journal.wait_for("segment.event", event="Personalization Viewed")
    assert seen["properties"] == {
        "personalizationID": 40, "personalizationName": "VIP teaser", "variationID": 41, "variationName": "Gold",
        "nonInteraction": 1, **code,
    }  # fmt: skip
    shown(visitor, journal, 2)
    assert journal.count("segment.event", event=SEEN) == 1
    assert journal.count("segment.event", type="identify") == 0


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(with_exposures(), experiments=(HERO,))
def test_each_page_sends_its_exposure_and_a_repeated_one_is_not_sent(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=SEEN)
    visitor.page.evaluate("Kameleoon.API.Experiments.trigger(12)")
    settled(visitor)
    assert journal.count("segment.event", event=SEEN) == 1
    visitor.start("/pricing")
    journal.wait_for("segment.event", event=SEEN, times=2)


@pytest.mark.pasted(with_exposures(), experiments=(Experiment(id=1, name="A/A", variations=(CONTROL,)),))
def test_the_control_is_an_exposure_too(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    properties = journal.wait_for("segment.event", event=SEEN)["properties"]
    assert (properties["variationID"], properties["variationName"]) == (0, "Reference")


@pytest.mark.pasted(with_exposures(), experiments=(Experiment(id=1, name="Nobody", traffic=0),))
def test_an_excluded_visitor_has_seen_nothing(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("engine.event", name="Started")
    visitor.page.evaluate(ACTIVATED, {"id": 1, "name": "Nobody", "associatedVariation": None})
    settled(visitor)
    journal.none("segment.event", event=SEEN)
    visitor.page.evaluate(ACTIVATED, {"id": 1, "name": "Now", "associatedVariation": {"id": 2, "name": "B"}})
    journal.wait_for("segment.event", event=SEEN)


ACTIVATED = """(experiment) => {
  window.dispatchEvent(new CustomEvent("Kameleoon::ExperimentActivated", { detail: { time: 0, experiment } }));
}"""

HOSTILE = 'It\'s "bold" `${alert(1)}` \\ </script><script>alert(1)</script> \u2028 😀 ' + "x" * 10_000


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(
    with_exposures(properties="both"),
    experiments=(Experiment(id=1, name=HOSTILE, variations=(Variation(id=2, name=HOSTILE),)),),
)
def test_names_arrive_verbatim(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    properties = journal.wait_for("segment.event", event=SEEN)["properties"]
    for name in ("experimentName", "variationName", "experiment_name", "variation_name"):
        assert properties[name] == HOSTILE


@pytest.mark.pasted(
    with_exposures(properties="segment", visitor_code=False), experiments=(HERO,), personalizations=(VIP,)
)
def test_properties_as_segments_spec_has_them(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert journal.wait_for("segment.event", event=SEEN)["properties"] == {
        "experiment_id": "12", "experiment_name": "Hero", "variation_id": "3", "variation_name": "Large",
    }  # fmt: skip
    assert journal.wait_for("segment.event", event="Personalization Viewed")["properties"] == {
        "personalization_id": "40", "personalization_name": "VIP teaser", "variation_id": "41", "variation_name": "Gold",
    }  # fmt: skip


@pytest.mark.pasted(
    with_exposures(experiment_event="Saw it", personalization_event="Got it"),
    experiments=(HERO,),
    personalizations=(VIP,),
)
def test_events_have_the_names_of_the_configuration(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event="Saw it")
    journal.wait_for("segment.event", event="Got it")


@pytest.mark.pasted(with_exposures(source="custom-integration"), experiments=(HERO,), personalizations=(VIP,))
def test_the_custom_integration_alone(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    seen = journal.wait_for("segment.event", event=SEEN)
    assert seen["properties"]["experimentName"] == "Hero"
    assert seen["properties"]["kameleoonVisitorCode"] == visitor.code
    seen = journal.wait_for("segment.event", event="Personalization Viewed")
    assert (seen["properties"]["personalizationID"], seen["properties"]["variationName"]) == (40, "Gold")
    shown(visitor, journal, 2)
    assert journal.count("segment.event", event=SEEN) == 1


@pytest.mark.pasted(with_exposures(), optional=True, experiments=(HERO,), personalizations=(VIP,))
def test_listener_and_integration_together_send_once(visitor: Visitor, journal: Journal) -> None:
    for times, page in enumerate(("/", "/pricing"), start=1):
        visitor.start(page)
        shown(visitor, journal, 2 * times)
        for event in (SEEN, "Personalization Viewed"):
            assert journal.count("segment.event", event=event) == times


@pytest.mark.pasted(with_exposures(source="off"), experiments=(HERO,))
def test_off_sends_nothing(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    shown(visitor, journal)
    journal.none("segment.event", event=SEEN)


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_tabs(2)
@pytest.mark.pasted(with_exposures(once_per="visit"), experiments=(HERO,))
def test_once_per_visit(visitor: Visitor, journal: Journal) -> None:
    for times, page in enumerate(("/", "/pricing", "/cart"), start=1):
        visitor.start(page)
        shown(visitor, journal, times)
        assert journal.count("segment.event", event=SEEN) == 1
    visitor = visitor.return_after(minutes=31)
    visitor.start()
    journal.wait_for("segment.event", event=SEEN, times=2)


@pytest.mark.pasted(with_exposures(identify="latest"), experiments=(HERO,), personalizations=(VIP,))
def test_traits_as_kameleoons_own_script_keeps_them(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", type="identify", traits={"Experiment": "Hero:Large"})
    journal.wait_for("segment.event", type="identify", traits={"Personalization": "VIP teaser:Gold"})


@pytest.mark.pasted(
    with_exposures(identify="per-campaign"), experiments=(HERO, Experiment(id=5, name="Footer"))
)
def test_a_trait_for_each_campaign(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", type="identify", traits={"Experiment Hero": "Large"})
    journal.wait_for("segment.event", type="identify", traits={"Experiment Footer": "Reference"})


@pytest.mark.pasted(Project(sitecode=SITECODE, identity=Identity(mode="none")), experiments=(HERO,))
def test_exposures_without_an_identity_link(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=SEEN)
    shown(visitor, journal)
    journal.none("segment.event", event="Kameleoon identifier")


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(with_exposures(), experiments=(HERO,), single_page=True)
@pytest.mark.kamseg(site=Site(single_page=True))
def test_each_page_of_a_single_page_site(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=SEEN)
    for times, link in enumerate(("Pricing", "Home"), start=2):
        visitor.page.get_by_role("link", name=link).click()
        journal.wait_for("segment.event", event=SEEN, times=times)
    shown(visitor, journal, 3)
    assert journal.count("segment.event", event=SEEN) == 3


FREE = Experiment(
    id=12, name="Hero", variations=(Variation(id=3, name="Large"),), targeting=Targeting(consent=False)
)


@pytest.mark.pasted(with_exposures(), experiments=(FREE,), consent="required")
def test_what_was_seen_before_consent_is_sent_with_it_on_that_page_only(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    shown(visitor, journal)
    visitor.start("/pricing")
    shown(visitor, journal, 2)
    journal.none("segment.event", event=SEEN)
    visitor.consent()
    seen = journal.wait_for("segment.event", event=SEEN)
    settled(visitor)
    assert journal.count("segment.event", event=SEEN) == 1
    assert seen["properties"]["k_visitorCode"] == visitor.cookies["kameleoonVisitorCode"]


@pytest.mark.pasted(with_exposures(), experiments=(HERO,))
@pytest.mark.kamseg(faults=(Fault(host="cdn.segment", does="delay", name="slow"),))
def test_what_was_seen_before_the_library_came_is_sent_then(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    visitor.open(until="commit")
    journal.wait_for("exposure")
    emulator.release("slow")
    journal.wait_for("segment.event", event=SEEN)


@pytest.mark.pasted(with_exposures(), experiments=(HERO,), single_page=True)
@pytest.mark.kamseg(
    site=Site(single_page=True), faults=(Fault(host="cdn.segment", does="delay", name="slow"),)
)
def test_what_a_page_could_not_send_is_gone_with_it(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    """As on any other site: so nothing piles up where the library never comes."""
    visitor.open(until="commit")
    journal.wait_for("exposure")
    visitor.page.get_by_role("link", name="Pricing").click()
    journal.wait_for("exposure", times=2)
    emulator.release("slow")
    settled(visitor)
    seen = journal.only("segment.event", event=SEEN)
    assert seen["context"]["page"]["path"] == "/pricing"
