"""The page object, and the whole way round with glue written by hand."""

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import (
    Account,
    CustomDatum,
    DataCondition,
    Experiment,
    Targeting,
    Variation,
)
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor
from waiting import recorded

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINK_AND_EXPOSE = """
const whenReady = (action) => Kameleoon.API.Core.runWhenConditionTrue(
  () => window.analytics && typeof analytics.user === "function", action);
whenReady(() => analytics.track("Kameleoon identifier", {kameleoonVisitorCode: Kameleoon.API.Visitor.code}));
window.addEventListener("Kameleoon::ExperimentActivated", ({detail: {experiment}}) => whenReady(() =>
  analytics.track("Experiment Viewed", {
    experiment_name: experiment.name, variation_name: experiment.associatedVariation.name,
  })));
"""
PERSONAS = """
Kameleoon.API.Data.retrieveDataFromRemoteSource("COHORTS_" + Kameleoon.API.Visitor.code, (found) =>
  Kameleoon.API.Data.setCustomData("Personas", Object.keys(found).filter((name) => found[name]), true));
return {value: null};
"""
VIP = Targeting(custom_data=(DataCondition(name="Personas", value="vip"),))
LOOP = Account(
    global_script=LINK_AND_EXPOSE,
    custom_data=(CustomDatum(name="Personas", type="list", code=PERSONAS),),
    experiments=(
        Experiment(id=1, name="For vips", targeting=VIP, variations=(Variation(id=2, name="It's gold"),)),
    ),
)


@pytest.mark.kamseg(account=LOOP)
def test_closed_loop(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("linked", visitorCode=visitor.code)
    visitor.enter_audience("vip")
    visitor.start("/pricing")
    journal.wait_for("exposure", name="For vips")
    event = journal.wait_for("segment.event", event="Experiment Viewed")
    assert event["properties"] == {"experiment_name": "For vips", "variation_name": "It's gold"}
    goal = journal.wait_for("goal", name="SegmentIO [track] - [Experiment Viewed]")
    assert goal["visitorCodes"] == [visitor.code]
    visitor.leave_audience("vip")
    visitor.start("/cart")  # decides by what this visit knew, and reads that it is no longer so
    journal.wait_for("custom-data", name="Personas", value=[], url=re.compile("/cart$"))
    visitor.start("/account")
    journal.wait_for("custom-data", name="Personas", value=[], url=re.compile("/account$"))
    visitor.barrier()
    recorded(visitor)
    journal.none("exposure", url=re.compile("/account$"))


@pytest.mark.kamseg_tabs(2)
def test_barrier_comes_after_what_was_tracked(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    for number in range(5):
        visitor.page.evaluate(f"window.analytics.track('E{number}'); 0")
    visitor.barrier()
    assert journal.count("segment.event", event=re.compile("^E")) == 5
    tab = visitor.new_tab()
    tab.open()
    tab.page.evaluate("window.analytics.track('In the tab'); 0")
    tab.barrier()
    journal.only("segment.event", event="In the tab")
    assert len({entry["name"] for entry in journal.entries("barrier")}) == 2
    journal.none("goal", name=re.compile("barrier"))


@pytest.mark.kamseg(faults=(Fault(host="cdn.segment", does="hang"),))
def test_opening_can_wait_for_less_than_load(visitor: Visitor) -> None:
    visitor.open(until="domcontentloaded")
    assert visitor.page.title() == "Home"


@pytest.mark.kamseg_tabs(3)
@pytest.mark.kamseg(site=Site(scripts=("engine",)))
def test_return_after_shifts_clock_and_cookies_and_timers_go_on(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    before = visitor.page.evaluate("Date.now()")
    visitor.page.evaluate(
        "document.cookie = 'short=1; max-age=1800'; document.cookie = 'long=1; max-age=7200';"
    )
    visitor.page.evaluate("document.cookie = 'session=1';")
    later = visitor.return_after(minutes=31)
    later.start()
    elapsed = (later.page.evaluate("Date.now()") - before) / 60_000
    assert 31 <= elapsed < 32
    assert {"long", "session", "kameleoonVisitorCode"} == later.cookies.keys()
    assert later.page.evaluate("new Promise((done) => setTimeout(done, 5, 'ran'))") == "ran"
    assert visitor.page.is_closed()
    again = later.return_after(minutes=31)
    again.start()
    assert (again.page.evaluate("Date.now()") - before) / 60_000 >= 62
    assert emulator.journal.count("engine.visitor") == 3


@pytest.mark.kamseg_tabs(2)
def test_identity_and_tabs(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    visitor.identify("u1", {"plan": "gold"})
    tab = visitor.new_tab()
    tab.open("/cart")
    assert tab.ids == visitor.ids
    tab.join_group("g1")
    journal.wait_for("data-api.stored", key="IDENTIFY_u1", value={"plan": "gold", "groupId": "g1"})
    tab.logout()
    assert tab.ids["user_id"] is None


@pytest.mark.kamseg(
    site=Site(
        pages={"/hello": "<h1>Hello</h1>"},
        headers={"Content-Security-Policy": "script-src 'nonce-n' 'unsafe-eval' 'strict-dynamic'"},
        nonce="n",
        head='<meta name="mine" content="1">',
        body='<p id="end">end</p>',
        scripts=("segment", "engine"),
        engine_async=False,
    )
)
def test_the_site_can_be_shaped(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/hello")
    assert visitor.page.get_by_role("heading").inner_text() == "Hello"
    visitor.barrier()
    journal.none("console", level="error")
    html = visitor.page.content()
    assert (
        html.index('name="mine"')
        < html.index("cdn.segment")
        < html.index("engine.js")
        < html.index('id="end"')
    )
    assert visitor.page.evaluate("document.querySelector('script[src*=engine]').async") is False


LATE = Fault(host="cdn.segment", path="*.min.js", does="delay", name="library")


@pytest.mark.kamseg(account=LOOP, faults=(LATE,))
def test_a_library_that_comes_after_a_minute(visitor: Visitor, emulator: Emulator, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.pass_time(59)
    emulator.release("library")
    visitor.page.wait_for_function("typeof analytics.user === 'function'", polling=20)
    visitor.pass_time(1)
    journal.wait_for("segment.event", event="Kameleoon identifier")


def test_whoever_has_not_opened_a_page_is_told_so(emulator: Emulator) -> None:
    nobody = Visitor(cast("Page", SimpleNamespace(url="about:blank")), emulator)
    for deed in (
        nobody.consent,
        nobody.refuse,
        nobody.logout,
        nobody.barrier,
        lambda: nobody.ids,
        lambda: nobody.code,
    ):
        with pytest.raises(
            AssertionError, match=r"has not opened a page yet: call open\(…\) or start\(…\) first"
        ):
            deed()
    with pytest.raises(AssertionError, match="has not opened a page yet"):
        nobody.enter_audience("VIP")
