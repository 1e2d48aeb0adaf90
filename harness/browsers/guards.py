"""What no test may do unnoticed: leave this machine, or make an error in a page."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from .quirks import engine_of, is_egress, is_page_error

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

    from ..evidence.entries import Entry
    from ..evidence.journal import Journal

FORBIDDEN = {
    "egress": "a request left this machine",
    "page-error": "an exception or a rejected promise was not handled in a page",
    "engine.error": "pasted code threw; Kameleoon would swallow it",
    "emulator-error": "the emulator itself failed",
}


class Guards:
    """Watches a browser context and a journal.

    Args:
        context: its page errors and console messages go to the journal.
        journal: looked through by `check`.
        allowed: kinds of `FORBIDDEN` that the test provokes on purpose.
    """

    def __init__(
        self, context: BrowserContext, journal: Journal, allowed: frozenset[str] = frozenset()
    ) -> None:
        unknown = allowed - FORBIDDEN.keys()
        if unknown:
            raise ValueError(f"no such guard: {', '.join(sorted(unknown))}; there are {', '.join(FORBIDDEN)}")
        self._context = context
        self._thread = threading.current_thread()
        self._engine = engine_of(context)
        self._journal = journal
        self._allowed = allowed
        context.on("weberror", self._on_error)
        context.on("console", self._on_console)

    def check(self) -> None:
        """Raise AssertionError when something forbidden has happened."""
        self.drain()
        for kind in FORBIDDEN.keys() - self._allowed:
            found = self._found(kind)
            if found:
                lines = "\n".join(f"  {entry}" for entry in found)
                raise AssertionError(f"{FORBIDDEN[kind]} ({kind}):\n{lines}")

    def drain(self) -> None:
        """Take in what Playwright has not delivered yet: a round trip to a page comes after its events."""
        for page in self._context.pages:
            try:
                page.evaluate("0")
            except Error:  # closed, crashed or just navigating: its events are in already
                continue

    def pump(self) -> None:
        """Let Playwright deliver; asks the browser and not a page, which may be busy.

        Playwright belongs to one thread; whoever waits in another one goes without.
        """
        if threading.current_thread() is self._thread:
            with suppress(Error):  # WebKitGTK asks a page after all, which may be just navigating
                self._context.cookies("http://localhost")

    def _found(self, kind: str) -> list[Entry]:
        found = self._journal.entries(kind)
        if kind != "egress":
            return found
        return [entry for entry in found if is_egress(self._engine, entry, self._journal)]

    def _on_error(self, error: WebError) -> None:
        message, url = error.error.message, error.page.url if error.page else ""
        kind = "page-error" if is_page_error(self._engine, message, url) else "browser-message"
        self._journal.append(kind, message=message, url=url)

    def _on_console(self, message: ConsoleMessage) -> None:
        self._journal.append("console", level=message.type, text=message.text)
