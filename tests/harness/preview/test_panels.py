"""Each panel of the inspector, in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Personas, Project, Trait
from kamseg.generator.render import gzip_size, render
from kamseg.harness.emulator.http.faults import Fault
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from inspector import Inspector
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor
    from kamseg.harness.preview.preview import Preview

AXE = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
TABS = ("Visit", "State", "Checks", "Snippets")


def violations(page: Page, root: str = "document") -> list[str]:
    """What axe finds on the page, its frames included."""
    for frame in page.frames:
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({root}).then(({{ violations }}) => violations)")
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def test_the_payload_of_an_entry_opens_and_can_be_copied(alone: Inspector, journal: Journal) -> None:
    alone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    journal.wait_for("linked")
    row = alone.arrow("track Kameleoon identifier").first
    row.get_by_role("button").first.click()
    payload = row.locator("pre")
    event = json.loads(payload.inner_text())
    assert event["properties"]["k_visitorCode"] == journal.only("linked")["visitorCode"]
    row.get_by_role("button", name="Copy").click()
    expect(row.get_by_role("button", name="Copied")).to_be_visible()
    assert alone.page.evaluate("navigator.clipboard.readText()") == payload.text_content()
    row.get_by_role("button").first.click()
    expect(payload).to_have_count(0)


def test_lanes_and_directions(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    names = ["Visitor", "Kameleoon engine", "Segment library", "Segment cloud", "Kameleoon Data API"]
    expect(alone.root.locator("[data-lanes] span")).to_have_text(names)
    row = alone.arrow("track Kameleoon identifier").first
    expect(row.locator(".line")).to_have_attribute("data-to", "right")
    lanes, line = alone.root.locator("[data-lanes] span"), row.locator(".line")
    library, cloud = lanes.nth(2).bounding_box(), lanes.nth(3).bounding_box()
    style = line.evaluate(
        "(line) => { const s = getComputedStyle(line, '::before'); return [parseFloat(s.left), parseFloat(s.width)]; }"
    )
    box = line.bounding_box()
    assert library
    assert cloud
    assert box
    assert abs(box["x"] + style[0] - (library["x"] + library["width"] / 2)) < 2
    assert abs(box["x"] + style[0] + style[1] - (cloud["x"] + cloud["width"] / 2)) < 2


def test_filter_all_and_clear(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    expect(alone.arrow("track Kameleoon identifier").first).to_be_visible()
    expect(alone.arrow("Started")).to_have_count(0)
    alone.field("All").check()
    expect(alone.arrow("Started").first).to_be_visible()
    alone.root.get_by_role("searchbox").fill("no such thing")
    expect(alone.root.get_by_text("Nothing of what has happened matches.")).to_be_visible()
    alone.root.get_by_role("searchbox").fill("K_VISITORCODE")
    expect(alone.arrow("track Kameleoon identifier").first).to_be_visible()
    expect(alone.arrow("linked")).to_have_count(0)
    alone.root.get_by_role("searchbox").fill("")
    alone.button("Clear").click()
    expect(alone.root.locator("[data-arrows] > *")).to_have_count(0)
    expect(alone.root.get_by_text("Nothing has happened yet.")).to_be_visible()
    assert journal.next_seq > len(journal)


def test_pause_holds_the_diagram(alone: Inspector, visitor: Visitor, journal: Journal) -> None:
    journal.wait_for("linked")
    alone.button("Pause").click()
    expect(alone.button("Go on")).to_have_attribute("aria-pressed", "true")
    visitor.open("/cart")
    expect(alone.field("Page")).to_have_value("/cart")  # the rest goes on
    expect(alone.arrow("page 2")).to_have_count(0)
    alone.button("Go on").click()
    expect(alone.arrow("page 2").first).to_be_visible()


def test_state(alone: Inspector, visitor: Visitor, journal: Journal) -> None:
    journal.wait_for("linked")
    alone.press("Enter audience")
    visitor.open("/pricing")
    journal.wait_for("segment.event", event="Experiment Viewed")
    panel = alone.tab("State")
    expect(alone.state("Visitor code")).to_have_text(visitor.code)
    expect(alone.state("Library")).to_have_text("there")
    expect(alone.state("Anonymous id")).to_have_text(str(visitor.ids["anonymous_id"]))
    expect(alone.state(f"COHORTS_{visitor.code}")).to_have_text('{"VIP":true}')
    expect(alone.state("Pricing for VIPs")).to_have_text("VIP price")
    expect(alone.state("SegmentIO [track] - [Experiment Viewed]")).to_have_text(re.compile("^1 "))
    expect(panel.get_by_role("row").nth(1)).to_have_text('SegmentIO personas["VIP"]set through the API')


@pytest.mark.preview(project=Project(sitecode="a1b2c3d4e5"))
def test_state_of_a_project_without_campaigns(alone: Inspector, visitor: Visitor, journal: Journal) -> None:
    journal.wait_for("linked")
    alone.tab("State")
    expect(alone.state("Visitor code")).to_have_text(visitor.code)


def test_checks_turn_red_with_the_remedy_and_the_entry(
    alone: Inspector, journal: Journal, visitor: Visitor
) -> None:
    journal.wait_for("linked")
    expect(alone.root.locator("[data-verdict]")).to_contain_text("10 of 14 checks hold")
    visitor.track("Kameleoon identifier", {"k_visitorCode": visitor.code})
    expect(alone.root.locator("[data-verdict]")).to_contain_text("1 of 14 checks fail")
    item = alone.tab("Checks").locator("[data-check='identifier-once']")
    expect(item).to_contain_text("Remedy: paste the global script once")
    item.get_by_role("button").first.click()
    expect(alone.root.get_by_role("tab", name="Visit")).to_have_attribute("aria-selected", "true")
    again = alone.root.locator("[data-kind='segment.event']").filter(has_text="Kameleoon identifier").nth(1)
    expect(again.locator("pre")).to_be_visible()


VALUE = Trait(trait="value", custom_data="Lifetime value", type="number")


@pytest.mark.preview(project=Project(sitecode="a1b2c3d4e5", traits=(VALUE,)))
def test_each_part_says_why(alone: Inspector, visitor: Visitor, emulator: Emulator) -> None:
    emulator.journal.wait_for("linked")
    panel = alone.tab("Checks")
    part, check = panel.locator("[data-part='Lifetime value']"), panel.locator("[data-check='data-arrives']")
    expect(part).to_contain_text("waits")
    expect(part).to_contain_text("nothing is stored under IDENTIFY_")
    expect(check).to_contain_text("no value yet for Lifetime value: nothing is stored under IDENTIFY_")
    expect(alone.verdict).to_have_attribute("data-state", "open")

    visitor.identify("ada", {"value": 7})
    expect(part).to_contain_text("read 7, which this page could not know yet: the next page sets it")
    visitor.identify("ada", {"value": "1234,5"})
    key = f"IDENTIFY_{visitor.code}"
    emulator.journal.wait_for("data-api.stored", value={"value": "1234,5"}, key=key)
    visitor.open("/")
    expect(part).to_contain_text('read, but "1234,5" is not a number')
    expect(check).to_contain_text('Lifetime value: read, but "1234,5" is not a number')
    expect(alone.verdict).to_contain_text("parts that fail: 1")
    expect(alone.verdict).to_have_attribute("data-state", "fail")

    visitor.identify("ada", {"value": 1234.5})
    emulator.journal.wait_for("data-api.stored", value={"value": 1234.5}, key=key)
    emulator.faults.add(Fault(host="cdn.segment", status=403))
    emulator.journal.clear()
    visitor.open("/pricing")
    expect(part).to_contain_text("set to 1234.5")
    blocked = "Segment's library is blocked, or waits for its own consent"
    expect(panel.locator("[data-part='identity link']")).to_contain_text(blocked)
    expect(panel.locator("[data-check='linked']")).to_contain_text(blocked)


@pytest.mark.kamseg_allow("page-error")
def test_an_error_in_the_engine_names_its_script(alone: Inspector, preview: Preview, tmp_path: Path) -> None:
    engine = tmp_path / "engine.js"
    engine.write_text("setTimeout(() => {\n  throw new Error('of the engine'); });")
    preview.use_engine(engine)
    expect(alone.arrow("error: of the engine (engine.js:2)").first).to_be_attached()


@pytest.mark.kamseg_allow("page-error")
def test_an_error_of_the_page_is_seen_without_a_driver(alone: Inspector, visitor: Visitor) -> None:
    visitor.page.evaluate("setTimeout(() => { throw new Error('of the shop'); })")
    visitor.page.evaluate("void Promise.reject(new Error('of a promise'))")
    expect(alone.arrow("error: of the shop").first).to_be_visible()
    expect(alone.arrow("error: of a promise").first).to_be_visible()
    expect(alone.tab("Checks").locator("[data-check='no-errors']")).to_contain_text("of the shop")


def test_snippets(alone: Inspector, preview: Preview) -> None:
    alone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = alone.tab("Snippets")
    artifacts = render(preview.product.project)
    expect(panel.locator("details")).to_have_count(len(artifacts))
    for artifact in artifacts:
        details = panel.locator(f"[data-snippet='{artifact.snippet.id}']")
        expect(details).to_contain_text(artifact.snippet.place)
        details.locator("summary").click()
        assert details.locator("pre").text_content() == artifact.text
        expect(details).to_contain_text(f"{gzip_size(artifact.text):,} compressed")
        details.get_by_role("button", name="Show minified").click()
        assert details.locator("pre").text_content() == artifact.minified
        details.get_by_role("button", name="Copy").click()
        expect(details.get_by_role("button", name="Copied")).to_be_visible()
        assert alone.page.evaluate("navigator.clipboard.readText()") == artifact.minified


def test_the_keyboard_is_enough(alone: Inspector) -> None:
    alone.root.get_by_role("tab", name="Visit").focus()
    for name in ("State", "Checks", "Snippets", "Visit"):
        alone.page.keyboard.press("ArrowRight")
        tab = alone.root.get_by_role("tab", name=name)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(alone.root.get_by_role("tabpanel", name=name)).to_be_visible()
    alone.page.keyboard.press("ArrowLeft")
    expect(alone.root.get_by_role("tab", name="Snippets")).to_be_focused()
    alone.page.keyboard.press("Tab")
    expect(alone.root.get_by_role("tabpanel", name="Snippets")).to_be_focused()


def test_the_dock_closes_opens_and_stays_so(shop: Inspector, visitor: Visitor) -> None:
    main = visitor.page.locator("main")
    narrow = main.bounding_box()
    shop.button("Close").click()
    expect(shop.root.get_by_role("tablist")).to_be_hidden()
    wide = main.bounding_box()
    assert narrow
    assert wide
    assert wide["width"] > narrow["width"] + 200
    visitor.open("/cart")
    shop = shop.again()
    expect(shop.root.get_by_role("tablist")).to_be_hidden()
    shop.button("Open").click()
    expect(shop.root.get_by_role("tablist")).to_be_visible()


def test_the_chosen_tab_stays_on_the_next_page(shop: Inspector, visitor: Visitor) -> None:
    shop.tab("Checks")
    visitor.open("/cart")
    expect(shop.again().root.get_by_role("tabpanel", name="Checks")).to_be_visible()


@pytest.mark.parametrize("size", [(1360, 900), (360, 740)], ids=["wide", "phone"])
def test_nothing_jumps_when_the_inspector_comes(visitor: Visitor, size: tuple[int, int]) -> None:
    visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    visitor.context.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((e) => e.value)))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    visitor.open("/product")
    visitor.page.frame_locator("iframe").locator("html[data-ready]").wait_for()
    assert sum(visitor.page.evaluate("shifts")) < 0.01
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1360])
def test_axe_finds_nothing_in_the_inspector(
    alone: Inspector, journal: Journal, scheme: str, width: int
) -> None:
    journal.wait_for("linked")
    alone.page.set_viewport_size({"width": width, "height": 800})
    alone.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    alone.more()
    for name in TABS:
        panel = alone.tab(name)
        if name == "Visit":
            panel.locator("[data-seq] button:visible").first.click()
        if name == "Snippets":
            panel.locator("summary").first.click()
        assert violations(alone.page) == [], name
        assert alone.page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_shop_beside_it(shop: Inspector, visitor: Visitor, scheme: str) -> None:
    visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in (
        "/",
        "/pricing",
        "/product",
        "/product/kettle",
        "/cart",
        "/account",
        "/magazine",
        "/__kamseg/forget",
    ):
        visitor.open(path)
        if not path.startswith("/__"):
            shop.again()
        assert violations(visitor.page) == [], path


def test_axe_finds_what_is_wrong(alone: Inspector) -> None:
    alone.page.evaluate("document.body.append(document.createElement('img'))")
    assert "image-alt" in str(violations(alone.page))


HOSTILE = "<img src=x onerror=\"document.title='hurt'\">"


@pytest.mark.preview(
    project=Project(
        sitecode="a1b2c3d4e5", label=HOSTILE, personas=Personas(custom_data=HOSTILE, values=(HOSTILE,))
    )
)
def test_names_are_text(alone: Inspector, journal: Journal, visitor: Visitor) -> None:
    journal.wait_for("linked")
    expect(alone.field("Audience")).to_have_value(HOSTILE)
    alone.press("Enter audience")
    visitor.open("/pricing")
    journal.wait_for("custom-data", name=HOSTILE, value=[HOSTILE])
    expect(alone.arrow(f"enters the audience {HOSTILE}").first).to_be_visible()
    for name in TABS:
        alone.tab(name)
    assert alone.root.locator("img").count() == 0
    expect(alone.page).to_have_title("kamseg preview")
