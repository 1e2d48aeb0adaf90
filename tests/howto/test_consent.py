import pytest
from kamseg.generator.project import Project
from kamseg.harness import Account, Journal, Visitor, pasted


@pytest.fixture
def account() -> Account:
    return pasted(Project(sitecode="a1b2c3d4e5"), consent="required")


def test_the_visitor_code_waits_for_consent(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/")
    visitor.track("Page Ready")  # the library works, and Segment has this
    journal.none("segment.event", event="Kameleoon identifier")
    visitor.consent()
    event = journal.wait_for("segment.event", event="Kameleoon identifier")
    assert event["properties"]["k_visitorCode"] == visitor.code


def test_it_is_not_sent_where_consent_is_refused(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/")
    visitor.refuse()
    visitor.track("Page Ready")
    journal.none("segment.event", event="Kameleoon identifier")
