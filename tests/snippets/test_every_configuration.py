"""All journeys over the product of what decides how they go: each passes, or says why a project cannot have it.

Here each two values meet; `KAMSEG_FUZZ=1` plays the whole product, which takes an hour.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from configurations import pairwise, playable, project_of
from kamseg.harness import BrowserActor, Player, demo_account, judge, shop_site
from waiting import recorded

if TYPE_CHECKING:
    from kamseg.generator.project import Project
    from kamseg.harness import Account, Emulator, Journey, Site, Visitor

ROWS = playable() if "KAMSEG_FUZZ" in os.environ else pairwise(playable())


@pytest.fixture(params=ROWS, ids=lambda row: "-".join((row[0].name, *row[1])))
def journey(request: pytest.FixtureRequest) -> Journey:
    journey: Journey = request.param[0]
    return journey


@pytest.fixture
def project(request: pytest.FixtureRequest) -> Project:
    return project_of(*request.node.callspec.params["journey"][1])


@pytest.fixture
def account(journey: Journey, project: Project) -> Account:
    return demo_account(project, consent=journey.consent)


@pytest.fixture
def site(project: Project) -> Site:
    return shop_site(project)


def test_journey(journey: Journey, project: Project, visitor: Visitor, emulator: Emulator) -> None:
    actor = BrowserActor(visitor)
    Player(emulator, actor).play(journey)
    recorded(actor.visitor)
    assert [one for one in judge(project, emulator.journal) if one.state == "fail"] == []
