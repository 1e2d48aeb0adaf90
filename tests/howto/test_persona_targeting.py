import pytest
from kamseg.generator.project import Personas, Project
from kamseg.harness import (
    Account,
    DataCondition,
    Experiment,
    Journal,
    Targeting,
    Variation,
    Visitor,
    pasted,
)

VIP = DataCondition(name="SegmentIO personas", value="VIP")
OFFER = Experiment(
    id=101,
    name="Offer for VIPs",
    targeting=Targeting(url="/pricing", custom_data=(VIP,)),
    variations=(Variation(id=1, name="Lower price", code="document.title = 'Only 19 €';"),),
)


@pytest.fixture
def account() -> Account:
    return pasted(Project(sitecode="a1b2c3d4e5", personas=Personas()), experiments=(OFFER,))


def test_who_is_in_the_audience_gets_the_offer(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/")
    journal.wait_for("linked")
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    journal.wait_for(
        "segment.event", event="Experiment Viewed", properties={"experimentName": "Offer for VIPs"}
    )
    assert visitor.page.title() == "Only 19 €"


def test_nobody_else_gets_it(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/pricing")
    journal.wait_for("linked")
    journal.none("exposure")
