from kamseg.harness import OpenSite
from playwright.sync_api import Page


def test_the_way_to_the_prices(kamseg_site: OpenSite, page: Page) -> None:
    site = kamseg_site()
    site.journal.wait_for("segment.event", event="Kameleoon identifier", timeout=10)
    page.locator("a[href='/pricing']").first.click()
    site.check()
