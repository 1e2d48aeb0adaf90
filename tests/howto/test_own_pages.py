from pathlib import Path

import pytest
from kamseg.generator.project import Project
from kamseg.harness import Account, Journal, Site, Visitor, pasted


@pytest.fixture
def site() -> Site:
    return Site(folder=Path(__file__).with_name("pages"))


@pytest.fixture
def account() -> Account:
    return pasted(Project(sitecode="a1b2c3d4e5"))


def test_my_pages_link_the_visitor(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/")
    journal.wait_for("segment.event", event="Kameleoon identifier")
    visitor.page.get_by_role("link", name="About us").click()
    journal.wait_for("engine.event", name="Started", times=2)
    assert visitor.page.title() == "About us"
    assert journal.count("segment.event", event="Kameleoon identifier") == 1
