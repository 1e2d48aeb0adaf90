"""A page that the server renders by a feature flag: decided by the real Python SDK, reported by the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.decision import Server
from kamseg.harness.emulator.site.demo import demo_account
from kamseg.harness.emulator.site.shop import shop_site
from kamseg.harness.emulator.troubles import TROUBLES
from kamseg.harness.evidence.judge import judge
from kamseg.harness.journeys.browser_actor import BrowserActor
from kamseg.harness.journeys.fitting import fitted
from kamseg.harness.journeys.journey import journeys
from kamseg.harness.journeys.player import Player
from projects import EVERYTHING
from sdk.python_sdk import NAME, decide
from waiting import recorded

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

SITE = shop_site(EVERYTHING, server=Server(NAME, decide))
ACCOUNT = demo_account(EVERYTHING)
ASKING = demo_account(EVERYTHING, consent="required")
pytestmark = pytest.mark.kamseg(account=ACCOUNT, site=SITE)
KNOWN = {"Cookie": "kameleoonVisitorCode=abcdefghij123456"}
KEY = "COHORTS_abcdefghij123456"


@pytest.mark.kamseg_every_engine
def test_the_journey_of_a_feature_flag(visitor: Visitor, emulator: Emulator, journal: Journal) -> None:
    journey = next(one for one in journeys() if one.name == "14-feature-flag")
    actor = BrowserActor(visitor)
    Player(emulator, actor).play(fitted(journey, EVERYTHING))
    recorded(visitor)
    first, second = [entry.data for entry in journal.entries("decision")]
    assert (first["by"], second["by"]) == (NAME, NAME)
    assert (
        first["visitorCode"]
        == second["visitorCode"]
        == visitor.code
        == visitor.cookies["kameleoonVisitorCode"]
    )
    (seen,) = journal.entries("segment.event", event="Experiment Viewed")
    properties = {"experimentName": "Sample for VIPs", "variationName": "A whole bag"}
    assert properties.items() <= seen["properties"].items()
    assert "A whole bag of the Geisha lot" in visitor.page.inner_text("main")
    assert [one for one in judge(EVERYTHING, journal) if one.state == "fail"] == []


def ask(emulator: Emulator, headers: dict[str, str] = KNOWN) -> Any:
    return send(emulator.port, "shop", "/sample", headers=headers)


def test_the_page_carries_the_tracking_code_and_the_cookie_only_for_a_newcomer(
    emulator: Emulator, journal: Journal
) -> None:
    newcomer = ask(emulator, {})
    code = journal.wait_for("decision", variation="off")["visitorCode"]
    assert newcomer.headers["set-cookie"].startswith(f"kameleoonVisitorCode={code}; ")
    assert b"Experiments.trigger" not in newcomer.body
    emulator.data_api.put(KEY, {"VIP": True})
    known = ask(emulator)
    assert "set-cookie" not in known.headers
    assert b"['Experiments.assignVariation',102,1022,true]" in known.body
    assert b"['Experiments.trigger',102,true]" in known.body
    journal.wait_for(
        "sdk.sent", eventType="experiment", visitorCode="abcdefghij123456", id=102, variationId=1022
    )
    journal.none("bad-request")


def test_a_browser_that_keeps_no_cookie_is_exposed_under_the_code_of_its_page(
    visitor: Visitor, emulator: Emulator, journal: Journal
) -> None:
    """The server decides for a visitor whom nobody meets again; exposure and identity are of the page's own."""
    visitor.context.add_init_script(TROUBLES["cookies-denied"].page_script)
    visitor.context.add_cookies(
        [{"name": "kameleoonVisitorCode", "value": "abcdefghij123456", "url": emulator.url()}]
    )
    emulator.data_api.put(KEY, {"VIP": True})
    visitor.start("/sample")
    exposure = journal.wait_for("exposure", name="Sample for VIPs")
    assert journal.wait_for("decision", variation="bag")["visitorCode"] == "abcdefghij123456"
    linked = journal.wait_for("segment.event", event="Kameleoon identifier")["properties"]
    assert exposure["visitorCode"] == linked["k_visitorCode"] != "abcdefghij123456"
    journal.wait_for("segment.event", event="Experiment Viewed")


@pytest.mark.kamseg(account=ASKING)
def test_without_consent_nothing_is_kept_and_nothing_sent(emulator: Emulator, journal: Journal) -> None:
    """Before the visitor is asked the SDK decides all the same; refused, a flag with an experiment is off."""
    emulator.data_api.put(KEY, {"VIP": True})
    assert "set-cookie" not in ask(emulator, {}).headers
    ask(emulator)
    ask(emulator, {"Cookie": f"{KNOWN['Cookie']}; shop_consent=false"})
    journal.none("sdk.sent")
    ask(emulator, {"Cookie": f"{KNOWN['Cookie']}; shop_consent=true"})
    assert [entry["variation"] for entry in journal.entries("decision")] == ["off", "bag", "off", "bag"]
    journal.wait_for("sdk.sent", eventType="experiment")


@pytest.mark.parametrize(
    "fault",
    [Fault(host="*data.kameleoon", path="/map/*", status=403, body='{"VIP": "Forbidden"}', content_type="application/json"), Fault(host="*data.kameleoon", path="/map/*", does="abort")],
    ids=["403 with JSON", "cut"],
)  # fmt: skip
def test_the_page_comes_though_the_data_api_fails(emulator: Emulator, journal: Journal, fault: Fault) -> None:
    emulator.data_api.put(KEY, {"VIP": True})
    emulator.faults.add(fault)
    assert ask(emulator).status == 200
    journal.wait_for("decision", variation="off")
