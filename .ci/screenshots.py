"""Makes pictures of the preview's main states and of a report, as a person sees them."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec
from kamseg.generator.project import Group, Identity, Personas, Project, Trait
from kamseg.harness import Account, Emulator, Site, demo_account, shop_site
from kamseg.harness.browsers.engines import launch_arguments
from kamseg.harness.preview.serve import serve
from playwright.sync_api import FrameLocator, Page, ViewportSize, expect, sync_playwright

import kamseg

if TYPE_CHECKING:
    from collections.abc import Generator

    from kamseg.harness.preview.preview import Preview

PROJECT = Project(
    sitecode="a1b2c3d4e5",
    label="Larkspur Coffee",
    personas=Personas(),
    traits=(Trait(trait="plan", custom_data="Subscribed Plan"),),
    group=Group(),
)
WIDE: ViewportSize = {"width": 1360, "height": 860}
TALL: ViewportSize = {"width": 1360, "height": 1080}
PHONE: ViewportSize = {"width": 360, "height": 740}
LARGE: ViewportSize = {"width": 1500, "height": 1000}


def main(words: list[str]) -> int:
    """Write the pictures into a folder (default: `docs`); returns the exit code."""
    folder = Path(words[0] if words else "docs")
    folder.mkdir(parents=True, exist_ok=True)
    with _preview() as preview, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments(playwright.chromium))
        shop = browser.new_context(viewport=WIDE).new_page()
        _take_shop(shop, preview, folder)
        alone = shop.context.new_page()
        alone.goto(preview.emulator.url("/__kamseg/"))
        _take_panels(alone, shop, folder)
        _take_desk(shop, alone, folder)
        _take_problem(alone, preview, folder)
        _take_report(browser.new_page(viewport=TALL), folder)
        browser.close()
    return 0


def _take_shop(page: Page, preview: Preview, folder: Path) -> None:
    """The shop with the inspector beside it, before and after the one click."""
    inspector = page.frame_locator("iframe")
    page.goto(preview.emulator.url("/pricing"))
    preview.emulator.journal.wait_for("linked")
    _wait_for_arrow(inspector, "track Kameleoon identifier (200)")
    _take(page, folder, "preview-first-page")
    inspector.get_by_role("button", name="Enter audience").click()
    expect(inspector.get_by_role("status")).to_have_text("Done: Enter audience")
    page.goto(preview.emulator.url("/pricing"))
    expect(page.get_by_text("Your VIP price")).to_be_visible()
    _wait_for_arrow(inspector, "track Experiment Viewed (200)")
    _take(page, folder, "preview")
    page.set_viewport_size(PHONE)
    _take(page, folder, "preview-phone")
    page.set_viewport_size(WIDE)


def _take_desk(page: Page, alone: Page, folder: Path) -> None:
    """A call of one's own with a mistake, and two visitors, on a large screen and on a phone."""
    page.set_viewport_size(LARGE)
    inspector = page.frame_locator("iframe")
    inspector.locator("[data-own-details] summary").click()
    inspector.locator("[name='call']").select_option("identify")
    inspector.get_by_role("button", name="Example").click()
    inspector.locator("[name='fields']").fill("{\n  \"plan\": 'gold'\n}")
    inspector.get_by_role("button", name="Send", exact=True).click()
    expect(inspector.locator("[data-mistake]")).to_be_visible()
    _take(page, folder, "preview-own-call")
    inspector.get_by_role("button", name="New visitor").click()
    expect(inspector.locator("[data-visitor]")).to_have_count(2)
    _wait_for_arrow(inspector, "track Kameleoon identifier (200)")
    page.emulate_media(color_scheme="dark")
    _take(page, folder, "preview-visitors-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    alone.get_by_role("tab", name="Visit").click()
    alone.set_viewport_size(PHONE)
    _take(alone, folder, "inspector-phone")
    alone.set_viewport_size(WIDE)


def _take_panels(page: Page, shop: Page, folder: Path) -> None:
    """The inspector alone: each panel, light and dark, and a check that fails."""
    _wait_for_arrow(page, "track Experiment Viewed (200)")
    page.locator("[data-seq]:visible", has_text="track Experiment Viewed").first.get_by_role("button").click()
    _take(page, folder, "inspector-visit")
    page.emulate_media(color_scheme="dark")
    for name in ("State", "Snippets"):
        page.get_by_role("tab", name=name).click()
        if name == "Snippets":
            page.locator("#snippets summary", has_text="subscribed-plan").click()
            expect(page.locator("#snippets pre")).to_be_visible()
        _take(page, folder, f"inspector-{name.lower()}-dark")
    page.emulate_media(color_scheme="light")
    shop.evaluate("analytics.track('Kameleoon identifier', { k_visitorCode: Kameleoon.API.Visitor.code })")
    expect(page.locator("[data-verdict]")).to_contain_text("fail")
    page.get_by_role("tab", name="Checks").click()
    _take(page, folder, "inspector-checks")


def _take_problem(page: Page, preview: Preview, folder: Path) -> None:
    """What is shown when a saved template is wrong."""
    preview.problem = "global-script.js.jinja, line 12: unexpected '}'"
    preview.bell.ring()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("tab", name="Visit").click()
    _take(page, folder, "inspector-problem")


def _take_report(page: Page, folder: Path) -> None:
    """The report on a shop with two faults: a tag manager links, too, and a custom data is out of date."""
    with TemporaryDirectory() as work, Emulator(_out_of_date(), site=_with_tag_manager()) as emulator:
        journey, report = Path(work, "two-pages.toml"), Path(work, "report.html")
        journey.write_text('title = "T"\nabout = "A."\nsteps = [{ open = "/" }, { open = "/pricing" }]\n')
        traits = [f"--trait={one.trait}={one.custom_data}" for one in PROJECT.traits]
        words = [f"--sitecode={PROJECT.sitecode}", f"--label={PROJECT.label}", *traits]
        with redirect_stdout(StringIO()):
            kamseg.main(["verify", emulator.url(), *words, f"--journey={journey}", f"--report={report}"])
        page.goto(report.as_uri())
        _take(page, folder, "report")


def _out_of_date() -> Account:
    replace = msgspec.structs.replace
    account = demo_account(PROJECT)
    older, *_ = demo_account(replace(PROJECT, identity=Identity(session_minutes=20))).custom_data
    return replace(account, custom_data=(older, *account.custom_data[1:]))


def _with_tag_manager() -> Site:
    send = "analytics.track('Kameleoon identifier', { k_visitorCode: code, kameleoonVisitorCode: code });"
    ready = f"analytics.ready(() => {{ const {{ code }} = Kameleoon.API.Visitor; {send} }})"
    tag = f"addEventListener('Kameleoon::Started', () => {ready});"
    return shop_site(PROJECT, after_scripts=f"<script>{tag}</script>")


def _wait_for_arrow(root: Page | FrameLocator, label: str) -> None:
    expect(root.locator("[data-seq]:visible", has_text=label).first).to_be_attached()


def _take(page: Page, folder: Path, name: str) -> None:
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    print(path, flush=True)


@contextmanager
def _preview() -> Generator[Preview]:
    ready, stop, found = threading.Event(), threading.Event(), []

    def on_ready(preview: Preview) -> None:
        found.append(preview)
        ready.set()

    keywords = {"port": 0, "on_ready": on_ready, "wait": stop.wait}
    thread = threading.Thread(target=serve, args=(lambda: PROJECT,), kwargs=keywords)
    thread.start()
    ready.wait()
    try:
        yield found[0]
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
