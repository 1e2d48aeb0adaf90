"""In which browser engines a test runs, and how these open.

As pytest-playwright has it, in Chromium, or in what `--browser` names; `@pytest.mark.kamseg_every_engine`
makes it all three. What an engine cannot do is not collected for it: the marker
`@pytest.mark.kamseg_engines("chromium", reason="…")` says so, and `pytest --collect-only` lists it.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from ..browsers.engines import ENGINES, Engine, NoBrowserError, launch_arguments, open_engine, webkit_gtk_for

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import BrowserContext, BrowserType, Page, Playwright

_IMPOSSIBLE = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Announce the markers."""
    for marker in (
        "kamseg_every_engine: runs in Chromium, Firefox and WebKit, unless --browser says otherwise",
        "kamseg_engines(*names, reason): the engines that can run the test at all, and why others cannot",
        "kamseg_tabs(count): how many tabs the test opens in all; WebKitGTK has to know",
    ):
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(wrapper=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Generator[None, None, None]:
    """Let pytest-playwright see another `--browser` for a test that runs in every engine."""
    option = metafunc.config.option
    chosen = option.browser
    if not chosen and metafunc.definition.get_closest_marker("kamseg_every_engine"):
        option.browser = list(ENGINES)
    try:
        yield
    finally:
        option.browser = chosen


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what an engine cannot do."""
    impossible = {item: why for item in items if (why := _why_not(item))}
    config.stash[_IMPOSSIBLE] = [f"{item.nodeid}: {why}" for item, why in impossible.items()]
    if impossible:
        config.hook.pytest_deselected(items=list(impossible))
        items[:] = [item for item in items if item not in impossible]


def _why_not(item: pytest.Item) -> str:
    """Return why the engine of a test cannot run it, or nothing."""
    parameters = (
        item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    )
    engine = parameters.get("browser_name")
    markers = item.iter_markers("kamseg_engines") if engine else ()
    return next((marker.kwargs["reason"] for marker in markers if engine not in marker.args), "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List what is left out, when tests are listed."""
    impossible = config.stash.get(_IMPOSSIBLE, [])
    if impossible and config.option.collectonly:
        terminalreporter.section("not for this engine")
        for line in impossible:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type: BrowserType, pytestconfig: pytest.Config) -> dict[str, Any]:
    """How pytest-playwright launches the browser."""
    try:
        return launch_arguments(browser_type)
    except NoBrowserError as error:
        raise _missing(error, browser_type.name, pytestconfig) from error


@pytest.fixture(scope="session")
def webkit_gtk(
    playwright: Playwright, browser_type: BrowserType, pytestconfig: pytest.Config
) -> Generator[Engine | None]:
    """WebKitGTK, where it stands in for Playwright's own WebKit."""
    try:
        with ExitStack() as stack:
            program = webkit_gtk_for(browser_type)
            yield stack.enter_context(open_engine(playwright, "webkit")) if program else None
    except NoBrowserError as error:
        raise _missing(error, browser_type.name, pytestconfig) from error


@pytest.fixture
def context(
    request: pytest.FixtureRequest, webkit_gtk: Engine | None, browser_context_args: dict[str, Any]
) -> Generator[BrowserContext]:
    """A browser context of this test alone."""
    if webkit_gtk is None:
        yield request.getfixturevalue("new_context")()
        return
    tabs = request.node.get_closest_marker("kamseg_tabs")
    count = tabs.args[0] if tabs else 1
    with webkit_gtk.new_context(proxy=browser_context_args.get("proxy"), tabs=count) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab."""
    return context.new_page()


def _missing(error: NoBrowserError, name: str, config: pytest.Config) -> BaseException:
    """Return what to raise when an engine is missing: a skip, unless it was asked for by name."""
    is_asked_for = name == "chromium" or name in config.option.browser
    return error if is_asked_for else pytest.skip.Exception(str(error))
