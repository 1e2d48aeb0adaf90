"""Every journey, played with the generated snippets in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.site.demo import demo_account
from kamseg.harness.emulator.site.shop import shop_site
from kamseg.harness.evidence.judge import judge
from kamseg.harness.journeys.browser_actor import BrowserActor
from kamseg.harness.journeys.fitting import fitted
from kamseg.harness.journeys.journey import Journey, journeys
from kamseg.harness.journeys.player import Player
from projects import EVERYTHING
from waiting import recorded

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.emulator.kameleoon.account import Account
    from kamseg.harness.journeys.visitor import Visitor

pytestmark = pytest.mark.kamseg(site=shop_site(EVERYTHING))


@pytest.fixture(params=[fitted(one, EVERYTHING) for one in journeys()], ids=lambda one: one.name)
def journey(request: pytest.FixtureRequest) -> Journey:
    journey: Journey = request.param
    return journey


@pytest.fixture
def account(journey: Journey, minified: bool) -> Account:
    return demo_account(EVERYTHING, minified=minified, consent=journey.consent)


def test_journey(journey: Journey, visitor: Visitor, emulator: Emulator) -> None:
    actor = BrowserActor(visitor)
    Player(emulator, actor).play(journey)
    recorded(actor.visitor)  # Segment may tell of an event before the engine tells of its exposure
    assert [one for one in judge(EVERYTHING, emulator.journal) if one.state == "fail"] == []
