"""CONTRACT 2.10: withdrawing the consent leaves what was stored; in other builds it goes."""

from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

CONSENTS = "[Kameleoon.API.Visitor.experimentLegalConsent, Kameleoon.API.Visitor.personalizationLegalConsent]"
ASKED = Account(consent="required", single_page=True, custom_data=(CustomDatum(name="A"),))
FORGETFUL = Account(consent="required", withdrawal="forgets")
pytestmark = pytest.mark.kamseg(account=ASKED, site=Site(scripts=("engine",)))


def stored(visitor: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = visitor.page.evaluate("({ ...localStorage })")
    return {name: value for name, value in found.items() if name != "kameleoonConsent"}


def agree_and_withdraw(visitor: Visitor) -> str:
    visitor.start()
    visitor.consent()
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('A', 'stored')")
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('mine', 'stored')")
    visitor.refuse()
    return visitor.code


def test_withdrawal_keeps_cookie_and_storage_at_once_and_on_the_next_page(visitor: Visitor) -> None:
    code = agree_and_withdraw(visitor)
    assert visitor.page.evaluate(CONSENTS) == [False, False]
    assert visitor.cookies == {"kameleoonVisitorCode": code}
    left = stored(visitor)
    assert left.keys() == {"kameleoonState", "kameleoonLocalData"}
    visitor.start("/pricing")
    assert visitor.page.evaluate(CONSENTS) == [False, False]
    assert (visitor.code, visitor.cookies) == (code, {"kameleoonVisitorCode": code})
    assert visitor.custom_data("A") == "stored"
    assert visitor.page.evaluate("Kameleoon.API.Data.readLocalData('mine')") == "stored"
    assert stored(visitor) == left


def test_after_the_withdrawal_nothing_more_is_stored(visitor: Visitor, journal: Journal) -> None:
    code = agree_and_withdraw(visitor)
    visitor.start("/pricing")
    left = stored(visitor)
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('A', 'memory')")
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('mine', 'memory')")
    visitor.page.evaluate("location.hash = 'later'")
    journal.wait_for("engine.event", name="Started", times=3)
    assert visitor.custom_data("A") == "memory"
    assert visitor.page.evaluate("Kameleoon.API.Data.readLocalData('mine')") == "memory"
    assert (visitor.code, stored(visitor)) == (code, left)
    assert journal.entries("engine.visitor")[-1]["stored"] is False


def test_consent_given_again_goes_on_with_the_same_code(visitor: Visitor) -> None:
    code = agree_and_withdraw(visitor)
    visitor.start("/pricing")
    visitor.consent()
    assert (visitor.code, visitor.cookies) == (code, {"kameleoonVisitorCode": code})
    visitor.start("/cart")
    assert visitor.code == code


@pytest.mark.kamseg(account=FORGETFUL)
def test_in_other_builds_withdrawal_forgets_cookie_and_storage(visitor: Visitor) -> None:
    code = agree_and_withdraw(visitor)
    assert (visitor.cookies, stored(visitor)) == ({}, {})
    visitor.start("/pricing")
    assert visitor.page.evaluate(CONSENTS) == [False, False]
    assert visitor.code != code
    assert visitor.cookies == {}
