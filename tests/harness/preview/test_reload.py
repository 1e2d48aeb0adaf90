"""Live reload: what is saved shows at once, and what is wrong is said."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.sources import one_project
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector import Inspector
    from kamseg.generator.project import Project
    from kamseg.harness.journeys.visitor import Visitor
    from kamseg.harness.preview.preview import Preview

GOOD = 'sitecode = "a1b2c3d4e5"\nlabel = "Before"\n[personas]\n'


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    file = tmp_path / "kamseg.toml"
    file.write_text(GOOD)
    return (file,)


@pytest.fixture
def read(files: tuple[Path, ...]) -> Callable[[], Project]:
    return lambda: one_project(files, {})


def save(file: Path, text: str) -> None:
    """As most editors do: another file takes the place of the old one."""
    other = file.with_suffix(".new")
    other.write_text(text)
    other.replace(file)


def test_what_is_saved_shows(
    shop: Inspector, files: tuple[Path, ...], visitor: Visitor, preview: Preview
) -> None:
    expect(shop.root.get_by_role("heading", level=1)).to_have_text("kamseg Before")
    began = time.monotonic()
    with visitor.page.expect_event(
        "framenavigated", predicate=lambda frame: frame == visitor.page.main_frame
    ):
        save(files[0], GOOD.replace("Before", "After") + '[[traits]]\ntrait = "plan"\ncustom_data = "Plan"\n')
    took = time.monotonic() - began
    shop = shop.again()
    expect(shop.root.get_by_role("heading", level=1)).to_have_text("kamseg After")
    assert preview.product.project.traits[0].custom_data == "Plan"
    expect(shop.tab("Snippets").locator("[data-snippet='custom-data/plan']")).to_be_visible()
    assert took < 3, "0.2 s on an idle machine"


def test_a_fault_is_said_and_the_last_good_one_stays(
    alone: Inspector, files: tuple[Path, ...], visitor: Visitor, preview: Preview
) -> None:
    before = preview.product
    save(files[0], GOOD.replace("a1b2c3d4e5", "A1"))
    alert = alone.root.get_by_role("alert")
    expect(alert).to_contain_text("sitecode")
    expect(alert).to_contain_text(str(files[0]))
    expect(alone.verdict).to_contain_text("not up to date")
    expect(alone.verdict).to_have_attribute("data-state", "fail")
    save(files[0], "sitecode = ")
    expect(alert).not_to_contain_text("A1")
    expect(alert).to_be_visible()
    assert preview.product is before
    visitor.open("/pricing")
    visitor.page.wait_for_function("window.Kameleoon")
    save(files[0], GOOD)
    expect(alert).to_be_hidden()


def test_a_file_that_goes_away_is_said_too(alone: Inspector, files: tuple[Path, ...]) -> None:
    files[0].unlink()
    expect(alone.root.get_by_role("alert")).to_contain_text(str(files[0]))
    save(files[0], GOOD)
    expect(alone.root.get_by_role("alert")).to_be_hidden()


def test_another_sitecode(shop: Inspector, files: tuple[Path, ...], visitor: Visitor) -> None:
    with visitor.page.expect_event(
        "framenavigated", predicate=lambda frame: frame == visitor.page.main_frame
    ):
        save(files[0], GOOD.replace("a1b2c3d4e5", "zzzzzzzzz9"))
    shop.again()
    visitor.page.wait_for_function("window.Kameleoon && Kameleoon.API.Visitor.code")
    visitor.journal.wait_for("data-api", status=200)
    assert "zzzzzzzzz9.kameleoon.localhost" in visitor.page.content()
