"""What no test may do unnoticed: leave this machine, or make an error in a page."""

from __future__ import annotations

import importlib.util
import threading
from contextlib import contextmanager, suppress
from functools import wraps
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from ..evidence.frames import hidden
from .quirks import engine_of, is_egress, is_page_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from playwright.sync_api import BrowserContext, ConsoleMessage, ProxySettings, Request, WebError

    from ..evidence.entries import Entry
    from ..evidence.journal import Journal

__tracebackhide__ = hidden
FORBIDDEN = {
    "egress": "a request left this machine",
    "page-error": "an exception or a rejected promise was not handled in a page",
    "engine.error": "pasted code threw; Kameleoon would swallow it",
    "emulator-error": "the emulator itself failed",
}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LEAVING = frozenset({"http", "https", "ws", "wss"})


class Guards:
    """Watches browser contexts and a journal.

    Args:
        journal: page errors and console messages go there; `check` looks through what comes from now on.
        port: of the emulator, the proxy of each context: it refuses and records what would leave.
        allowed: kinds of `FORBIDDEN` that the test provokes on purpose.
    """

    def __init__(self, journal: Journal, port: int, allowed: frozenset[str] = frozenset()) -> None:
        unknown = allowed - FORBIDDEN.keys()
        if unknown:
            raise ValueError(f"no such guard: {', '.join(sorted(unknown))}; there are {', '.join(FORBIDDEN)}")
        self.journal = journal
        self.proxy: ProxySettings = {
            "server": f"http://127.0.0.1:{port}",
            "bypass": "*.localhost,localhost,127.0.0.1,[::1]",
        }
        self._begin = journal.next_seq
        self._contexts: list[BrowserContext] = []
        self._thread = threading.current_thread()
        self._allowed = allowed

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Watch each browser context that is opened meanwhile, whoever opens it, and give it the proxy."""
        if importlib.util.find_spec("playwright") is None:
            yield
            return
        from playwright.sync_api import Browser, BrowserType  # noqa: PLC0415 - a test may need no browser

        with (
            patch.object(Browser, "new_context", self._watched(Browser.new_context, lambda opened: opened)),
            patch.object(Browser, "new_page", self._watched(Browser.new_page, lambda page: page.context)),
            patch.object(
                BrowserType,
                "launch_persistent_context",
                self._watched(BrowserType.launch_persistent_context, lambda opened: opened),
            ),
        ):
            yield

    def _watched(
        self, original: Callable[..., Any], context_of: Callable[[Any], BrowserContext]
    ) -> Callable[..., Any]:
        @wraps(original)
        def opens(browser: Any, *values: Any, **options: Any) -> Any:
            is_ours = options.get("proxy") is None
            if is_ours:
                options["proxy"] = self.proxy
            opened = original(browser, *values, **options)
            self.watch(context_of(opened), is_ours=is_ours)
            return opened

        return opens

    def watch(self, context: BrowserContext, *, is_ours: bool = True) -> None:
        """Watch a context.

        Args:
            context: of a browser; once is enough.
            is_ours: the emulator is its proxy. From another one, what leaves cannot be held back, but seen.
        """
        if context in self._contexts:
            return
        self._contexts.append(context)
        engine = engine_of(context)
        context.on("weberror", lambda error: self._on_error(engine, error))
        context.on("console", self._on_console)
        if not is_ours:
            context.on("request", self._on_request)

    def watch_all(self, opened: Iterable[object]) -> None:
        """Watch the contexts and pages among these, which were opened by somebody before the test."""
        if importlib.util.find_spec("playwright") is None:
            return
        from playwright.sync_api import BrowserContext, Page  # noqa: PLC0415 - same

        for one in opened:
            context = one.context if isinstance(one, Page) else one
            if isinstance(context, BrowserContext):
                self.watch(context, is_ours=False)

    def check(self) -> None:
        """Raise AssertionError when something forbidden has happened; tells of all of it, in order."""
        violations = self.violations()
        if violations:
            raise AssertionError(violations)

    def violations(self) -> str:
        """Return a line for each forbidden thing that has happened, in order, or nothing."""
        self.drain()
        kinds = FORBIDDEN.keys() - self._allowed
        found = [entry for entry in self.journal.since(self._begin) if entry.kind in kinds]
        return "\n".join(
            f"{FORBIDDEN[entry.kind]} ({entry.kind}): {entry}" for entry in found if self._counts(entry)
        )

    def drain(self) -> None:
        """Take in what Playwright has not delivered yet: a round trip to a page comes after its events."""
        for page in [page for context in self._contexts for page in context.pages]:
            with suppress(
                _playwright_error()
            ):  # closed, crashed or just navigating: its events are in already
                page.evaluate("0")

    def pump(self) -> None:
        """Let Playwright deliver; asks the browser and not a page, which may be busy.

        Playwright belongs to one thread; whoever waits in another one goes without.
        """
        if self._contexts and threading.current_thread() is self._thread:
            with suppress(
                _playwright_error()
            ):  # WebKitGTK asks a page after all, which may be just navigating
                self._contexts[-1].cookies("http://localhost")

    def _counts(self, entry: Entry) -> bool:
        engines = {engine_of(context) for context in self._contexts}
        return entry.kind != "egress" or all(is_egress(engine, entry, self.journal) for engine in engines)

    def _on_error(self, engine: str, error: WebError) -> None:
        message, url = error.error.message, error.page.url if error.page else ""
        kind = "page-error" if is_page_error(engine, message, url) else "browser-message"
        self.journal.append(kind, message=message, url=url)

    def _on_console(self, message: ConsoleMessage) -> None:
        self.journal.append("console", level=message.type, text=message.text)

    def _on_request(self, request: Request) -> None:
        url = urlsplit(request.url)
        host = url.hostname or ""
        is_local = host in _LOCAL or host.endswith(".localhost")
        if url.scheme in _LEAVING and not is_local:
            self.journal.append("egress", host=host, method=request.method, path=url.path[:200])


def _playwright_error() -> type[Exception]:
    from playwright.sync_api import Error  # noqa: PLC0415 - where there is a context, it is there

    return Error
