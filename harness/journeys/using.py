"""Uses a page that Playwright drives, whatever it is: presses, fills in, waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError  # noqa: A004 - Playwright's own

from ..browsers.quirks import go_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .player import PageAction

_PATIENCE_MS = 5000
# Not one that only leads elsewhere on the same page, downloads, or logs out.
_FIND_LINK = """() => {
  const isElsewhere = (link) => link.origin === location.origin && link.pathname !== location.pathname;
  const isHarmful = (link) => /log-?out|sign-?out|\\.(pdf|zip|xml|jpe?g|png)$/i.test(link.pathname);
  const opensHere = (link) => !link.download && (!link.target || link.target === "_self");
  const isPage = (link) => isElsewhere(link) && opensHere(link) && !isHarmful(link);
  const link = Array.from(document.links).find(isPage);
  if (link) setTimeout(() => link.click());
  return link ? link.href : "";
}"""


class NoLinkError(AssertionError):
    """A page leads to no other page of its site."""


def follow_link(page: Page) -> None:
    """Press the first link to another page of the same site; one that is hidden in a menu, too.

    Raises:
        NoLinkError: there is none.
    """
    before = page.url
    address = str(page.evaluate(_FIND_LINK))
    if not address:
        raise NoLinkError(f"{page.url} has no link to another page of the site")
    try:
        page.wait_for_url(lambda url: url != before, wait_until="commit", timeout=_PATIENCE_MS)
    except TimeoutError:  # the page does something else with its links
        go_to(page, address, "commit")


def use(page: Page, action: PageAction, selector: str, value: str) -> None:
    """Do one thing, waiting for what it needs as long as the page's timeout allows.

    Args:
        page: where.
        action: what; see `Step`.
        selector: of the element; empty for `press` and `run`.
        value: the text, the key or the script.
    """
    match action:
        case "click":
            page.locator(selector).first.click()
        case "fill":
            page.locator(selector).first.fill(value)
        case "wait":
            page.locator(selector).first.wait_for()
        case "press":
            page.keyboard.press(value)
        case "run":
            page.evaluate(f"async () => {{ {value}\n }}")
