"""Each control, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from inspector import DONE_MS, Inspector
from kamseg.generator.project import Project
from kamseg.harness.evidence.judge import judge
from kamseg.harness.journeys.journey import JourneyError, journeys
from kamseg.harness.preview.preview import Play
from playwright.sync_api import expect
from projects import ANALYST
from waiting import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.journey import Journey
    from kamseg.harness.journeys.visitor import Visitor
    from kamseg.harness.preview.preview import Preview
    from playwright.sync_api import Route


def test_one_click_and_a_page_change_show_the_variation(
    shop: Inspector, visitor: Visitor, journal: Journal
) -> None:
    journal.wait_for("linked")
    shop.press("Enter audience")
    visitor.open("/pricing")
    expect(visitor.page.get_by_text("Your VIP price")).to_be_visible()
    shop = shop.again()
    for part in ("opens", "enters the audience VIP", "track Audience Entered: VIP", '= {"VIP":true}', 'SegmentIO personas = ["VIP"]', "sees Pricing for VIPs: VIP price", "track Experiment Viewed"):  # fmt: skip
        if part != "opens":
            expect(shop.arrow(part).first).to_be_attached()


def test_leave_audience(shop: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    shop.press("Enter audience")
    shop.press("Leave")
    journal.wait_for("segment.event", event="Audience Exited", properties={"audience_key": "VIP"})


def test_log_in_set_a_trait_join_company_log_out(shop: Inspector, journal: Journal) -> None:
    shop.more()
    shop.field("User").fill("grace")
    shop.press("Log in")
    journal.wait_for("segment.event", type="identify", userId="grace")
    shop.field("plan").fill("gold")
    shop.press("Set traits")
    journal.wait_for("segment.event", type="identify", traits={"plan": "gold"})
    shop.field("Company").fill("Flow-Matic & Sons")
    shop.press("Join company")
    journal.wait_for("segment.event", type="group", groupId="Flow-Matic & Sons")
    shop.tab("State")
    expect(shop.state("User id")).to_have_text("grace")
    shop.press("Log out")
    expect(shop.state("User id")).to_have_text("none")


def test_consent(shop: Inspector, visitor: Visitor) -> None:
    shop.more()
    shop.field("The shop asks for consent").click()
    banner = visitor.page.get_by_role("region", name="Your privacy")
    expect(banner).to_be_visible()
    shop = shop.again()
    shop.press("Give")
    expect(banner).to_be_hidden()
    shop.tab("State")
    expect(shop.state("Consent to experiments")).to_have_text("given")
    shop.press("Refuse")
    expect(shop.state("Consent to experiments")).to_have_text("refused")
    shop.field("The shop asks for consent").click()
    expect(shop.again().state("Consent to experiments")).to_have_text("given")


def test_a_new_visit_and_a_new_visitor(shop: Inspector, journal: Journal) -> None:
    first = journal.wait_for("engine.visitor")["visitorCode"]
    journal.wait_for("linked")
    shop.button("31 minutes later").click()
    journal.wait_for("engine.visitor", numberOfVisits=2, visitorCode=first)
    journal.wait_for("segment.event", event="Kameleoon identifier", times=2)
    shop = shop.again()
    shop.tab("State")
    expect(shop.state("Clock")).to_have_text("31 minutes ahead")
    shop.button("New visitor").click()
    journal.wait_for("engine.visitor", numberOfVisits=1, visitorCode=lambda code: code != first)
    shop = shop.again()
    shop.tab("State")
    expect(shop.state("Visit")).to_have_text("1")
    expect(shop.state("Visitor code")).not_to_have_text(first)
    expect(shop.state("Clock")).to_have_count(0)


def test_another_page(shop: Inspector, visitor: Visitor) -> None:
    shop.field("Page").select_option("/cart")
    shop.button("Open").click()
    expect(visitor.page).to_have_url(re.compile("/cart$"))
    expect(shop.again().field("Page")).to_have_value("/cart")


def test_the_page_that_the_server_decides(shop: Inspector, visitor: Visitor) -> None:
    shop.more()
    expect(shop.button("Open the server's page").locator("xpath=following-sibling::*")).to_have_text(
        "its flag is decided by a stand-in for Kameleoon's SDK"
    )
    shop.button("Open the server's page").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("This week's sample")
    expect(shop.again().arrow("the server: sample-bag is off")).to_be_attached()


def test_single_page_navigation(shop: Inspector, visitor: Visitor, journal: Journal) -> None:
    visitor.open("/magazine")
    visitor.page.evaluate("window.stays = true")
    shop = shop.again()
    shop.more()
    shop.field("Article").select_option("/magazine/grind")
    shop.press("Go without a load")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Grind finer, then coarser")
    assert visitor.page.evaluate("window.stays") is True
    visitor.open("/cart")
    shop = shop.again()
    shop.more()
    shop.button("Go without a load").click()
    expect(shop.status).to_contain_text("Not done: this page has no link to /magazine/")
    journal.none("page-error")


@pytest.mark.kamseg_allow("page-error")
@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("segment-blocked", "answer: cdn.segment"),
        ("segment-slow", "slow: cdn.segment"),
        ("tracking-blocked", "abort: api.segment"),
        ("engine-blocked", "abort: a1b2c3d4e5.kameleoon"),
        ("data-api-slow", "slow: eu-data.kameleoon"),
        ("data-api-500", "answer: eu-data.kameleoon"),
        ("data-api-malformed", "answer: eu-data.kameleoon"),
    ],
)
def test_faults(shop: Inspector, name: str, sign: str, visitor: Visitor) -> None:
    shop.more()
    shop.field("Fault").select_option(name)
    with visitor.page.expect_event("framenavigated"):
        shop.button("Load with it").click()
    shop = shop.again()
    expect(shop.arrow(sign).first).to_be_attached()
    expect(shop.field("Fault")).to_have_value(name)
    shop.field("Fault").select_option("none")
    with visitor.page.expect_event("framenavigated"):
        shop.button("Load with it").click()
    expect(shop.again().field("Fault")).to_have_value("none")


@pytest.mark.parametrize("name", ["storage-denied", "cookies-denied"])
def test_faults_in_the_page(shop: Inspector, name: str, visitor: Visitor) -> None:
    shop.more()
    shop.field("Fault").select_option(name)
    with visitor.page.expect_event("framenavigated"):
        shop.button("Load with it").click()
    expect(shop.again().field("Fault")).to_have_value(name)
    script = "() => { try { return localStorage.length >= 0 && document.cookie !== ''; } catch (error) { return false; } }"
    assert visitor.page.evaluate(script) is False


def test_minified_snippets(shop: Inspector, preview: Preview, visitor: Visitor) -> None:
    shop.more()
    assert "/**" in preview.emulator.account.global_script
    with visitor.page.expect_event("framenavigated"):
        shop.field("Minified snippets").click()
    shop = shop.again()
    assert "/**" not in preview.emulator.account.global_script
    expect(shop.field("Minified snippets")).to_be_checked()
    expect(shop.tab("Snippets")).to_contain_text("the minified ones")


def test_news_take_back_no_click(alone: Inspector, visitor: Visitor, journal: Journal) -> None:
    journal.wait_for("linked")
    alone.more()
    held: list[Route] = []

    def hold(route: Route) -> None:  # a function, as Playwright sets an attribute of its handlers
        held.append(route)

    alone.page.route("**/settings", hold)
    alone.field("Minified snippets").click()
    visitor.track("Something Else")
    expect(alone.arrow("Something Else").first).to_be_attached()
    expect(alone.field("Minified snippets")).to_be_checked()
    held[0].continue_()
    expect(alone.status).to_have_text("Changed.")
    expect(alone.field("Minified snippets")).to_be_checked()


def test_an_engine_of_ones_own(shop: Inspector, visitor: Visitor, tmp_path: Path) -> None:
    engine = tmp_path / "mine.js"
    engine.write_text("window.myEngine = true;")
    shop.more()
    with visitor.page.expect_event("framenavigated"):
        shop.field("Engine file").set_input_files(engine)
    shop = shop.again()
    expect(shop.root.locator("[data-engine-name]")).to_have_text("now: mine.js")
    assert visitor.page.evaluate("window.myEngine") is True
    assert not visitor.page.evaluate("'Kameleoon' in window")
    expect(shop.tab("State")).to_contain_text("is not in the page")
    shop.more()
    shop.button("Use the stub").click()
    visitor.page.wait_for_function("window.Kameleoon && !window.myEngine")


def test_the_same_controls_from_a_window_of_its_own(
    alone: Inspector, visitor: Visitor, journal: Journal
) -> None:
    journal.wait_for("linked")
    alone.press("Enter audience")
    alone.field("Page").select_option("/pricing")
    alone.press("Open")
    expect(visitor.page.get_by_text("Your VIP price")).to_be_visible()
    expect(alone.arrow("sees Pricing for VIPs").first).to_be_visible()


def test_without_a_page_of_the_shop_it_says_so(alone: Inspector, visitor: Visitor, preview: Preview) -> None:
    visitor.page.close()
    preview.stage._answer_seconds = 0.5
    alone.button("Log in").click()
    expect(alone.status).to_contain_text("open http://shop.localhost:", timeout=DONE_MS)


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_each_journey_can_be_played(
    alone: Inspector, journey: Journey, visitor: Visitor, preview: Preview, journal: Journal
) -> None:
    journal.wait_for("segment.event", type="page")  # not left while Segment's library loads
    alone.field("Journey").select_option(journey.name)
    alone.button("Play").click()
    expect(alone.status).to_have_text(f"{journey.title}: went as it must.", timeout=30_000)
    recorded(visitor)  # Segment may tell of an event before the engine tells of its exposure
    judgements = judge(preview.product.project, journal)
    assert [one for one in judgements if one.state == "fail"] == []
    states = [one.state for one in judgements]
    passed, left = states.count("pass"), states.count("open")
    expect(alone.verdict).to_contain_text(f"{passed} of {len(states)} checks hold")
    if left:
        expect(alone.verdict).not_to_have_attribute("data-state", "pass")


@pytest.mark.kamseg_allow("page-error")
def test_a_check_that_fails_shows_in_the_verdict(
    alone: Inspector, visitor: Visitor, preview: Preview
) -> None:
    visitor.page.evaluate("setTimeout(() => { throw new Error('of the shop'); })")
    total = len(judge(preview.product.project, preview.emulator.journal))
    expect(alone.verdict).to_contain_text(f"1 of {total} checks fail")
    expect(alone.verdict).to_have_attribute("data-state", "fail")


def test_a_journey_that_failed_is_red_whatever_the_checks_say(alone: Inspector, preview: Preview) -> None:
    preview.play = Play("01-first-visit", state="failed", message="it was not linked")
    preview.bell.ring()
    expect(alone.verdict).to_contain_text("a journey failed")
    expect(alone.verdict).to_have_attribute("data-state", "fail")


def test_a_journey_that_no_longer_fits_has_failed(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is saved while the journey begins, and the project has no traits any more."""

    def no_longer_fits(_: Journey) -> None:
        raise JourneyError("Traits: this project has no {traits}")

    monkeypatch.setattr(preview, "_play", no_longer_fits)
    preview.play_journey("07-traits")
    assert preview.play is not None
    assert (preview.play.state, preview.play.message) == (
        "failed",
        "Traits: this project has no {traits}",
    )


def test_a_journey_that_failed_tells_why_and_folds_the_details_away(
    alone: Inspector, preview: Preview
) -> None:
    message = "First visit, step 2 of 5\nExpected: A\nInstead: B\nLikely because: identity link: log in"
    preview.play = Play("01-first-visit", state="failed", message=message, details="#7 opens /")
    preview.bell.ring()
    expect(alone.status).to_have_text(message)
    details = alone.root.locator("[data-play-details]")
    expect(details.get_by_text("#7 opens /")).to_be_hidden()
    details.locator("summary").click()
    expect(details.get_by_text("#7 opens /")).to_be_visible()
    alone.button("Enter audience").click()
    expect(details).to_be_hidden()


@pytest.mark.preview(project=ANALYST)
@pytest.mark.parametrize("name", ["05-audience-entered", "06-audience-left", "14-feature-flag"])
def test_a_journey_goes_as_it_must_whoever_was_here_before(
    alone: Inspector, name: str, visitor: Visitor, journal: Journal
) -> None:
    journal.wait_for("segment.event", type="page")
    alone.press("Log in")
    journal.wait_for("segment.event", type="identify", userId="ada")
    alone.own("track", "Audience Entered", '{"audience_key": "Big spenders"}', "a server")
    journal.wait_for("data-api.stored", key="COHORTS_ada")
    alone.field("Journey").select_option(name)
    alone.button("Play").click()
    expect(alone.status).to_contain_text("went as it must.", timeout=30_000)
    recorded(visitor)


@pytest.mark.preview(project=ANALYST)
@pytest.mark.parametrize("name", ["03-consent-given-late", "05-audience-entered", "07-traits"])
def test_journeys_follow_the_configuration(
    alone: Inspector, name: str, visitor: Visitor, preview: Preview, journal: Journal
) -> None:
    """Consent to personalization alone, a login before the audience, traits of three types."""
    journal.wait_for("segment.event", type="page")
    expect(alone.field("Journey").locator("option[value='09-company']")).to_have_text(
        "Company (the group is off)"
    )
    alone.field("Journey").select_option(name)
    alone.button("Play").click()
    expect(alone.status).to_contain_text("went as it must.", timeout=30_000)
    recorded(visitor)
    assert [one for one in judge(preview.product.project, journal) if one.state == "fail"] == []


def test_a_journey_beside_the_page_tells_how_it_went(shop: Inspector) -> None:
    shop.field("Journey").select_option("01-first-visit")
    shop.button("Play").click()
    expect(shop.status).to_have_text("First visit: went as it must.", timeout=DONE_MS)


@pytest.mark.preview(project=Project(sitecode="zzzzzzzzz9"))
def test_journeys_that_do_not_fit_cannot_be_chosen(alone: Inspector) -> None:
    option = alone.field("Journey").locator("option[value='05-audience-entered']")
    expect(option).to_have_attribute("disabled", "")
    expect(option).to_contain_text("Audience entered (personas are off)")
    expect(alone.button("Enter audience")).to_be_hidden()
