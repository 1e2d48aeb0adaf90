"""WebKitGTK's MiniBrowser, driven by Playwright: WebKit on Debian, where Playwright's own build is missing.

Playwright attaches to the windows that are there when it connects, and cannot open any. So each browser
context is a process of its own, with as many windows as there will be tabs.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .processes import running
from .sockets import send_at_once
from .web_inspector import LOOPBACK, list_for_playwright, reserved_port, wait_for_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Playwright, ProxySettings

_LIBRARIES = (Path("/usr/lib"), Path("/usr/libexec"), Path("/usr/local/lib"))
_PLACES = ("webkit2gtk-4.*/MiniBrowser", "*/webkit2gtk-4.*/MiniBrowser")


def find_mini_browser() -> Path | None:
    """Return the path of the newest MiniBrowser that is installed, or None."""
    found = [path for folder in _LIBRARIES for place in _PLACES for path in folder.glob(place)]
    return max(found, key=lambda path: path.parent.name, default=None)


@contextmanager
def webkit_context(
    playwright: Playwright, program: Path, display: str, *, proxy: ProxySettings | None = None, tabs: int = 1
) -> Iterator[BrowserContext]:
    """Run a MiniBrowser as long as the context lasts; yields its only browser context.

    Args:
        playwright: Playwright, started.
        program: the MiniBrowser.
        display: name of an X display.
        proxy: Playwright's description of one: `server`, and in `bypass` the hosts that need none.
        tabs: how many pages there can be; `new_page()` takes the next one.

    Raises:
        OSError: the MiniBrowser does not start.
    """
    with ExitStack() as stack:
        port = stack.enter_context(reserved_port())
        variables = {
            "DISPLAY": display,
            "GDK_BACKEND": "x11",  # and not the Wayland of a desktop
            "WEBKIT_INSPECTOR_HTTP_SERVER": f"{LOOPBACK}:{port}",
        }
        command = (str(program), *_options(proxy), _first_page(tabs))
        process = stack.enter_context(running(command, os.environ | variables))
        windows = wait_for_windows(process, port, tabs)
        with list_for_playwright(windows) as address:
            browser = playwright.webkit.connect_over_cdp(address)
        stack.callback(browser.close)
        send_at_once(process.pid)  # its inspector takes 44 ms for each answer otherwise
        context = browser.contexts[0]
        context.new_page = _Windows(context.pages).take  # type: ignore[method-assign] # Playwright has none here
        yield context


class _Windows:
    """Hands out the windows that were opened at the start."""

    def __init__(self, pages: list[Page]) -> None:
        self._pages = iter(pages)

    def take(self) -> Page:
        page = next(self._pages, None)
        if page is None:
            raise RuntimeError(
                "WebKitGTK has to open all tabs at the start: say how many there will be in all, "
                "with tabs=… or the marker @pytest.mark.kamseg_tabs(…)"
            )
        return page


def _options(proxy: ProxySettings | None) -> list[str]:
    options = [
        "--private",
        "--enable-developer-extras=true",
        "--javascript-can-open-windows-automatically=true",
    ]
    if proxy:
        bypass = filter(None, (proxy.get("bypass") or "").split(","))
        options += [f"--proxy={proxy['server']}", *(f"--ignore-host={host}" for host in bypass)]
    return options


def _first_page(tabs: int) -> str:
    """Return the address to begin with, whose script opens the other windows."""
    script = f"for (let i = 1; i < {tabs}; i++) open('about:blank')"
    return f"data:text/html,<script>{script}</script>" if tabs > 1 else "about:blank"
