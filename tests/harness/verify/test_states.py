"""Each state of a site gives exactly the verdicts that it should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.harness.journeys.journey import Journey
from kamseg.harness.verify.walk import Walk, walk
from states import STATES, State

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from playwright.sync_api import BrowserContext


def as_case(state: State) -> object:
    marks = [
        pytest.mark.kamseg(account=state.account, site=state.site, faults=state.faults),
        pytest.mark.kamseg_tabs(1 if state.everywhere else 3),
        *([pytest.mark.kamseg_allow("page-error")] if state.throws else []),
    ]
    return pytest.param(state, id=state.name, marks=marks)


@pytest.mark.parametrize("state", [as_case(state) for state in STATES if not state.everywhere])
def test_a_state_gives_exactly_these_verdicts(
    state: State, emulator: Emulator, context: BrowserContext, browser_name: str
) -> None:
    check(state, emulator, context, browser_name)


@pytest.mark.kamseg_every_engine
@pytest.mark.parametrize("state", [as_case(state) for state in STATES if state.everywhere])
def test_it_gives_them_in_every_engine(
    state: State, emulator: Emulator, context: BrowserContext, browser_name: str
) -> None:
    check(state, emulator, context, browser_name)


def check(state: State, emulator: Emulator, context: BrowserContext, browser: str) -> None:
    for key, value in state.stored.items():
        emulator.data_api.put(key, value)
    if state.cookie:
        context.add_cookies([{"name": "kameleoonVisitorCode", "value": state.cookie, "url": emulator.url()}])
    journey = Journey(title="T", about="A.", steps=state.steps)
    plan = Walk(project=state.project, journey=journey, patience=state.patience)
    found = walk(emulator.url(), browser, context, plan)
    assert not found.unreachable
    failed = {one.id for one in found.failures}
    assert failed == state.fails, "\n".join([*map(str, found.failures), *map(str, found.entries)])
    is_aged = any("the clock of the pages is set forward" in remark for remark in found.remarks)
    assert is_aged == any(step.action == "later" for step in state.steps)
    # Nothing was delivered, and what is right was seen.
    assert emulator.journal.count("segment.event") == emulator.journal.count("engine.sent") == 0
    if not state.fails and state.account.consent == "not-required":
        passed = {one.id for one in found.judgements if one.state == "pass"}
        assert passed >= {
            "engine-present",
            "library-present",
            "deployed",
            "identifier-sent",
            "exposures-sent",
        }


def test_there_are_states_enough() -> None:
    assert len(STATES) >= 25
    assert len({state.name for state in STATES}) == len(STATES)
