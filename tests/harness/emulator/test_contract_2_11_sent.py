"""CONTRACT 2.11: what the engine sends, as its host sees it."""

import re
from typing import Any

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.emulator.kameleoon.data_host import PLACE
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.entries import Entry
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ACCOUNT = Account(
    custom_data=(
        CustomDatum(name="Plan"),
        CustomDatum(name="Personas", type="list"),
        CustomDatum(name="Seen", type="count-list"),
        CustomDatum(name="Of the page", scope="page"),
        CustomDatum(name="Of the visitor", scope="visitor"),
    ),
    goals=("Bought",),
)
ASKED = Account(consent="required", geolocation=True)
HOST = "eu-data.kameleoon"
pytestmark = pytest.mark.kamseg(account=ACCOUNT, site=Site(scripts=("engine",)))


def set_data(visitor: Visitor, name: str, value: Any, *, overwrite: bool | None = None) -> None:
    call = "(values) => Kameleoon.API.Data.setCustomData(...values)"
    visitor.page.evaluate(call, [name, value] if overwrite is None else [name, value, overwrite])


def convert(visitor: Visitor) -> None:
    """Say something that is certainly sent: what was to be sent before it has arrived with it."""
    visitor.page.evaluate("Kameleoon.API.Goals.processConversion('Bought', 12.5)")


def sent(visitor: Visitor, journal: Journal) -> list[Entry]:
    """All custom data that was sent so far."""
    conversions = journal.count("engine.sent", eventType="conversion")
    convert(visitor)
    journal.wait_for("engine.sent", eventType="conversion", times=conversions + 1)
    return journal.entries("engine.sent", eventType="customData")


@pytest.mark.kamseg_every_engine
def test_a_page_is_sent_in_one_batch_by_xhr_as_text(visitor: Visitor, journal: Journal) -> None:
    with visitor.page.expect_request("**/visit/events?*") as request:
        visitor.start("/pricing?plan=gold")
    asked = request.value
    assert (asked.method, asked.resource_type) == ("POST", "xhr")
    query = asked.url.partition("?")[2].split("&")
    assert [pair.partition("=")[0] for pair in query] == ["siteCode", "visitorCode", "itp", "tabId"]
    page = journal.wait_for("engine.sent", eventType="page")
    assert page["href"] == visitor.page.url
    assert (page["title"], page["referrer"]) == ("Pricing", "")
    assert (page["visitorCode"], page["itp"]) == (visitor.code, False)
    static = journal.only("engine.sent", eventType="staticData")
    assert static["browser"] == visitor.page.evaluate("navigator.userAgent")
    assert int(static["screenWidth"]) == visitor.page.evaluate("screen.width")


@pytest.mark.kamseg_engines("chromium", reason="others do not show the body of a request")
def test_the_body_is_one_url_encoded_event_a_line_each_with_a_nonce(visitor: Visitor) -> None:
    with visitor.page.expect_request("**/visit/events?*") as request:
        visitor.start("/pricing?a=1&b=2")
    asked = request.value
    assert asked.headers["content-type"] == "text/plain;charset=UTF-8"
    lines = (asked.post_data or "").split("\n")
    assert [line.partition("&")[0] for line in lines] == ["eventType=page", "eventType=staticData"]
    assert "&href=http%3A%2F%2Fshop.localhost%3A" in lines[0]
    assert "%2Fpricing%3Fa%3D1%26b%3D2&" in lines[0]
    nonces = [re.search("&nonce=([0-9A-F]{16})$", line) for line in lines]
    assert len({nonce and nonce[1] for nonce in nonces}) == 2


def test_the_tab_keeps_its_name_over_pages(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    visitor.start("/pricing")
    journal.wait_for("engine.sent", eventType="page", times=2)
    assert len({entry["tabId"] for entry in journal.entries("engine.sent")}) == 1
    assert journal.count("engine.sent", eventType="staticData") == 1  # once a visit


def test_custom_data_are_sent_with_index_and_counts(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    set_data(visitor, "Plan", ["gold & more", "never"])
    set_data(visitor, "Personas", ["a", "__proto__"], overwrite=True)
    set_data(visitor, "Seen", ["x", "y", "x"])
    set_data(visitor, "Personas", [], overwrite=True)
    found = [
        (entry["index"], entry["overwrite"], entry["valuesCountMap"]) for entry in sent(visitor, journal)
    ]
    assert found == [
        (0, True, {"gold & more": 1}),
        (1, True, {"a": 1, "__proto__": 1}),
        (2, False, {"x": 2, "y": 1}),
        (1, True, {}),
    ]


def test_a_value_that_did_not_change_in_the_visit_is_not_sent_again(
    visitor: Visitor, journal: Journal
) -> None:
    for path in ("/", "/pricing"):
        visitor.start(path)
        set_data(visitor, "Plan", "gold")
        set_data(visitor, "Personas", ["a"])
        set_data(visitor, "Of the page", "p")
    assert [entry["index"] for entry in sent(visitor, journal)] == [0, 1, 3]
    set_data(visitor, "Plan", "silver")
    set_data(visitor, "Personas", ["b"])
    assert [entry["index"] for entry in sent(visitor, journal)][3:] == [0, 1]


@pytest.mark.kamseg_tabs(2)
def test_a_value_is_sent_again_in_the_next_visit(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    set_data(visitor, "Of the visitor", "x")
    assert len(sent(visitor, journal)) == 1
    later = visitor.return_after(minutes=31)
    later.start()
    set_data(later, "Of the visitor", "x")
    assert len(sent(later, journal)) == 2
    assert journal.count("engine.sent", eventType="staticData") == 2


def test_a_value_that_was_set_with_overwrite_is_sent_again(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    for times, (name, value) in enumerate([("Plan", "gold"), ("Personas", ["a"])] * 2, start=1):
        set_data(visitor, name, value, overwrite=True)
        # Else the requests may overtake each other.
        journal.wait_for("engine.sent", eventType="customData", times=times)
    assert [entry["index"] for entry in sent(visitor, journal)] == [0, 1, 0, 1]


def test_a_conversion_is_sent_with_its_goal_and_revenue(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    convert(visitor)
    conversion = journal.wait_for("engine.sent", eventType="conversion")
    assert (conversion["goalId"], conversion["revenue"], conversion["negative"]) == (1, 12.5, False)


def test_activity_is_sent_where_there_was_one(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.pass_time(16)
    visitor.page.mouse.click(5, 5)
    visitor.pass_time(16)
    assert journal.wait_for("engine.sent", eventType="activity")["clicks"] == 1
    journal.only("engine.sent", eventType="activity")


@pytest.mark.kamseg_every_engine
def test_a_page_that_is_left_at_once_sends_what_it_has(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()  # the batch would wait for ever
    visitor.start()
    set_data(visitor, "Plan", "gold")
    visitor.open("/pricing")
    assert journal.wait_for("engine.sent", eventType="customData")["valuesCountMap"] == {"gold": 1}


@pytest.mark.kamseg(account=ASKED)
def test_before_consent_only_the_place_is_read(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    journal.wait_for("geolocation")
    visitor.pass_time(60)
    visitor.start("/pricing")
    journal.wait_for("geolocation", times=2)
    visitor.pass_time(60)
    journal.none("engine.sent")
    visitor.consent()
    visitor.pass_time(1)
    place = journal.wait_for("engine.sent", eventType="geolocation")
    assert {name: place[name] for name in PLACE} == {name: str(value) for name, value in PLACE.items()}
    assert journal.only("engine.sent", eventType="page")["href"].endswith("/pricing")


@pytest.mark.kamseg(account=ASKED)
def test_nothing_is_sent_after_the_withdrawal(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    visitor.consent()
    journal.wait_for("engine.sent", eventType="page")
    visitor.refuse()
    before = journal.count("engine.sent")
    visitor.start("/pricing")
    visitor.start("/cart")
    journal.wait_for("geolocation", times=3)
    assert journal.count("engine.sent") == before


def test_without_geolocation_nobody_asks_for_it(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("engine.sent", eventType="page")
    journal.none("geolocation")


@pytest.mark.parametrize("does", ["answer", "abort", "hang"])
def test_events_that_nobody_takes_make_no_error(
    visitor: Visitor, emulator: Emulator, journal: Journal, does: Any
) -> None:
    emulator.faults.add(Fault(host=HOST, path="/visit/events", does=does))
    visitor.start()
    journal.wait_for("fault", path="/visit/events")
    visitor.start("/pricing")
    journal.none("engine.sent")
    journal.none("page-error")


GOOD = "eventType=page&href=x&nonce=A1"
QUERY = {"siteCode": "a1b2c3d4e5", "visitorCode": "v", "itp": "false", "tabId": "t"}


def post(emulator: Emulator, body: str, **query: str) -> int:
    headers = {"Content-Type": "text/plain;charset=UTF-8"}
    where = (emulator.port, HOST, "/visit/events")
    reply = send(*where, method="POST", query=QUERY | query, headers=headers, body=body.encode())
    assert reply.headers["access-control-allow-origin"] == "*"
    return reply.status


@pytest.mark.parametrize(
    "line",
    [
        "",
        "href=x&nonce=A1",
        "eventType=unheard&nonce=A1",
        "eventType=page&href=x",
        "eventType=customData&index=zero&nonce=A1",
        "eventType=customData&overwrite=yes&nonce=A1",
        "eventType=customData&valuesCountMap=[1]&nonce=A1",
        "eventType=customData&valuesCountMap={&nonce=A1",
        "eventType=conversion&revenue=nan-&nonce=A1",
        "eventType=conversion&goalId=1.5&nonce=A1",
        "eventType=conversion&goalId=true&nonce=A1",
        "eventType=conversion&revenue=Infinity&nonce=A1",
        "eventType=page&href=é&nonce=A1",
        "eventType=page&kind=k&nonce=A1",
    ],
)
def test_a_batch_that_no_engine_sends_is_refused_as_a_whole(
    emulator: Emulator, journal: Journal, line: str
) -> None:
    assert post(emulator, GOOD) == 204
    assert post(emulator, f"{GOOD}\n{line}") == 400
    journal.only("engine.sent")
    journal.only("bad-request", path="/visit/events")


def test_no_line_says_whose_event_it_is(emulator: Emulator, journal: Journal) -> None:
    assert post(emulator, f"{GOOD}&visitorCode=mine") == 204
    assert journal.only("engine.sent")["visitorCode"] == "v"


@pytest.mark.parametrize(
    "query", [{"siteCode": "other"}, {"visitorCode": ""}, {"tabId": ""}, {"itp": "maybe"}]
)
def test_a_batch_of_nobody_is_refused(emulator: Emulator, journal: Journal, query: dict[str, str]) -> None:
    assert post(emulator, GOOD, **query) == 400
    journal.none("engine.sent")


def test_other_calls_are_refused(emulator: Emulator) -> None:
    assert send(emulator.port, HOST, "/visit/events", query=QUERY).status == 405
    assert send(emulator.port, HOST, "/visit/events", method="POST", query=QUERY, body=b"{}").status == 400
    assert send(emulator.port, HOST, "/geolocation", method="POST").status == 405
