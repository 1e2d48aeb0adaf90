"""Somebody who visits a site that is not ours: what a journey says is done in Playwright's page."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from playwright.sync_api import Error, TimeoutError  # noqa: A004 - Playwright's own

from ..browsers.quirks import go_to
from ..journeys.ageing import age_cookies
from ..journeys.using import follow_link, use
from .unreachable import UnreachableError, why

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from ..journeys.player import ConsentKind, PageAction, ShopAction

_ANSWER = "(command) => { (window.kameleoonQueue = window.kameleoonQueue || []).push(command); }"


def load(page: Page, url: str) -> None:
    """Load a page, as far as its text is there.

    Args:
        page: the tab.
        url: whole.

    Raises:
        UnreachableError: it cannot be had.
    """
    try:
        go_to(page, url, "commit")
        page.wait_for_load_state("domcontentloaded")
    except Error as error:
        raise UnreachableError(f"{url}: {why(error.message)}") from error


class SiteActor:
    """See `Actor`.

    Args:
        context: of the browser; the pages are opened in it.
        address: of the site: paths start from it.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context = context
        self._address = address
        self.page = context.new_page()
        self._earlier: list[Page] = []

    @property
    def ids(self) -> dict[str, str | None]:
        """Only the shop's server side asks for them."""
        raise AssertionError("what servers send can only be done in the demo shop")

    def open(self, path: str) -> None:
        """Load a page of the site.

        Raises:
            UnreachableError: it cannot be had.
        """
        load(self.page, urljoin(self._address, path))

    def go(self, path: str) -> None:
        """Press the link to the page."""
        self.page.locator(f'a[href="{path}"]').first.click()

    def follow(self) -> None:
        """Press the first link to another page."""
        follow_link(self.page)
        self._arrive()

    def reload(self) -> None:
        """Load the page again."""
        with suppress(TimeoutError):  # what there is of it is looked at
            self.page.reload(wait_until="domcontentloaded")

    def tab(self) -> None:
        """Open the page in another tab; the first one stays."""
        url = self.page.url
        self._take_another()
        self.open(url)

    def use(self, action: PageAction, selector: str, value: str) -> None:
        """Use the page as a person does; AssertionError when it cannot be done."""
        try:
            use(self.page, action, selector, value)
        except Error as error:
            raise AssertionError(error.message.split("\n", maxsplit=1)[0]) from error

    def consent(self, *, given: bool, kind: ConsentKind = "BOTH") -> None:
        """Answer through the engine's queue."""
        self.page.evaluate(
            _ANSWER, ["Core.enableLegalConsent" if given else "Core.disableLegalConsent", kind]
        )

    def shop(self, action: ShopAction, value: Any) -> None:
        """Only our shop has it."""
        raise AssertionError(f"{action} {value} can only be done in the demo shop")

    def later(self, minutes: float) -> None:
        """Close all pages and come back: clocks of later pages are set forward, and cookies age."""
        now = float(self.page.evaluate("Date.now()")) / 1000
        age_cookies(self._context, minutes * 60)  # WebKitGTK has cookies only where a page is open
        self._take_another()
        while self._earlier:
            self._earlier.pop().close()
        self._context.clock.set_system_time(now + minutes * 60)
        self.open(self._address)

    def become_somebody_new(self) -> None:
        """Forget what the browser knows; only the shop's journeys ask for it."""
        self._context.clear_cookies()

    def suffer(self, page_script: str) -> None:
        """Only our world has troubles."""
        raise AssertionError(f"trouble can only be made in the demo shop: {page_script[:40]}")

    def why(self) -> None:
        """The walk itself looks at each page."""

    def _take_another(self) -> None:
        self._earlier.append(self.page)
        self.page = self._context.new_page()

    def _arrive(self) -> None:
        with suppress(TimeoutError):
            self.page.wait_for_load_state("domcontentloaded")
