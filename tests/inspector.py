"""Page object: the inspector of the preview, as a person uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page

DONE_MS = 15_000


class Inspector:
    """The inspector, beside the page of the shop or alone."""

    def __init__(self, page: Page, root: Page | FrameLocator) -> None:
        self.page = page
        self.root = root
        page.set_default_timeout(10_000)
        expect(root.locator("html[data-ready]")).to_be_attached()

    @classmethod
    def beside(cls, page: Page) -> Inspector:
        return cls(page, page.frame_locator("iframe[data-kamseg-dock]"))

    @classmethod
    def alone(cls, page: Page, url: str) -> Inspector:
        page.goto(url)
        return cls(page, page)

    def again(self) -> Inspector:
        """The page of the shop was loaded again, and the inspector beside it with it."""
        return Inspector(self.page, self.root)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def field(self, name: str) -> Locator:
        # The text of a label around a select has the options in it, its name as a combobox has not.
        return self.root.get_by_role("combobox", name=name, exact=True).or_(
            self.root.get_by_label(name, exact=True)
        )

    def tab(self, name: str) -> Locator:
        self.root.get_by_role("tab", name=name).click()
        return self.root.get_by_role("tabpanel", name=name)

    def more(self) -> None:
        details = self.root.locator("[data-more]")
        if details.get_attribute("open") is None:
            details.locator("summary").click()

    @property
    def status(self) -> Locator:
        return self.root.get_by_role("status")

    @property
    def verdict(self) -> Locator:
        """How many checks hold, or fail."""
        return self.root.locator("[data-verdict]")

    def press(self, name: str) -> None:
        """Press a button whose action stays on the page."""
        self.button(name).click()
        expect(self.status).to_have_text(f"Done: {name}", timeout=DONE_MS)

    def arrow(self, text: str) -> Locator:
        return self.root.locator("[data-seq]:visible").filter(has_text=text)

    def visitor(self, text: str) -> Locator:
        """The heading of a visitor's entries."""
        return self.root.locator("[data-visitor] h3").filter(has_text=text)

    def own(self, call: str, name: str, text: str, sender: str = "the browser") -> None:
        """Write a call of one's own and send it."""
        details = self.root.locator("[data-own-details]")
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        self.field("Call").select_option(call)
        details.locator("[name='called']").fill(name)
        details.locator("[name='fields']").fill(text)
        self.field("As").select_option(sender)
        self.button("Send").click()

    def state(self, name: str) -> Locator:
        """The value of a row of the state panel, which is open."""
        panel = self.root.get_by_role("tabpanel", name="State")
        return panel.locator("dl > div", has=self.root.locator(f"dt:text-is('{name}')")).locator("dd")
