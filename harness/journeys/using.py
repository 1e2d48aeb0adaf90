"""Uses a page that Playwright drives, whatever it is: presses, fills in, waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .player import PageAction

# Not one that only leads elsewhere on the same page, downloads, or logs out.
_FIND_LINK = """() => {
  const here = location.href.split("#")[0];
  const isPage = (link) => link.origin === location.origin && link.href.split("#")[0] !== here && !link.download
    && (!link.target || link.target === "_self") && !/log-?out|sign-?out|\\.(pdf|zip|xml|jpe?g|png)$/i.test(link.pathname);
  const link = Array.from(document.links).find((one) => isPage(one) && one.pathname !== location.pathname);
  return link ? link.href : "";
}"""


def find_link(page: Page) -> str:
    """Return the address of the first link to another page of the same site.

    Raises:
        AssertionError: there is none.
    """
    address = str(page.evaluate(_FIND_LINK))
    if not address:
        raise AssertionError(f"{page.url} has no link to another page of the site")
    return address


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
