"""The controls follow the file: played with one as teams have it, not with the defaults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from projects import ANALYST

if TYPE_CHECKING:
    from inspector import Inspector
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor
    from kamseg.harness.preview.preview import Preview

AUDIENCES = ("Big spenders", "Newcomers", "Newsletter readers", "About to leave")
pytestmark = pytest.mark.preview(project=ANALYST)


def test_the_names_are_those_of_the_file(alone: Inspector) -> None:
    alone.more()
    expect(alone.field("Audience").locator("option")).to_have_text(AUDIENCES)
    expect(alone.field("lifetime_value")).to_have_attribute("type", "number")
    expect(alone.field("newsletter").locator("option")).to_have_text(["", "true", "false"])
    expect(alone.button("Join company")).to_be_hidden()
    offered = alone.root.locator("#own-names option")
    values = offered.evaluate_all("(options) => options.map(({ value }) => value)")
    assert values[:4] == ["Audience Entered", "Audience Exited", "Kameleoon identifier", "Experiment Viewed"]


def test_each_consent_alone_and_asked_for_from_the_start(
    alone: Inspector, visitor: Visitor, preview: Preview
) -> None:
    expect(visitor.page.get_by_role("region", name="Your privacy")).to_be_visible()
    expect(alone.field("The shop asks for consent")).to_be_checked()
    now = alone.root.locator("[data-consents]")
    expect(now).to_have_text("now: experiments not decided, personalizations not decided")
    alone.field("Consent").select_option("personalizations")
    alone.press("Give")
    expect(now).to_have_text("now: experiments not decided, personalizations given")
    alone.field("Consent").select_option("experiments")
    alone.press("Refuse")
    expect(now).to_have_text("now: experiments refused, personalizations given")
    expect(alone.arrow("consent: refuse experiment")).to_be_visible()
    assert preview.settings.consent == "required"


def test_traits_have_their_types_and_whoever_is_logged_in_stays_shown(
    shop: Inspector, visitor: Visitor, journal: Journal
) -> None:
    now = shop.root.locator("[data-user]")
    expect(now).to_have_text("now: nobody is logged in")
    shop.press("Log in")
    visitor.open("/cart")
    expect(shop.again().root.locator("[data-user]")).to_have_text("now: ada")
    shop.button("Set traits").click()
    expect(shop.status).to_have_text("Not done: fill in a trait first")
    shop.field("lifetime_value").fill("12.50")
    shop.field("newsletter").select_option("false")
    shop.press("Set traits")
    event = journal.wait_for("segment.event", type="identify", traits={"lifetime_value": 12.5})
    assert event["traits"]["newsletter"] is False
    assert event["userId"] == "ada"
    shop.field("newsletter").select_option("")
    shop.press("Give")
    visitor.open("/pricing")
    journal.wait_for("custom-data", name="Lifetime value", value=12.5, outcome="set")


def test_own_calls_as_the_browser_and_as_a_server(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("segment.event", type="page")
    alone.own("identify", "ada", '{\n  "lifetime_value": 7\n}')
    expect(alone.status).to_have_text("Sent: identify ada")
    sent = journal.wait_for("segment.event", type="identify", userId="ada", traits={"lifetime_value": 7})
    assert sent["anonymousId"]
    alone.own("track", "Paid by invoice", '{"total": 12}', "a server")
    expect(alone.status).to_have_text("Sent: track Paid by invoice")
    event = journal.wait_for("segment.event", event="Paid by invoice", properties={"total": 12})
    assert event["userId"] == "ada"
    assert event["messageId"].startswith("server-")
    expect(alone.arrow("lets a server send track Paid by invoice")).to_be_visible()
    alone.own("track", "Audience Entered", '{"VIP": true}', "a server")
    expect(alone.status).to_contain_text("Kameleoon stored nothing: which audience it is")
    alone.own("identify", "grace", "", "a server")
    other = journal.wait_for("segment.event", type="identify", userId="grace")
    assert "anonymousId" not in other.data
    expect(alone.visitor("user grace")).to_be_visible()
    expect(alone.visitor("user ada")).to_contain_text("this browser")


def test_a_mistake_is_shown_where_it_is_and_nothing_is_sent(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("segment.event", type="page")
    alone.own("track", "Paid", "{\n \"plan\": 'gold'\n}")
    mistake = alone.root.locator("[data-mistake]")
    expect(mistake).to_have_text("line 2, column 10: ' is a single quote; JSON wants \"")
    expect(alone.status).to_have_text("Nothing was sent.")
    fields = alone.root.locator("[name='fields']")
    expect(fields).to_be_focused()
    expect(fields).to_have_attribute("aria-invalid", "true")
    assert fields.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)") == "'"
    alone.own("track", "", "{}")
    expect(mistake).to_have_text("track needs the name of an event")
    journal.none("visitor")
    fields.press_sequentially(" ")
    expect(mistake).to_be_hidden()


def test_what_was_written_outlives_the_page(shop: Inspector, visitor: Visitor) -> None:
    shop.field("Audience").select_option("Newcomers")
    shop.field("User").fill("grace")
    shop.field("lifetime_value").fill("7")
    shop.own("group", "acme", "{", "a server")
    visitor.open("/cart")
    shop = shop.again()
    expect(shop.field("Audience")).to_have_value("Newcomers")
    expect(shop.field("User")).to_have_value("grace")
    expect(shop.field("lifetime_value")).to_have_value("7")
    expect(shop.field("Call")).to_have_value("group")
    expect(shop.root.locator("[name='fields']")).to_have_value("{")
    expect(shop.field("As")).to_have_value("server")
    expect(shop.root.locator("[data-called]")).to_have_text("Group id")


def test_the_example_is_made_of_the_file(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("segment.event", type="page")
    alone.own("track", "x", "")
    alone.button("Example").click()
    expect(alone.root.locator("[name='fields']")).to_have_value(re.compile('"audience_key": "Big spenders"'))
    alone.field("Call").select_option("identify")
    alone.button("Example").click()
    expect(alone.root.locator("[name='fields']")).to_have_value(
        re.compile(r'"membership": "gold",\s+"lifetime_value": 1234.5,\s+"newsletter": true')
    )


def test_a_total_reset(alone: Inspector, visitor: Visitor, preview: Preview, journal: Journal) -> None:
    journal.wait_for("segment.event", type="page")
    alone.more()
    alone.press("Log in")
    alone.press("Give")
    alone.press("31 minutes later")
    alone.field("Fault").select_option("data-api-500")
    alone.press("Load with it")
    code = visitor.code
    alone.press("Reset everything")
    expect(alone.field("Fault")).to_have_value("none")
    expect(alone.root.locator("[data-user]")).to_have_text("now: nobody is logged in")
    assert preview.settings.minutes == 0
    fresh = journal.wait_for("engine.visitor", numberOfVisits=1, stored=False)
    assert fresh["visitorCode"] != code
    journal.none("data-api.stored")
    assert preview.emulator.data_api.stored == {}
    expect(visitor.page.get_by_role("region", name="Your privacy")).to_be_visible()
    expect(alone.root.locator("[data-visitor]")).to_have_count(1)


def test_the_snippets_say_what_to_choose_for_each_custom_data(alone: Inspector) -> None:
    panel = alone.tab("Snippets")
    wanted = {"segmentio-personas": "TypeListFormatStringScopeVisit", "lifetime-value": "TypeUniqueFormatNumberScopeVisit", "newsletter": "TypeUniqueFormatBooleanScopeVisit"}  # fmt: skip
    for slug, text in wanted.items():
        details = panel.locator(f"[data-snippet='custom-data/{slug}']")
        details.locator("summary").click()
        expect(details.locator("dl")).to_have_text(text)
    panel.locator("[data-snippet='global-script'] summary").click()
    expect(panel.locator("[data-snippet='global-script'] dl")).to_have_count(0)
