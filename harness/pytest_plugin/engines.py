"""In which browser engines a test runs, and which program opens where Playwright's own is missing.

As pytest-playwright has it, in Chromium, or in what `--browser` names; `@pytest.mark.kamseg_every_engine`
makes it all three. What an engine cannot do is not collected for it: the marker
`@pytest.mark.kamseg_engines("chromium", reason="…")` says so, and `pytest --collect-only` lists it.

All options and fixtures of pytest-playwright stay its own. Only where Playwright would find no browser to
launch, and some test of the session asks for kamseg, the system's stands in.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from ..browsers.engines import ENGINES, Engine, NoBrowserError, open_engine, stand_in, webkit_gtk_for
from .markers import asked
from .world import GUARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright

_IMPOSSIBLE = pytest.StashKey[list[str]]()


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
    return next((marker.kwargs.get("reason", "") for marker in markers if engine not in marker.args), "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List what is left out, when tests are listed."""
    impossible = config.stash.get(_IMPOSSIBLE, [])
    if impossible and config.option.collectonly:
        terminalreporter.section("not for this engine")
        for line in impossible:
            terminalreporter.line(line)


class _Elsewhere:
    """The browser of a session in WebKitGTK: there is none to share."""

    def close(self) -> None:
        """Nothing is open."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"WebKitGTK has no browser.{name}: use the fixture new_context, context or page")


@pytest.fixture(scope="session")
def launch_browser(  # noqa: PLR0913, PLR0917 - each is a fixture
    launch_browser: Callable[..., Browser],
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    connect_options: dict[str, Any] | None,
    webkit_gtk: Engine | None,
    pytestconfig: pytest.Config,
) -> Callable[..., Browser | _Elsewhere]:
    """pytest-playwright's; the system's browser where it would find none."""
    if connect_options or not asked(pytestconfig):
        return launch_browser

    def launch(**options: Any) -> Browser | _Elsewhere:
        if webkit_gtk:
            return _Elsewhere()
        try:
            found = stand_in(browser_type, {**browser_type_launch_args, **options})
        except NoBrowserError as error:
            raise _missing(error, browser_type.name, pytestconfig) from error
        return launch_browser(**{**options, **found})

    return launch


@pytest.fixture(scope="session")
def webkit_gtk(
    playwright: Playwright,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    connect_options: dict[str, Any] | None,
    pytestconfig: pytest.Config,
) -> Generator[Engine | None]:
    """WebKitGTK, where it stands in for Playwright's own WebKit."""
    if connect_options or "executable_path" in browser_type_launch_args or not asked(pytestconfig):
        yield None
        return
    try:
        with ExitStack() as stack:
            program = webkit_gtk_for(browser_type)
            yield stack.enter_context(open_engine(playwright, "webkit")) if program else None
    except NoBrowserError as error:
        raise _missing(error, browser_type.name, pytestconfig) from error


@pytest.fixture
def new_context(
    request: pytest.FixtureRequest,
    new_context: Callable[..., BrowserContext],
    browser_context_args: dict[str, Any],
    webkit_gtk: Engine | None,
) -> Generator[Callable[..., BrowserContext]]:
    """pytest-playwright's; in WebKitGTK each context is a process of its own."""
    if webkit_gtk is None:
        yield new_context
        return
    marker = request.node.get_closest_marker("kamseg_tabs")
    tabs = marker.args[0] if marker else 1
    guards = request.node.stash.get(GUARDS, None)
    with ExitStack() as stack:

        def new(**options: Any) -> BrowserContext:
            proxy = options.get("proxy") or browser_context_args.get("proxy") or (guards and guards.proxy)
            context = stack.enter_context(webkit_gtk.new_context(proxy=proxy, tabs=tabs))
            if guards:
                guards.watch(context)
            return context

        yield new


def _missing(error: NoBrowserError, name: str, config: pytest.Config) -> BaseException:
    """Return what to raise when an engine is missing: a skip, unless it was asked for by name."""
    is_asked_for = name == "chromium" or name in config.option.browser
    return error if is_asked_for else pytest.skip.Exception(str(error))
