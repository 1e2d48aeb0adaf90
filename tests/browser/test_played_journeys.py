"""Every journey, played with the generated snippets in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Group, Personas, Project, Trait
from kamseg.harness.checks import judge
from kamseg.harness.journeys.browser_actor import BrowserActor
from kamseg.harness.journeys.journey import Journey, fitted, journeys
from kamseg.harness.journeys.player import Player
from kamseg.harness.site.demo import demo_account
from kamseg.harness.site.shop import shop_site

if TYPE_CHECKING:
    from kamseg.harness.emulator import Emulator
    from kamseg.harness.kameleoon.account import Account
    from kamseg.harness.visitor import Visitor

PROJECT = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(),
    traits=(Trait(trait="plan", custom_data="Subscribed Plan"),),
    group=Group(),
)
pytestmark = pytest.mark.kamseg(site=shop_site(PROJECT))


@pytest.fixture(params=[fitted(one, PROJECT) for one in journeys()], ids=lambda one: one.name)
def journey(request: pytest.FixtureRequest) -> Journey:
    journey: Journey = request.param
    return journey


@pytest.fixture
def account(journey: Journey, minified: bool) -> Account:
    return demo_account(PROJECT, minified=minified, consent=journey.consent)


def test_journey(journey: Journey, visitor: Visitor, emulator: Emulator) -> None:
    Player(emulator, BrowserActor(visitor)).play(journey)
    assert [one for one in judge(PROJECT, emulator.journal) if one.state == "fail"] == []
