"""A visitor of the demo shop in a browser that Playwright drives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..browsers.quirks import go_to
from .using import follow_link, use

if TYPE_CHECKING:
    from .player import ConsentKind, PageAction, ShopAction
    from .visitor import Visitor

# The shop listens, so that a journey does the same as its buttons and forms.
_USE_SHOP = "(detail) => window.dispatchEvent(new CustomEvent('shop:do', { detail }))"


class BrowserActor:
    """See `Actor`.

    Args:
        visitor: whose browser it is. Coming back later is done in another tab: ask `.visitor`.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    @property
    def ids(self) -> dict[str, str | None]:
        """Segment's ids."""
        return self.visitor.ids

    def open(self, path: str) -> None:
        """Load a page."""
        self.visitor.open(path)

    def go(self, path: str) -> None:
        """Press the link to the page."""
        self.visitor.page.locator(f'main a[href="{path}"]').first.click()

    def follow(self) -> None:
        """Press the first link that leads to another page."""
        follow_link(self.visitor.page)

    def reload(self) -> None:
        """Load the page again."""
        self.visitor.page.reload()

    def tab(self) -> None:
        """Open the page in another tab, and go on there: ask `.visitor`."""
        url = self.visitor.page.url
        self.visitor = self.visitor.new_tab()
        go_to(self.visitor.page, url, "load")

    def use(self, action: PageAction, selector: str, value: str) -> None:
        """Use the page as a person does."""
        use(self.visitor.page, action, selector, value)

    def consent(self, *, given: bool, kind: ConsentKind = "BOTH") -> None:
        """Answer through Kameleoon's API."""
        if given:
            self.visitor.consent(kind)
        else:
            self.visitor.refuse(kind)

    def shop(self, action: ShopAction, value: Any) -> None:
        """Use the shop."""
        self.visitor.page.evaluate(_USE_SHOP, {"action": action, "value": value})

    def later(self, minutes: float) -> None:
        """Close the tab and come back."""
        self.visitor = self.visitor.return_after(minutes)

    def become_somebody_new(self) -> None:
        """Clear cookies and storage."""
        self.visitor.context.clear_cookies()
        self.visitor.page.evaluate("localStorage.clear(); sessionStorage.clear()")

    def suffer(self, page_script: str) -> None:
        """Run a script in each later page."""
        if page_script:
            self.visitor.context.add_init_script(page_script)

    def why(self) -> None:
        """Ask the probe."""
        project = self.visitor.project
        if project:
            self.visitor.why(project)
