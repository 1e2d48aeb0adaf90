"""Lets time pass for cookies: they age by the browser's own clock, which a page's clock does not move."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

_SESSION = -1  # Playwright's expiry of a session cookie


def age_cookies(context: BrowserContext, seconds: float) -> None:
    """Bring the expiry of each cookie forward, and drop those that have expired then."""
    cookies: Any = context.cookies()  # Playwright has two types for one shape
    lasting = [cookie for cookie in cookies if cookie["expires"] != _SESSION]
    for cookie in lasting:
        cookie["expires"] -= seconds
    context.clear_cookies()
    still_valid = [
        cookie for cookie in cookies if cookie["expires"] == _SESSION or cookie["expires"] > time.time()
    ]
    context.add_cookies(still_valid)
