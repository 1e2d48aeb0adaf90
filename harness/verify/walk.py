"""Walks through a site in one browser, and judges what was seen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Error

from ...generator.project import Project
from ..evidence.journal import Journal
from ..evidence.judge import Judgement, judge_site
from ..evidence.reports.run import Screenshot, Verification
from ..journeys.journey import EMULATED, EXPECTATIONS, Journey, JourneyError, Step, read_journey
from ..journeys.player import Player
from ..journeys.using import NoLinkError
from .actor import SiteActor
from .delivery import Delivery
from .deployed import compare
from .injection import Injection
from .observer import Observer
from .remarks import AGED, remarks_of
from .rest import Patience, wait_for_rest
from .unreachable import UnreachableError, why, why_refused

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

_HAS_LOGIN = "() => Boolean(document.querySelector('input[type=password]'))"


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """How a site is walked.

    Attributes:
        project: what should be there.
        journey: what the visitor does.
        delivers: whether tracking calls reach Segment and Kameleoon.
        injects: whether the built snippets are put into the page.
        consent: a CSS selector that is pressed on the first page; empty: nothing is.
        patience: how long to wait.
        pictures: whether each page is photographed.
        on_step: told each step before it is taken; may raise to end the walk.
    """

    project: Project
    journey: Journey
    delivers: bool = False
    injects: bool = False
    consent: str = ""
    patience: Patience = Patience()
    pictures: bool = False
    on_step: Callable[[Step], None] = lambda _: None


def default_journey() -> Journey:
    """Return the journey of who names no other."""
    return read_journey(Path(__file__).with_name("default.toml"))


def refuse_emulated(journey: Journey) -> None:
    """Refuse, before a browser is opened, what cannot be done on somebody's own site.

    Raises:
        JourneyError: it has such a step.
    """
    for number, step in enumerate(journey.steps, start=1):
        if step.action in EMULATED:
            raise JourneyError(
                f"{journey.name}, step {number} ({step}): {step.action} can only be done in the demo shop; "
                "use click, fill, press, wait and run"
            )


def tabs_of(journey: Journey) -> int:
    """Return how many tabs a journey opens in all."""
    return 1 + sum(step.action in {"tab", "later"} for step in journey.steps)


def walk(address: str, browser: str, context: BrowserContext, plan: Walk) -> Verification:
    """Walk through a site and judge it.

    Args:
        address: of its first page.
        browser: name of the engine.
        context: of the browser; nobody has been there.
        plan: how.
    """
    started, begin = datetime.now(UTC).astimezone(), monotonic()
    visit = _Visit(address, context, plan)
    unreachable = ""
    try:
        visit.take_all()
    except UnreachableError as error:
        unreachable = str(error)
    return Verification(
        url=address,
        browser=browser,
        browser_version=context.browser.version if context.browser else "",
        started=started,
        duration=monotonic() - begin,
        judgements=() if unreachable else tuple(visit.judged()),
        entries=tuple(visit.journal),
        screenshots=tuple(visit.screenshots),
        remarks=() if unreachable else tuple(visit.remarks()),
        unreachable=unreachable,
    )


class _Visit:
    """One walk while it lasts."""

    def __init__(self, address: str, context: BrowserContext, plan: Walk) -> None:
        self._address = address
        self._plan = plan
        self.journal = Journal()
        self.screenshots: list[Screenshot] = []
        self._said: list[str] = []
        self._is_aged = False
        self._fault = ""
        context.set_default_timeout(plan.patience.page * 1000)
        context.set_default_navigation_timeout(plan.patience.page * 1000)
        self._observer = Observer(context, self.journal, plan.project.segment.global_name)
        self._delivery = None if plan.delivers else Delivery(context, self._observer)
        self._injection = Injection(context, plan.project) if plan.injects else None
        self._actor = SiteActor(context, address)
        self._player = Player(self.journal, self._actor, timeout=plan.patience.missing)
        self.journal.pump = self._observer.pump

    def take_all(self) -> None:
        """Take all steps of the journey; the first one shows whether the site can be had."""
        is_met = False
        for number, step in enumerate(self._plan.journey.steps):
            self._plan.on_step(step)
            try:
                self._player.take(step)
                self._is_aged |= step.later is not None
                if step.action in EXPECTATIONS:
                    continue
                is_met = is_met or self._meet()
            except NoLinkError as error:
                self._said.append(f"{error}: that step was left out")
                continue
            except AssertionError as error:
                place = f"step {number + 1} of {len(self._plan.journey.steps)} ({step})"
                self._fault = self._player.failure(place, step, error).sentence
                break
            except Error as error:
                raise UnreachableError(f"{self._address}: {step}: {why(error.message)}") from error
            self._rest(str(step))
        if not self._plan.injects:
            project = self._plan.project
            compare(project, self._observer.engine_text(project.sitecode), self.journal)

    def _meet(self) -> bool:
        """Look at what the first page is; give consent, if a way is told. Returns true: it has been met."""
        page = self._actor.page
        answers = self.journal.entries("document")
        refusal = why_refused(answers[-1]["status"]) if answers else ""
        if refusal:
            raise UnreachableError(f"{self._address}: {refusal}")
        if _is_elsewhere(self._address, page.url) and page.evaluate(_HAS_LOGIN):
            raise UnreachableError(
                f"{self._address}: it leads to a login ({page.url}); "
                "log in once and pass --storage-state, or give --basic-auth"
            )
        if self._plan.consent:
            self._player.take(Step(consent=self._plan.consent))
        return True

    def _rest(self, name: str) -> None:
        page, plan = self._actor.page, self._plan
        try:
            wait_for_rest(page, self._observer, self.journal, plan.project, plan.patience)
            self._observer.look(page)
        except Error as error:
            raise UnreachableError(f"{page.url}: {why(error.message)}") from error
        if plan.pictures:
            with suppress(Error):  # a page may refuse to be painted in time
                image = page.screenshot(type="jpeg", quality=60, timeout=5000)
                self.screenshots.append(Screenshot(name, image))

    def judged(self) -> list[Judgement]:
        """Judge the journal; a journey of the user's own that cannot be walked is a fault, too."""
        judgements = judge_site(self._plan.project, self.journal)
        if self._plan.injects:
            judgements = [one for one in judgements if one.id != "deployed"]
        return [self._of_journey(), *judgements]

    def _of_journey(self) -> Judgement:
        title = "The journey can be walked to its end"
        if self._fault:
            remedy = "open the site, and compare what is there with the journey"
            return Judgement("journey", title, "fail", self._fault, remedy)
        return Judgement("journey", title, "pass", f"{len(self._plan.journey.steps)} steps")

    def remarks(self) -> list[str]:
        """Say how it was walked, and what could not be seen."""
        said = remarks_of(self._observer, self._delivery, self.journal)
        if self._is_aged:
            said.append(AGED)
        return [*said, *self._said, *(self._injection.remarks if self._injection else ())]


def _is_elsewhere(address: str, url: str) -> bool:
    wanted, found = urlsplit(address), urlsplit(url)
    return (wanted.netloc, wanted.path.rstrip("/")) != (found.netloc, found.path.rstrip("/"))
