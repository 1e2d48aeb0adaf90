"""All journeys over the product of what decides how they go: each passes, or says why a project cannot have it.

Here each two values meet; `KAMSEG_FUZZ=1` plays the whole product, which takes an hour.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from configurations import pairwise, playable, project_of
from kamseg.harness import (
    BrowserActor,
    Journey,
    Player,
    StepFailedError,
    demo_account,
    journeys_for,
    judge,
    shop_site,
)
from kamseg.harness.journeys.journey import Step
from projects import ANALYST
from waiting import recorded

if TYPE_CHECKING:
    from kamseg.generator.project import Project
    from kamseg.harness import Account, Emulator, Journal, Site, Visitor

ROWS = playable() if "KAMSEG_FUZZ" in os.environ else pairwise(playable())
OF_THE_ANALYST = [(journey, ANALYST) for journey, reason in journeys_for(ANALYST) if not reason]
PLAYS = [
    *(
        pytest.param((journey, project_of(*row)), id="-".join((journey.name, *row)))
        for journey, row in ROWS
    ),
    *(pytest.param(play, id=f"{play[0].name}-analyst") for play in OF_THE_ANALYST),
]  # fmt: skip


class TestJourneys:
    @pytest.fixture(params=PLAYS)
    def play(self, request: pytest.FixtureRequest) -> tuple[Journey, Project]:
        play: tuple[Journey, Project] = request.param
        return play

    @pytest.fixture
    def account(self, play: tuple[Journey, Project]) -> Account:
        journey, project = play
        return demo_account(project, consent=journey.consent)

    @pytest.fixture
    def site(self, play: tuple[Journey, Project]) -> Site:
        return shop_site(play[1])

    def test_it_goes_as_it_must(
        self, play: tuple[Journey, Project], visitor: Visitor, emulator: Emulator
    ) -> None:
        journey, project = play
        actor = BrowserActor(visitor)
        Player(emulator, actor).play(journey)
        recorded(actor.visitor)
        assert [one for one in judge(project, emulator.journal) if one.state == "fail"] == []


@pytest.mark.kamseg(account=demo_account(ANALYST), site=shop_site(ANALYST))
def test_a_step_that_fails_says_why_in_this_configuration(
    visitor: Visitor, emulator: Emulator, journal: Journal
) -> None:
    visitor.open()
    journal.wait_for("segment.event", type="page")
    seen = Step(see="custom-data", where={"name": "Lifetime value"})
    with pytest.raises(StepFailedError) as caught:
        Player(emulator, BrowserActor(visitor), timeout=0.1).play(
            Journey(title="T", about="A.", steps=(seen,))
        )
    assert caught.value.summary.splitlines() == [
        "T, step 1 of 1",
        'Expected: a custom data was given a value, with name "Lifetime value", within 0.1 s',
        f"Instead: {caught.value.instead}",
        "Likely because: Lifetime value: no Segment user id yet (lookup = segment-user-id): log in",
    ]
    assert caught.value.instead.startswith("nothing of the kind since the last thing that was done")
