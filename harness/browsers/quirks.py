"""What a browser reports as an error of the page and is none, and where Playwright has to be helped.

Each rule is as narrow as it can be: what it lets pass, a guard would not see.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ..evidence.checks.always import METRICS
from ..evidence.frames import hidden

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from ..evidence.entries import Entry
    from ..evidence.journal import Journal

__tracebackhide__ = hidden
Until = Literal["commit", "domcontentloaded", "load"]
# What is refused is told to the page by a rejected promise, an event or an exception; on top come such lines,
# for CORS, a Content-Security-Policy, or a cookie in a frame of another site.
_NOTICES = {
    "firefox": re.compile(
        r"The Same Origin Policy disallows reading the remote resource at "
        r"|The page\N{RIGHT SINGLE QUOTATION MARK}s settings blocked "
        r"|Prevented too many CSP reports from being sent "
        r"|Cookie .* has been rejected because it is in a cross-site context"
    ),
    "webkit": re.compile(r".* due to access control checks\.$", re.DOTALL),
}
_LIBRARY_FAILED = re.compile(r"Failed to load Analytics\.js")


def engine_of(context: BrowserContext) -> str:
    """Return the name of the engine: chromium, firefox or webkit."""
    return context.browser.browser_type.name if context.browser else ""


def usual_agent(browser: Browser) -> dict[str, str]:
    """Let a headless Chromium call itself as any other: the Data API refuses bots (CONTRACT 3).

    Args:
        browser: that is asked what it calls itself.

    Returns:
        An option for `new_context`, or none where nothing has to be changed.
    """
    if browser.browser_type.name != "chromium":
        return {}
    with browser.new_context() as context:
        agent = str(context.new_page().evaluate("navigator.userAgent"))
    usual = agent.replace("HeadlessChrome", "Chrome")
    return {} if usual == agent else {"user_agent": usual}


def go_to(page: Page, url: str, until: Until) -> None:
    """Open an address.

    Debian's Firefox, over WebDriver BiDi, gives a navigation two names when it ends the loading of another
    page, and `page.goto` takes the second for an interruption by somebody else.

    Args:
        page: the tab.
        url: the address.
        until: when to return.
    """
    if engine_of(page.context) != "firefox":
        page.goto(url, wait_until=until)
        return
    with page.expect_navigation(wait_until=until):
        page.evaluate("(url) => { location.href = url; }", url)


def is_page_error(engine: str, message: str, url: str) -> bool:
    """Say whether what Playwright reports as one is an error of a page."""
    if engine == "firefox" and url == "about:blank":  # where init scripts run too, without a storage
        return False
    notice = _NOTICES.get(engine)
    return not (notice and notice.match(message))


def is_egress(engine: str, entry: Entry, journal: Journal) -> bool:
    """Say whether a refused request is one that a test has to answer for.

    When a page is left while analytics.js loads, Firefox still tells the library that it failed, and the
    library wants to tell Segment's metrics. Chromium does so once in some 200 times, without a word in its
    console: whoever would let that pass, would let everything pass.
    """
    is_metrics = engine == "firefox" and entry["host"] == METRICS
    return not (is_metrics and journal.count("console", level="error", text=_LIBRARY_FAILED))
