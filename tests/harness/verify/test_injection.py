"""The built snippets run on a page where they are not pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from kamseg.harness.emulator.kameleoon.account import Account
from kamseg.harness.journeys.journey import Journey
from kamseg.harness.verify.rest import Patience
from kamseg.harness.verify.walk import Walk, walk
from states import HERO, OPEN, PROJECT, RIGHT

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.reports.run import Verification
    from playwright.sync_api import BrowserContext

EMPTY = tuple(msgspec.structs.replace(datum, code="") for datum in RIGHT.custom_data)
QUEUE_ENGINE = """
(() => {
  // An engine of another form, with as much of an API as the global script asks for.
  const say = (name, detail) => dispatchEvent(new CustomEvent("Kameleoon::" + name, { detail }));
  const visitor = { code: "abcdefghijklmnop", experimentLegalConsent: true, personalizationLegalConsent: true, numberOfVisits: 1 };
  const stored = {};
  const Data = { readLocalData: (key) => stored[key] || null, writeLocalData: (key, value) => { stored[key] = value; } };
  window.Kameleoon = { API: { Visitor: visitor, CurrentVisit: { pageViews: 1, customData: {} }, Data } };
  say("Loaded", {});
  (window.kameleoonQueue || []).forEach((command) => command());
  say("Started", {});
})();
"""


def injected(emulator: Emulator, context: BrowserContext, browser: str) -> Verification:
    journey = Journey(title="T", about="A.", steps=OPEN)
    patience = Patience(quiet=0.3, missing=10, page=10)
    return walk(
        emulator.url(),
        browser,
        context,
        Walk(project=PROJECT, journey=journey, injects=True, patience=patience),
    )


@pytest.mark.kamseg(account=Account(custom_data=EMPTY, experiments=(HERO,)))
@pytest.mark.kamseg_every_engine
def test_the_configuration_of_the_engine_is_rewritten(
    emulator: Emulator, context: BrowserContext, browser_name: str
) -> None:
    emulator.data_api.put("IDENTIFY_abcdefghijklmnop", {"plan": "gold"})
    cookie = {"name": "kameleoonVisitorCode", "value": "abcdefghijklmnop", "url": emulator.url()}
    context.add_cookies([cookie])  # type: ignore[list-item] # Playwright's own type for it is not public
    found = injected(emulator, context, browser_name)
    passed = {one.id for one in found.judgements if one.state == "pass"}
    assert not found.failures
    assert passed >= {"identifier-sent", "exposures-sent", "data-used"}
    assert "Injected by rewriting the engine's configuration: all runs as if it were pasted" in found.remarks
    assert emulator.journal.count("segment.event") == 0


@pytest.mark.kamseg(account=Account())
def test_custom_data_that_does_not_exist_cannot_be_shown(
    emulator: Emulator, context: BrowserContext, browser_name: str
) -> None:
    found = injected(emulator, context, browser_name)
    said = "Cannot be shown, for the Kameleoon project has no such custom data: Group ID, Plan, SegmentIO personas"
    assert said in found.remarks


@pytest.fixture
def engine_of_another_form(emulator: Emulator, tmp_path: Path) -> Emulator:
    file = tmp_path / "engine.js"
    file.write_text(QUEUE_ENGINE)
    emulator.set_up(Account(), engine_file=file)
    return emulator


def test_else_the_script_goes_through_the_command_queue(
    engine_of_another_form: Emulator, context: BrowserContext, browser_name: str
) -> None:
    found = injected(engine_of_another_form, context, browser_name)
    assert {one.id for one in found.judgements if one.state == "pass"} >= {
        "identifier-sent",
        "identifier-code",
    }
    assert any(remark.startswith("Injected through the command queue") for remark in found.remarks)
