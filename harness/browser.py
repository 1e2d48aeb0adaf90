"""Finds a browser: Playwright's own if it is installed, else one of the system's."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

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


class NoBrowserError(RuntimeError):
    """No browser was found; the message names what to install."""


def find_system_browser() -> str | None:
    """Return the path of the first of `SYSTEM_BROWSERS` on the PATH, or None."""
    return next((path for path in map(shutil.which, SYSTEM_BROWSERS) if path), None)


def launch_arguments(chromium: BrowserType) -> dict[str, Any]:
    """Return the arguments for `chromium.launch()`.

    Args:
        chromium: Playwright's browser type; it knows where its own download would be.

    Raises:
        NoBrowserError: there is no browser.
    """
    arguments: dict[str, Any] = {"args": list(ARGUMENTS), "headless": True}
    if _own_browser(chromium):
        return arguments
    system = find_system_browser()
    if system is None:
        raise NoBrowserError(
            "no browser found: run `playwright install chromium-headless-shell`, or install one of "
            f"{', '.join(SYSTEM_BROWSERS)} (Debian: apt-get install chromium-headless-shell)"
        )
    return {**arguments, "executable_path": system}


def _own_browser(chromium: BrowserType) -> bool:
    """Say whether Playwright's headless shell is there, beside the full browser that Playwright names.

    `<folder>/chromium-<version>/<platform>/<file>` becomes `<folder>/chromium_headless_shell-*/*/*`.
    """
    parents = Path(chromium.executable_path).parents
    folder = parents[min(2, len(parents) - 1)]
    return any(folder.glob("chromium_headless_shell-*/*/*headless*shell*"))
