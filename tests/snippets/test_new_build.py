"""What is kept in the browser outlives a new build: nobody is linked twice, and what is known stays known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, Trait
from kamseg.harness.emulator.kameleoon.pasting import pasted
from msgspec.structs import replace
from waiting import refreshed, settled

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

BEFORE = Project(
    sitecode="a1b2c3d4e5", personas=Personas(), traits=(Trait(trait="plan", custom_data="Plan"),)
)
IDENTIFYING = replace(BEFORE, identity=Identity(mode="identify"))
LATER: dict[str, dict[str, Any]] = {
    "debug, another visit": {"debug": True, "identity": Identity(session_minutes=45)},
    "exposures once per visit": {"exposures": Exposures(once_per="visit")},
    "more data": {"traits": (Trait(trait="a", custom_data="A"), *BEFORE.traits), "group": Group()},
}


@pytest.mark.pasted(BEFORE)
@pytest.mark.parametrize("change", LATER.values(), ids=LATER.keys())
def test_nobody_is_linked_twice(
    visitor: Visitor, journal: Journal, emulator: Emulator, change: dict[str, Any], *, minified: bool
) -> None:
    visitor.start()
    journal.wait_for("segment.event", event="Kameleoon identifier")
    settled(visitor)
    emulator.set_up(pasted(replace(BEFORE, **change), minified=minified))
    visitor.start("/pricing")
    settled(visitor)
    journal.only("segment.event", event="Kameleoon identifier")


@pytest.mark.pasted(IDENTIFYING)
def test_an_id_from_here_is_still_known_as_such(
    visitor: Visitor, journal: Journal, emulator: Emulator, *, minified: bool
) -> None:
    """The visitor code changes after a new build: the id, which is no one else's, follows."""
    visitor.start()
    journal.wait_for("segment.event", type="identify")
    settled(visitor)
    emulator.set_up(pasted(replace(IDENTIFYING, debug=True, group=Group()), minified=minified))
    visitor.start("/pricing")
    settled(visitor)
    journal.only("segment.event", type="identify")
    visitor.page.evaluate("Kameleoon.API.Visitor.setVisitorCode('anothervisitor00')")
    settled(visitor)
    journal.wait_for("segment.event", type="identify", userId="anothervisitor00")


@pytest.mark.pasted(BEFORE)
def test_a_new_trait_leaves_what_is_known_of_the_others(
    visitor: Visitor, journal: Journal, emulator: Emulator, *, minified: bool
) -> None:
    visitor.start()
    settled(visitor)
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"plan": "gold"})
    visitor.start("/pricing")
    refreshed(visitor)
    emulator.set_up(pasted(replace(BEFORE, **LATER["more data"]), minified=minified))
    start = len(journal.entries("custom-data"))
    visitor.start("/cart")
    refreshed(visitor)
    first = next(one for one in journal.entries("custom-data")[start:] if one["name"] == "Plan")
    assert (first["value"], first["source"]) == ("gold", "returned")
