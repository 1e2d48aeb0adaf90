"""A site that a test of your own drives: watched from outside, and judged when the test says so."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from playwright.sync_api import Error

from ...generator import __version__
from ...generator.render import fingerprint_of
from ..browsers.quirks import engine_of
from ..evidence.journal import Journal
from ..evidence.judge import judge_site
from ..evidence.reports.masking import masked
from ..evidence.reports.run import Run, Screenshot, Verification
from ..evidence.reports.terminal import Style, terminal_report
from .actor import load
from .delivery import Delivery
from .deployed import compare
from .observer import Observer
from .remarks import remarks_of
from .rest import Patience, wait_for_rest
from .unreachable import UnreachableError, why_refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

    from ...generator.project import Project

_BLANK = "about:blank"
_PICTURE_MS = 5000


class OpenSite(Protocol):
    """What the fixture `kamseg_site` gives a test: a call opens a site in `page`, watched from then on.

    Args:
        url: an address, or a path of the site that `--kamseg-url` names; without it, that site itself.
        deliver: let tracking calls reach Segment and Kameleoon; else they are answered here.
        wait: so many seconds what is not there yet may still come, before it counts as missing.
    """

    def __call__(self, url: str = "", *, deliver: bool = False, wait: float = 8) -> ObservedSite:
        """Open a site."""


class ObservedSite:
    """A site in a test: drive `page` as you like, then `check()`. The fixture `kamseg_site` makes it.

    Args:
        page: a tab; all tabs of its browser context are watched from now on.
        address: of the site.
        project: what should be there.
        delivers: whether tracking calls reach Segment and Kameleoon; else they are answered here.
        patience: how long to wait.
        remarks: how the browser context was made, for the report.

    Attributes:
        page: the tab.
        journal: what was seen; wait on it, as in `site.journal.wait_for("segment.event", event="Signed Up")`.
    """

    def __init__(  # noqa: PLR0913 - each is decided by itself
        self,
        page: Page,
        address: str,
        project: Project,
        *,
        delivers: bool = False,
        patience: Patience | None = None,
        remarks: Iterable[str] = (),
    ) -> None:
        self.page = page
        self.journal = Journal()
        self._address = address
        self._project = project
        self._patience = patience or Patience()
        self._remarks = tuple(remarks)
        self._started, self._begin = datetime.now(UTC).astimezone(), monotonic()
        self._compared: str | None = None
        self._observer = Observer(page.context, self.journal, project.segment.global_name)
        self._delivery = None if delivers else Delivery(page.context, self._observer)
        self.journal.pump = self._observer.pump

    def open(self) -> None:
        """Load the address.

        Raises:
            UnreachableError: it cannot be had.
        """
        load(self.page, self._address)
        answers = self.journal.entries("document")
        refusal = why_refused(answers[-1]["status"]) if answers else ""
        if refusal:
            raise UnreachableError(f"{self._address}: {refusal}")

    def look(self) -> None:
        """Wait until all tabs have come to rest, and note how they are; `check` does so, too."""
        for page in self._pages():
            wait_for_rest(page, self._observer, self.journal, self._project, self._patience)
            self._observer.look(page)
        engine = self._observer.engine_text(self._project.sitecode)
        if engine != self._compared:
            compare(self._project, engine, self.journal)
            self._compared = engine

    def check(self) -> None:
        """Look once more, and judge all that was seen since the site was opened.

        Raises:
            AssertionError: something does not hold; the message is the report, with all remedies.
        """
        __tracebackhide__ = True
        self.look()
        found = self.report()
        if found.outcomes != ("passed",):
            titles = "; ".join(one.title for one in found.verifications[0].failures)
            raise AssertionError(f"does not hold: {titles}\n\n{terminal_report(found, Style())}")

    def report(self, screenshots: Iterable[Screenshot] = ()) -> Run:
        """Judge what was seen so far, for a report; secrets are masked. Asks no browser.

        Args:
            screenshots: for the report.
        """
        browser = self.page.context.browser
        verification = Verification(
            url=self._address,
            browser=engine_of(self.page.context),
            browser_version=browser.version if browser else "",
            started=self._started,
            duration=monotonic() - self._begin,
            judgements=tuple(judge_site(self._project, self.journal)),
            entries=tuple(self.journal),
            screenshots=tuple(screenshots),
            remarks=(*remarks_of(self._observer, self._delivery, self.journal), *self._remarks),
        )
        return masked(
            Run(
                verifications=(verification,),
                version=__version__,
                configuration=self._project.sitecode,
                fingerprint=fingerprint_of(self._project),
            )
        )

    def pictures(self) -> list[Screenshot]:
        """Take a picture of each tab that is still open."""
        found = []
        for page in self._pages():
            with suppress(Error):  # it is gone, or refuses to be painted in time
                image = page.screenshot(type="jpeg", quality=60, timeout=_PICTURE_MS)
                found.append(Screenshot(page.url, image))
        return found

    def _pages(self) -> list[Page]:
        return [page for page in self.page.context.pages if page.url != _BLANK]
