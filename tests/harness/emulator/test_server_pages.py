"""Pages that the shop's server decides before it renders them, by the stand-in and by a server that fails."""

from __future__ import annotations

from http.client import IncompleteRead
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Project
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.decision import Decision, Question, Server
from kamseg.harness.emulator.site.demo import demo_account
from kamseg.harness.emulator.site.shop import shop_site
from projects import EVERYTHING

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.emulator.http.client import Reply
    from kamseg.harness.evidence.journal import Journal

pytestmark = pytest.mark.kamseg(account=demo_account(EVERYTHING), site=shop_site(EVERYTHING))
ASKING = demo_account(EVERYTHING, consent="required")
CODE = "abcdefghij123456"
WITHOUT_PERSONAS = Project(sitecode="a1b2c3d4e5")


def ask(emulator: Emulator, cookie: str = f"kameleoonVisitorCode={CODE}") -> Reply:
    return send(emulator.port, "shop", "/sample", headers={"Cookie": cookie})


def test_the_stand_in_decides_by_the_persona(emulator: Emulator, journal: Journal) -> None:
    assert b"spoonful" in ask(emulator).body
    emulator.data_api.put(f"COHORTS_{CODE}", {"VIP": True, "Newcomers": False})
    page = ask(emulator).body
    assert b"A whole bag of the Geisha lot" in page
    assert b"['Experiments.assignVariation',102,1022,true]" in page
    assert b"a stand-in for Kameleoon" in page
    journal.wait_for("decision", variation="bag", visitorCode=CODE)


@pytest.mark.parametrize("stored", [{"VIP": False}, {"VIP": "Forbidden"}, ["VIP"], {"Newcomers": True}])
def test_what_is_not_the_persona_is_not_taken_for_it(emulator: Emulator, stored: object) -> None:
    emulator.data_api.put(f"COHORTS_{CODE}", stored)
    assert b"spoonful" in ask(emulator).body


def test_a_newcomer_gets_a_visitor_code(emulator: Emulator, journal: Journal) -> None:
    cookie = ask(emulator, "").headers["set-cookie"]
    code = journal.wait_for("decision")["visitorCode"]
    assert cookie.startswith(f"kameleoonVisitorCode={code}; ")
    assert "set-cookie" not in ask(emulator).headers


@pytest.mark.kamseg(account=ASKING)
def test_before_consent_the_visitor_code_is_not_kept(emulator: Emulator) -> None:
    assert "set-cookie" not in ask(emulator, "").headers
    assert "set-cookie" in ask(emulator, "shop_consent=true").headers
    emulator.data_api.put(f"COHORTS_{CODE}", {"VIP": True})
    assert b"spoonful" in ask(emulator, f"kameleoonVisitorCode={CODE}; shop_consent=false").body


def fail(question: Question) -> Decision:
    raise RuntimeError(question.feature)


@pytest.mark.kamseg(site=shop_site(EVERYTHING, server=Server("nobody", fail)))
@pytest.mark.kamseg_allow("emulator-error")
def test_a_server_that_fails_shows_in_the_journal(emulator: Emulator, journal: Journal) -> None:
    assert ask(emulator).status == 500
    assert "RuntimeError: sample-bag" in journal.wait_for("emulator-error")["trace"]


@pytest.mark.kamseg(faults=(Fault(host="shop", path="/sample", does="truncate"),))
def test_a_fault_befalls_such_a_page_as_any_other(emulator: Emulator) -> None:
    with pytest.raises(IncompleteRead):
        ask(emulator)


@pytest.mark.kamseg(account=demo_account(WITHOUT_PERSONAS), site=shop_site(WITHOUT_PERSONAS))
def test_without_personas_nothing_is_asked(emulator: Emulator, journal: Journal) -> None:
    assert b"spoonful" in ask(emulator).body
    journal.none("decision")
