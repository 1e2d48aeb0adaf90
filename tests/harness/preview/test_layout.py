"""There is room for what matters, on a phone and on a large screen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from inspector import Inspector
    from kamseg.harness.journeys.visitor import Visitor
    from playwright.sync_api import FloatRect, Locator

# The letters, not the boxes around them.
_TEXTS = """(lanes) => Array.from(lanes.children, (lane) => {
  const range = document.createRange();
  range.selectNodeContents(lane);
  const { left, right } = range.getBoundingClientRect();
  return [left, right];
})"""


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found
    return found


def test_on_a_phone_the_names_of_the_lanes_stay_apart(alone: Inspector) -> None:
    alone.page.set_viewport_size({"width": 360, "height": 740})
    texts = alone.root.locator("[data-lanes]").evaluate(_TEXTS)
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(texts)]
    assert min(gaps) >= 3
    assert texts[-1][1] <= 360


def test_on_a_phone_the_shop_has_half_the_height(shop: Inspector, visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    dock = box(visitor.page.locator("iframe[data-kamseg-dock]"))
    assert dock["height"] <= 370
    assert dock["y"] >= 370
    expect(shop.root.get_by_role("tab", name="Visit")).to_be_attached()


def test_beside_a_page_nothing_in_the_header_is_cut(shop: Inspector, visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1500, "height": 1000})
    expect(shop.verdict).to_contain_text("checks hold")
    title = shop.root.locator("h1")
    assert title.evaluate("(h1) => h1.scrollWidth <= h1.clientWidth")
    assert box(shop.verdict)["height"] < 30
    tops = {box(shop.button(name))["y"] for name in ("Open", "31 minutes later", "New visitor")}
    assert len(tops) == 1


def test_long_panels_leave_the_diagram_its_room(shop: Inspector, visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1500, "height": 1000})
    shop.own("track", "x", "{}")
    shop.more()
    arrows = shop.root.locator("[data-arrows]")
    assert box(arrows)["height"] >= 350
    shop.root.get_by_text("Try it").evaluate("(title) => { title.style.height = '2000px'; }")
    assert box(arrows)["height"] >= 350


def test_in_a_window_of_its_own_each_side_scrolls_by_itself(alone: Inspector) -> None:
    alone.page.set_viewport_size({"width": 1500, "height": 1000})
    alone.root.get_by_text("Try it").evaluate("(title) => { title.style.height = '2000px'; }")
    views = box(alone.root.locator(".views"))
    assert views["y"] + views["height"] <= 1000
    assert alone.page.evaluate("document.documentElement.scrollHeight") <= 1000


def test_what_was_done_is_said_where_it_is_seen(shop: Inspector) -> None:
    shop.more()
    shop.press("Log in")
    expect(shop.status).to_be_in_viewport(ratio=1)
