"""Page object: what a visitor of the shop does, and what servers do about the visitor."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

import msgspec

from ...generator.probe import probe
from ..browsers.quirks import Until, go_to
from ..emulator.segment.tracking import BARRIER
from ..evidence.frames import hidden
from ..evidence.parts import PartState, record
from .ageing import age_cookies
from .servers import ServerSide

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from ...generator.project import Project
    from ..emulator.emulator import Emulator
    from ..evidence.journal import Journal

__tracebackhide__ = hidden
_NO_SCRIPTS = "/__kamseg/journal?kind=barrier"
_SECONDS_TO_STOP = 60  # far more than a busy machine needs between two calls
_LIBRARY_IS_THERE = "(name) => window[name] && typeof window[name].user === 'function'"


class Visitor:
    """One person in one browser.

    Args:
        page: the tab; the browser context is the person's browser.
        emulator: the world.
    """

    def __init__(self, page: Page, emulator: Emulator) -> None:
        self.page = page
        self._emulator = emulator
        self._servers = ServerSide(emulator)

    @property
    def context(self) -> BrowserContext:
        """The person's browser."""
        return self.page.context

    @property
    def journal(self) -> Journal:
        """The emulator's journal."""
        return self._emulator.journal

    @property
    def project(self) -> Project | None:
        """The project whose snippets are pasted, if there is one."""
        return self._emulator.project

    @property
    def _library(self) -> str:
        """What analytics.js is called on window."""
        return self.project.segment.global_name if self.project else "analytics"

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of the site, name to value."""
        cookies = self.context.cookies(self._emulator.url())
        return {
            str(cookie["name"]): str(cookie["value"])
            for cookie in cookies
            if "name" in cookie and "value" in cookie
        }

    @property
    def code(self) -> str:
        """The visitor code, as the engine in the page says."""
        self._expect_a_page()
        return str(self.page.evaluate("Kameleoon.API.Visitor.code"))

    def open(self, path: str = "/", until: Until = "load", *, host: str = "shop") -> None:
        """Open a page of the shop.

        Args:
            path: of the page, with a query if wanted.
            until: when to return. A script that hangs keeps a page from ever reaching `load`.
            host: one of the site's subdomains, for example `www.shop`.
        """
        go_to(self.page, self._emulator.url(path, host), until)

    def start(self, path: str = "/", *, host: str = "shop") -> None:
        """Open a page and wait until the engine has started in it."""
        started = self.journal.count("engine.event", name="Started")
        self.open(path, until="domcontentloaded", host=host)
        self.journal.wait_for("engine.event", name="Started", times=started + 1)

    def consent(self, kind: str = "BOTH") -> None:
        """Give legal consent, as a consent banner does.

        Args:
            kind: `BOTH`, `AB_TESTING` or `PERSONALIZATION`.
        """
        self._expect_a_page()
        self.page.evaluate("(kind) => Kameleoon.API.Core.enableLegalConsent(kind)", kind)

    def refuse(self, kind: str = "BOTH") -> None:
        """Refuse or withdraw legal consent.

        Args:
            kind: `BOTH`, `AB_TESTING` or `PERSONALIZATION`.
        """
        self._expect_a_page()
        self.page.evaluate("(kind) => Kameleoon.API.Core.disableLegalConsent(kind)", kind)

    def identify(self, user_id: str, traits: dict[str, Any] | None = None) -> None:
        """Log in: the page calls `analytics.identify`; returns when Segment has it."""
        self._when_segment_is_there()
        self.page.evaluate(
            "([name, id, traits]) => window[name].identify(id, traits).then(() => null)",
            [self._library, user_id, traits or {}],
        )

    def logout(self) -> None:
        """Log out: the page calls `analytics.reset`; returns when the browser has removed its cookies."""
        self._when_segment_is_there()
        # WebKit may show a removed cookie once more, but not after a request: those go the same way.
        script = "async ([name, url]) => { window[name].reset(); await fetch(url); }"
        self.page.evaluate(script, [self._library, _NO_SCRIPTS])

    def track(self, event: str, properties: dict[str, Any] | None = None) -> None:
        """Do something the page tracks; returns when Segment has it."""
        self._when_segment_is_there()
        self.page.evaluate(
            "([name, event, properties]) => window[name].track(event, properties).then(() => null)",
            [self._library, event, properties or {}],
        )

    def join_group(self, group_id: str, traits: dict[str, Any] | None = None) -> None:
        """Join a company: the page calls `analytics.group`; returns when Segment has it."""
        self._when_segment_is_there()
        self.page.evaluate(
            "([name, id, traits]) => window[name].group(id, traits).then(() => null)",
            [self._library, group_id, traits or {}],
        )

    def enter_audience(self, name: str) -> None:
        """Enter an audience of Segment, said by a server; returns when the destinations have it."""
        self._servers.audience(name, **self.ids, entered=True)

    def leave_audience(self, name: str) -> None:
        """Leave an audience of Segment; returns when the destinations have it."""
        self._servers.audience(name, **self.ids, entered=False)

    @property
    def ids(self) -> dict[str, str | None]:
        """The ids under which Segment knows the person: `user_id` (None until identified), `anonymous_id`."""
        self._when_segment_is_there()
        ids = "(name) => [window[name].user().id(), window[name].user().anonymousId()]"
        user, anonymous = self.page.evaluate(ids, self._library)
        return {"user_id": user, "anonymous_id": anonymous}

    def new_tab(self) -> Visitor:
        """Open another tab in the same browser."""
        return Visitor(self.context.new_page(), self._emulator)

    def return_after(self, minutes: float = 31) -> Visitor:
        """Close the tab and come back later, in a new one.

        The clocks of all later pages are set forward (Playwright's clock; timers go on), which ends visits
        that are kept in storage, the engine's and the glue's alike. Cookies age by the browser's own clock,
        so their expiry is brought forward by as much.

        Args:
            minutes: since now; 30 idle minutes end a visit (CONTRACT 2.9).
        """
        now = float(self.page.evaluate("Date.now()")) / 1000
        context, visitor = self.context, self.new_tab()
        # To where no script writes cookies while they are aged; WebKitGTK shows those of an open page only.
        go_to(self.page, self._emulator.url(_NO_SCRIPTS), "load")
        age_cookies(context, minutes * 60)
        self.page.close()
        context.clock.set_system_time(now + minutes * 60)
        return visitor

    def stop_clock(self) -> None:
        """Stop the clock of all later pages: time passes for their timers only with `pass_time`."""
        now = time.time()
        self.context.clock.install(time=now)
        # An installed clock alone goes on with the real one, and it cannot be stopped in the past.
        self.context.clock.pause_at(now + _SECONDS_TO_STOP)

    def pass_time(self, seconds: float) -> None:
        """Let time pass at once in the pages, running every timer that is due (after `stop_clock`)."""
        self.context.clock.run_for(round(seconds * 1000))

    def custom_data(self, name: str) -> Any:
        """Return the value of a custom data in this visit, or None."""
        self._expect_a_page()
        return self.page.evaluate("(name) => Kameleoon.API.CurrentVisit.customData[name]", name)

    def why(self, project: Project) -> dict[str, PartState]:
        """Ask each part of a project why it does what it does, in the page as it is now.

        It is the probe (`generator/probe.py`) that answers; what it says is in the journal, too (`why`).

        Args:
            project: whose snippets are pasted; another one's know other marks.

        Returns:
            What "identity link", "exposures" and each custom data say, by these names.
        """
        answers = msgspec.convert(self.page.evaluate(f"({probe(project)})(true)"), list[PartState])
        record(self.journal, self.page.url, answers)
        return {answer.part: answer for answer in answers}

    def barrier(self) -> None:
        """Return when Segment has received all that this page has tracked so far.

        Only with the library in the page: one more event goes the same way, and is recorded as `barrier`
        instead of reaching a destination.
        """
        self._when_segment_is_there()
        name = uuid.uuid4().hex  # of this call alone: other tabs have barriers too
        call = "([library, event, name]) => window[library].track(event, {name}).then(() => null)"
        self.page.evaluate(call, [self._library, BARRIER, name])
        self.journal.wait_for("barrier", name=name)

    def _expect_a_page(self) -> None:
        if self.page.url == "about:blank":
            raise AssertionError("the visitor has not opened a page yet: call open(…) or start(…) first")

    def _when_segment_is_there(self) -> None:
        self._expect_a_page()
        self.page.wait_for_function(_LIBRARY_IS_THERE, arg=self._library)
