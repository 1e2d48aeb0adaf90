"""Finds and starts browser engines: Playwright's own builds if they are installed, else the system's."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from .display import virtual_display
from .webkit_gtk import find_mini_browser, webkit_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright, ProxySettings

EngineName = Literal["chromium", "firefox", "webkit"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)

SYSTEM_BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# Nothing may leave this machine, and root in a container has no sandbox.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
)
SYSTEM_FIREFOXES = ("firefox-esr", "firefox")
REMEDIES: dict[str, str] = {
    "chromium": "run `playwright install chromium-headless-shell`, or install one of "
    f"{', '.join(SYSTEM_BROWSERS)} (Debian: apt-get install chromium-headless-shell)",
    "firefox": "run `playwright install firefox`, or install Firefox (Debian: apt-get install firefox-esr)",
    "webkit": "run `playwright install webkit`, or install WebKitGTK's MiniBrowser and Xvfb "
    "(Debian: apt-get install webkit2gtk-driver xvfb)",
}
_REMEDY_WITH_A_WINDOW = (
    "the headless shell has none; run `playwright install chromium`, or install one of "
    f"{', '.join(SYSTEM_BROWSERS[1:])} (Debian: apt-get install chromium)"
)


class NoBrowserError(RuntimeError):
    """An engine was not found; the message names what to install."""

    def __init__(self, engine: str, *, window: bool = False) -> None:
        if window and engine == "chromium":
            super().__init__(f"no browser found for {engine} with a window: {_REMEDY_WITH_A_WINDOW}")
        else:
            super().__init__(f"no browser found for {engine}: {REMEDIES[engine]}")


class Engine(Protocol):
    """A browser engine that has been opened."""

    def new_context(
        self, *, proxy: ProxySettings | None = None, tabs: int = 1
    ) -> AbstractContextManager[BrowserContext]:
        """Give a browser context that shares nothing with others, closed when left.

        Args:
            proxy: Playwright's description of one: `server` and `bypass`.
            tabs: how many pages it will have; only WebKitGTK must know.
        """


@contextmanager
def open_engine(playwright: Playwright, name: EngineName = "chromium") -> Iterator[Engine]:
    """Open an engine as long as the context lasts.

    Args:
        playwright: Playwright, started.
        name: which one.

    Raises:
        NoBrowserError: it is not installed.
    """
    browser_type: BrowserType = getattr(playwright, name)
    program = webkit_gtk_for(browser_type)
    if program:
        with virtual_display() as display:
            yield _WebKitGtk(playwright, program, display)
    else:
        browser = browser_type.launch(**launch_arguments(browser_type))
        try:
            yield _Launched(browser)
        finally:
            browser.close()


class _Launched:
    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @contextmanager
    def new_context(self, *, proxy: ProxySettings | None = None, tabs: int = 1) -> Iterator[BrowserContext]:  # noqa: ARG002 - any number
        with self._browser.new_context(proxy=proxy) as context:
            yield context


class _WebKitGtk:
    def __init__(self, playwright: Playwright, program: Path, display: str) -> None:
        self._start = partial(webkit_context, playwright, program, display)

    def new_context(
        self, *, proxy: ProxySettings | None = None, tabs: int = 1
    ) -> AbstractContextManager[BrowserContext]:
        return self._start(proxy=proxy, tabs=tabs)


def find_engine(browser_type: BrowserType) -> Path:
    """Return the program of an engine that can be opened.

    Args:
        browser_type: Playwright's.

    Raises:
        NoBrowserError: it is not installed.
    """
    program = webkit_gtk_for(browser_type) or _own_build(browser_type)
    return program or Path(_system_browser(browser_type.name)["executable_path"])


def launch_arguments(browser_type: BrowserType) -> dict[str, Any]:
    """Return the arguments for `browser_type.launch()`.

    Args:
        browser_type: Playwright's; it knows where its own build would be.

    Raises:
        NoBrowserError: there is no browser that can be launched so.
    """
    own = {"args": list(ARGUMENTS)} if browser_type.name == "chromium" else {}
    return {"headless": True} | own | stand_in(browser_type, {"headless": True})


def stand_in(browser_type: BrowserType, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what lets `browser_type.launch(**options)` open the system's browser, where it would find none.

    Args:
        browser_type: Playwright's.
        options: what is to be launched. A `channel` or an `executable_path` has decided already.

    Raises:
        NoBrowserError: neither is installed.
    """
    headless = options.get("headless") is not False
    if options.get("channel") or options.get("executable_path") or _own_build(browser_type, headless):
        return {}
    found: dict[str, Any] = _system_browser(browser_type.name, headless)
    if browser_type.name == "chromium":
        found["args"] = [*ARGUMENTS, *(options.get("args") or ())]
    return found


def webkit_gtk_for(browser_type: BrowserType) -> Path | None:
    """Return the MiniBrowser that has to stand in for Playwright's own WebKit; None where it has not.

    Raises:
        NoBrowserError: it would have to, and either it or Xvfb is not installed.
    """
    if browser_type.name != "webkit" or _own_build(browser_type):
        return None
    program = find_mini_browser()
    if program is None or shutil.which("Xvfb") is None:
        raise NoBrowserError("webkit")
    return program


def find_system_browser() -> str | None:
    """Return the path of the first of `SYSTEM_BROWSERS` on the PATH, or None."""
    return _first_on_path(SYSTEM_BROWSERS)


def _system_browser(name: str, headless: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 - Playwright's word
    """Say where the system's Chromium or Firefox is; the latter speaks WebDriver BiDi with Playwright."""
    browsers = SYSTEM_BROWSERS if headless else SYSTEM_BROWSERS[1:]
    path = _first_on_path({"chromium": browsers, "firefox": SYSTEM_FIREFOXES}.get(name, ()))
    if path is None:
        raise NoBrowserError(name, window=not headless)
    return {"executable_path": path} | ({"channel": "moz-firefox"} if name == "firefox" else {})


def _first_on_path(names: tuple[str, ...]) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


def _own_build(browser_type: BrowserType, headless: bool = True) -> Path | None:  # noqa: FBT001, FBT002 - Playwright's word
    """Return Playwright's own build, if it is there.

    Of Chromium without a window it is the headless shell, beside the full browser that Playwright names:
    `<folder>/chromium-<version>/<platform>/<file>` becomes `<folder>/chromium_headless_shell-*/*/*`.
    """
    path = Path(browser_type.executable_path)
    if browser_type.name != "chromium" or not headless:
        return path if path.exists() else None
    folder = path.parents[min(2, len(path.parents) - 1)]
    return next(folder.glob("chromium_headless_shell-*/*/*headless*shell*"), None)
