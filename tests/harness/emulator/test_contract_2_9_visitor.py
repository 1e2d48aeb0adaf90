"""CONTRACT 2.9: visitor code, visits, consent."""

import re
import time
from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ENGINE_ONLY = Site(scripts=("engine",))
ASKED = Account(consent="required", custom_data=(CustomDatum(name="A"),))
CONSENTS = "[Kameleoon.API.Visitor.experimentLegalConsent, Kameleoon.API.Visitor.personalizationLegalConsent]"


def stored(visitor: Visitor) -> Any:
    return visitor.page.evaluate("Object.keys(localStorage)")


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_the_cookie_of_the_visitor_code(visitor: Visitor) -> None:
    visitor.start()
    assert re.fullmatch("[a-z0-9]{16}", visitor.code)
    cookie = next(one for one in visitor.context.cookies() if one.get("name") == "kameleoonVisitorCode")
    assert (cookie.get("value"), cookie.get("path"), cookie.get("sameSite")) == (visitor.code, "/", "Lax")
    assert cookie.get("domain") == ".shop.localhost"
    days = (cookie.get("expires", 0) - time.time()) / 86400
    assert 364.9 < days <= 365
    assert visitor.page.evaluate(CONSENTS) == [True, True]


@pytest.mark.kamseg_tabs(2)
@pytest.mark.kamseg_engines(
    "chromium",
    "firefox",
    reason="in WebKitGTK a cookie set from outside stays beside the page's own of that name",
)
@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_the_code_is_shared_by_pages_and_tabs_and_follows_the_cookie(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    code = visitor.code
    tab = visitor.new_tab()
    tab.start("/cart")
    assert tab.code == code
    own_code = "x" * 255
    visitor.context.clear_cookies()
    cookie: Any = {"name": "kameleoonVisitorCode", "value": own_code, "url": visitor.page.url}
    visitor.context.add_cookies([cookie])
    visitor.start()
    assert visitor.code == own_code
    assert journal.wait_for("engine.visitor", visitorCode=own_code)["numberOfVisits"] == 1
    visitor.page.evaluate("Kameleoon.API.Visitor.setVisitorCode('later')")
    assert (visitor.code, visitor.cookies["kameleoonVisitorCode"]) == ("later", "later")


@pytest.mark.kamseg_tabs(4)
@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_a_visit_ends_after_thirty_idle_minutes(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    code = visitor.code
    for minutes, visits in ((29, 1), (29, 1), (31, 2)):
        visitor = visitor.return_after(minutes)
        visitor.start()
        assert visitor.page.evaluate("Kameleoon.API.Visitor.numberOfVisits") == visits
        assert visitor.code == code
    assert [entry["pageViews"] for entry in journal.entries("engine.visitor")] == [1, 2, 3, 1]


@pytest.mark.kamseg(account=ASKED, site=ENGINE_ONLY)
def test_before_consent_everything_is_in_memory_and_the_code_is_thrown_away(visitor: Visitor) -> None:
    visitor.start()
    first = visitor.code
    assert visitor.page.evaluate(CONSENTS) == [None, None]
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('A', 'memory')")
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('k', 1)")
    assert visitor.custom_data("A") == "memory"
    assert visitor.page.evaluate("Kameleoon.API.Data.readLocalData('k')") == 1
    assert (visitor.cookies, stored(visitor)) == ({}, [])
    visitor.start("/pricing")
    assert visitor.code != first
    assert visitor.custom_data("A") is None


@pytest.mark.kamseg(account=ASKED, site=ENGINE_ONLY)
def test_consent_keeps_the_current_code_and_flushes_it(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    code = visitor.code
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('A', 'memory')")
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('k', 1)")
    visitor.consent()
    assert visitor.cookies == {"kameleoonVisitorCode": code}
    update = journal.wait_for("engine.event", name="LegalConsentUpdated")["detail"]["legalConsentUpdate"]
    assert update == {"AB_TESTING": True, "PERSONALIZATION": True}
    visitor.start("/pricing")
    assert (visitor.code, visitor.custom_data("A")) == (code, "memory")
    assert visitor.page.evaluate("Kameleoon.API.Data.readLocalData('k')") == 1
    assert visitor.page.evaluate(CONSENTS) == [True, True]


@pytest.mark.kamseg(account=ASKED, site=ENGINE_ONLY)
def test_consent_of_one_kind_is_enough_to_be_known(visitor: Visitor) -> None:
    visitor.start()
    visitor.consent("AB_TESTING")
    assert visitor.page.evaluate(CONSENTS) == [True, None]
    assert visitor.cookies == {"kameleoonVisitorCode": visitor.code}


@pytest.mark.kamseg(account=ASKED, site=ENGINE_ONLY)
def test_refusal_is_remembered_and_stores_nothing_else(visitor: Visitor) -> None:
    visitor.start()
    first = visitor.code
    visitor.refuse()
    visitor.start("/pricing")
    assert visitor.page.evaluate(CONSENTS) == [False, False]
    assert visitor.code != first
    assert (visitor.cookies, stored(visitor)) == ({}, ["kameleoonConsent"])


@pytest.mark.kamseg(
    site=Site(scripts=("engine",), headers={"Content-Security-Policy": "sandbox allow-scripts"})
)
def test_without_storage_the_engine_goes_on_in_memory(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert re.fullmatch("[a-z0-9]{16}", visitor.code)
    assert journal.only("engine.visitor")["pageViews"] == 1
