"""The demo shop in a real browser: every page and action, and what Kameleoon changes in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Personas, Project, Segment, Trait
from kamseg.harness.emulator.site.demo import demo_account
from kamseg.harness.emulator.site.shop import shop_site
from playwright.sync_api import Page, expect
from projects import EVERYTHING

if TYPE_CHECKING:
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

pytestmark = pytest.mark.kamseg(account=demo_account(EVERYTHING), site=shop_site(EVERYTHING))
ASKING = pytest.mark.kamseg(account=demo_account(EVERYTHING, consent="required"))
PAGES = ("/", "/pricing", "/product", "/product/kettle", "/cart", "/account", "/magazine", "/magazine/grind")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def log_in(visitor: Visitor, user: str = "ada") -> None:
    visitor.open("/account")
    visitor.page.get_by_label("User name").fill(user)
    press(visitor.page, "Log in")
    expect(visitor.page.get_by_role("status")).to_have_text(f"Welcome, {user}.")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_one_heading_and_is_seen_by_segment(
    visitor: Visitor, journal: Journal, path: str
) -> None:
    visitor.start(path)
    expect(visitor.page.locator("main h1:visible")).to_have_count(1)
    expect(visitor.page).to_have_title(re.compile("Larkspur Coffee"))
    journal.wait_for("segment.event", type="page")
    expect(visitor.page.locator("[data-consent]")).to_be_hidden()


def test_a_page_that_does_not_exist(visitor: Visitor, journal: Journal) -> None:
    visitor.open("/nowhere")
    assert "/magazine" in journal.wait_for("bad-request", status=404)["reason"]


def test_cart_and_order(visitor: Visitor, journal: Journal) -> None:
    visitor.open("/product/kettle")
    journal.wait_for("segment.event", event="Product Viewed")
    press(visitor.page, "Add to cart: Pour-over Kettle")
    press(visitor.page, "Add to cart: House Blend")
    added = journal.wait_for("segment.event", event="Product Added", times=2)
    assert added["properties"]["currency"] == "EUR"
    visitor.open("/cart")
    expect(visitor.page.get_by_role("link", name="Cart 2")).to_be_visible()
    expect(visitor.page.locator("[data-cart-total]")).to_have_text("€71")
    press(visitor.page, "Remove House Blend")
    journal.wait_for("segment.event", event="Product Removed")
    press(visitor.page, "Order now")
    order = journal.wait_for("segment.event", event="Order Completed")["properties"]
    kettle = {"product_id": "kettle", "name": "Pour-over Kettle", "price": 59, "quantity": 1}
    assert (order["total"], order["products"]) == (59, [kettle])
    expect(visitor.page.get_by_text("Nothing in here yet.")).to_be_visible()
    journal.wait_for("goal", name="SegmentIO [track] - [Order Completed]")


def test_login_plan_company_and_logout(visitor: Visitor, journal: Journal) -> None:
    log_in(visitor)
    assert journal.wait_for("segment.event", type="identify", userId="ada")["traits"] == {"plan": "free"}
    visitor.page.get_by_label("Plan").select_option("Silver")
    press(visitor.page, "Save plan")
    journal.wait_for("segment.event", type="identify", traits={"plan": "silver"})
    visitor.page.get_by_label("Company").fill("Analytical Engines")
    press(visitor.page, "Join company")
    journal.wait_for("segment.event", type="group", groupId="Analytical Engines")
    visitor.open("/account")
    expect(visitor.page.get_by_label("Plan")).to_have_value("silver")
    expect(visitor.page.get_by_label("Company")).to_have_value("Analytical Engines")
    press(visitor.page, "Log out")
    expect(visitor.page.get_by_label("User name")).to_be_visible()
    assert visitor.ids["user_id"] is None


def test_a_plan_chosen_before_login_is_taken_over(visitor: Visitor, journal: Journal) -> None:
    visitor.open("/pricing")
    press(visitor.page, "Choose Gold")
    visitor.page.get_by_label("User name").fill("<b>ada</b>")
    press(visitor.page, "Log in")
    journal.wait_for("segment.event", type="identify", userId="<b>ada</b>", traits={"plan": "gold"})
    expect(visitor.page.locator("[data-user]")).to_have_text("<b>ada</b>")
    visitor.open("/pricing")
    press(visitor.page, "Choose Silver")
    expect(visitor.page.get_by_role("status")).to_have_text("Your plan is Silver now.")


def test_the_persona_changes_the_pricing_page(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/pricing")
    journal.wait_for("linked", visitorCode=visitor.code)
    expect(visitor.page.locator("[data-plan=gold]")).to_contain_text("€26")
    visitor.enter_audience("VIP")
    visitor.start("/pricing")
    expect(visitor.page.get_by_text("Your VIP price")).to_be_visible()
    expect(visitor.page.locator("[data-plan=gold]")).to_contain_text("€19")
    journal.wait_for("segment.event", event="Experiment Viewed")


def test_the_gold_plan_shows_a_teaser_without_a_jump(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/account")
    journal.wait_for("linked", visitorCode=visitor.code)
    top = visitor.page.locator("main").bounding_box()
    visitor.page.goto(visitor.page.url + "?plan=gold")
    visitor.page.get_by_label("User name").fill("ada")
    press(visitor.page, "Log in")
    journal.wait_for("data-api.stored", key=f"IDENTIFY_{visitor.code}")
    visitor.start("/account")
    expect(visitor.page.get_by_text("Gold members first")).to_be_visible()
    after = visitor.page.locator("main").bounding_box()
    assert top is not None
    assert after is not None
    assert after["y"] == top["y"]
    journal.wait_for("segment.event", event="Personalization Viewed")


@ASKING
@pytest.mark.parametrize(("answer", "given"), [("Accept", True), ("Refuse", False)])
def test_the_banner_asks_once(visitor: Visitor, answer: str, given: bool) -> None:
    visitor.start()
    expect(visitor.page.get_by_role("region", name="Your privacy")).to_be_visible()
    press(visitor.page, answer)
    expect(visitor.page.locator("[data-consent]")).to_be_hidden()
    visitor.start("/pricing")
    assert visitor.page.evaluate("Kameleoon.API.Visitor.experimentLegalConsent") is given
    assert ("kameleoonVisitorCode" in visitor.cookies) is given
    expect(visitor.page.locator("[data-consent]")).to_be_hidden()


@ASKING
def test_consent_given_elsewhere_closes_the_banner(visitor: Visitor) -> None:
    visitor.start()
    expect(visitor.page.get_by_role("region", name="Your privacy")).to_be_visible()
    visitor.consent("AB_TESTING")
    expect(visitor.page.get_by_role("region", name="Your privacy")).to_be_visible()
    visitor.consent()
    expect(visitor.page.locator("[data-consent]")).to_be_hidden()


@ASKING
def test_consent_can_be_withdrawn_and_the_banner_moves_nothing(visitor: Visitor) -> None:
    visitor.open()
    banner = visitor.page.get_by_role("region", name="Your privacy")
    expect(banner).to_be_visible()
    before = visitor.page.locator("h1").bounding_box()
    press(visitor.page, "Accept")
    assert visitor.page.locator("h1").bounding_box() == before
    press(visitor.page, "Privacy settings")
    press(visitor.page, "Refuse")
    expect(banner).to_be_hidden()
    assert visitor.page.evaluate("Kameleoon.API.Visitor.experimentLegalConsent") is False


def test_the_magazine_is_one_page(visitor: Visitor, journal: Journal) -> None:
    visitor.start("/magazine")
    visitor.page.evaluate("window.stays = true")
    visitor.page.get_by_role("link", name="Water is half the coffee").click()
    heading = visitor.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Water is half the coffee")
    expect(heading).to_be_focused()
    journal.wait_for("engine.event", name="Started", times=2)
    journal.wait_for("segment.event", type="page", times=2)
    visitor.page.go_back()
    expect(heading).to_have_text("Magazine")
    assert visitor.page.evaluate("window.stays") is True


@pytest.mark.kamseg_engines(
    "chromium", "firefox", reason="WebKitGTK is driven by synthetic events: Tab moves no focus"
)
def test_the_keyboard_is_enough_to_buy(visitor: Visitor, journal: Journal) -> None:
    visitor.open("/product")
    button = visitor.page.get_by_role("button", name="Add to cart: House Blend")
    for _ in range(10):  # skip link, brand, six links, then the product's button
        visitor.page.keyboard.press("Tab")
        if button.evaluate("(button) => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    assert button.evaluate("(button) => getComputedStyle(button).outlineStyle") == "solid"
    visitor.page.keyboard.press("Enter")
    journal.wait_for("segment.event", event="Product Added")


@pytest.mark.kamseg_engines("chromium", "firefox", reason="WebKitGTK's windows have one size")
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(visitor: Visitor, path: str) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.open(path)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_storage_a_page_still_works(visitor: Visitor) -> None:
    denied = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });"
    visitor.context.add_init_script(denied)
    visitor.open("/product")
    press(visitor.page, "Add to cart: House Blend")
    expect(visitor.page.get_by_role("link", name="Cart 1")).to_be_visible()


@pytest.mark.kamseg_tabs(2)
def test_another_tab_shows_the_same_cart(visitor: Visitor) -> None:
    visitor.open("/product")
    tab = visitor.new_tab()
    tab.open("/cart")
    press(visitor.page, "Add to cart: House Blend")
    expect(tab.page.get_by_text("House Blend")).to_be_visible()


STRICT = "script-src 'nonce-n' 'unsafe-eval' 'strict-dynamic'"


@pytest.mark.kamseg(
    site=shop_site(EVERYTHING, headers={"Content-Security-Policy": STRICT}, nonce="n", body="<hr>")
)
def test_the_site_shapes_the_shop(visitor: Visitor) -> None:
    visitor.start("/product")
    press(visitor.page, "Add to cart: House Blend")
    expect(visitor.page.get_by_role("link", name="Cart 1")).to_be_visible()
    expect(visitor.page.locator("body > hr")).to_have_count(1)


RENAMED = Project(
    sitecode="zzzzzzzzz9",
    segment=Segment(global_name="tracker"),
    traits=(Trait(trait="tier", custom_data="Tier"),),
)


def test_names_come_from_the_project() -> None:
    account = demo_account(RENAMED, minified=True)
    assert account.sitecode == "zzzzzzzzz9"
    assert account.experiments == ()
    (personalization,) = account.personalizations
    assert personalization.targeting.custom_data[0].name == "Tier"
    assert demo_account(Project(sitecode="a1b2c3d4e5")).personalizations == ()
    chosen = demo_account(Project(sitecode="a1b2c3d4e5", personas=Personas(values=("Big", "Small"))))
    assert chosen.experiments[0].targeting.custom_data[0].value == "Big"


def test_a_login_keeps_what_was_told_before(visitor: Visitor, journal: Journal) -> None:
    visitor.open("/account")
    told = {"action": "traits", "value": {"plan": "gold"}}
    visitor.page.evaluate("(detail) => window.dispatchEvent(new CustomEvent('shop:do', { detail }))", told)
    journal.wait_for("segment.event", type="identify", traits={"plan": "gold"})
    log_in(visitor)
    assert journal.wait_for("segment.event", type="identify", userId="ada")["traits"] == {"plan": "gold"}
    visitor.page.evaluate(
        "window.dispatchEvent(new CustomEvent('shop:do', { detail: { action: 'logout' } }))"
    )
    visitor.page.evaluate(
        "window.dispatchEvent(new CustomEvent('shop:do', { detail: { action: 'login', value: 'grace' } }))"
    )
    assert journal.wait_for("segment.event", type="identify", userId="grace")["traits"] == {"plan": "free"}


@pytest.mark.kamseg(account=demo_account(RENAMED), site=shop_site(RENAMED))
def test_the_other_global_name_and_trait_are_used(visitor: Visitor, journal: Journal) -> None:
    log_in(visitor)
    journal.wait_for("segment.event", type="identify", traits={"tier": "free"})
