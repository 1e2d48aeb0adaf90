"""Fills a journal from outside: what a page asks for and sends, what its engine says, what goes wrong in it.

It works with any page that Playwright drives, also in a test of your own:

    journal = Journal()
    observer = Observer(page.context, journal)
    page.goto("https://staging.example.com")
    observer.look(page)
"""

from __future__ import annotations

import json
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Error

from ..browsers.quirks import engine_of, is_page_error
from . import wire

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

    from ..evidence.journal import Journal

_FOLDER = Path(__file__).parent
_IN_ENGINE = re.compile(r"/(engine|kameleoon)\.js\b|kameleoon\.\w+")
_COOKIE = "kameleoonVisitorCode"
_HIDING_BODIES = {"firefox"}
"""Engines of which one build, Debian's, does not show Playwright what a page sends."""
_KEPT = (
    "type", "event", "name", "category", "properties", "traits", "userId", "anonymousId", "groupId",
    "previousId", "context", "integrations", "timestamp", "messageId", "writeKey",
)  # fmt: skip
_TABLES = ("properties", "traits", "context")
_TEXTS = ("event", "userId", "anonymousId", "groupId")
"""What the checks can rely on, whatever a page sends."""


class Observer:
    """Watches a browser context, from its next page on.

    Args:
        context: of the browser.
        journal: gets entries of the kinds that the emulator records, as far as they can be seen from outside.
        global_name: of Segment's library on `window`.

    Attributes:
        reads_bodies_in_page: whether this browser hides what pages send, so that scripts in the page tell it.
        segment_addresses: where events of Segment have gone.
    """

    def __init__(self, context: BrowserContext, journal: Journal, global_name: str = "analytics") -> None:
        self._context = context
        self._journal = journal
        self._global_name = global_name
        self._engine = engine_of(context)
        self._messages: set[str] = set()
        self.segment_addresses: set[str] = set()
        self._mark = f"kamseg {secrets.token_hex(8)} "  # no page can say it
        self._engine_texts: dict[str, str] = {}
        self.reads_bodies_in_page = self._engine in _HIDING_BODIES
        for script in ("observer.js", "bodies.js") if self.reads_bodies_in_page else ("observer.js",):
            context.add_init_script(f"{_script(script)}({json.dumps(self._mark)});")
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("requestfinished", self._on_finished)
        context.on("requestfailed", self._on_failed)
        context.on("response", self._on_response)

    def state_of(self, page: Page) -> dict[str, Any]:
        """Ask how a page is now, with its engine and its library, without a note."""
        found: dict[str, Any] = page.evaluate(_script("probe.js"), self._global_name)
        return found

    def look(self, page: Page) -> None:
        """Note how a page is now, and which visitor codes the browser keeps."""
        self._journal.append("site", **self.state_of(page))
        cookies = [cookie for cookie in self._context.cookies() if cookie.get("name") == _COOKIE]
        kept = [{"domain": cookie.get("domain"), "value": cookie.get("value")} for cookie in cookies]
        self._journal.append("cookies", visitor=kept, url=page.url)

    def engine_text(self, sitecode: str) -> str:
        """Return the engine of a project as it was loaded last; empty where it was not seen."""
        return self._engine_texts.get(sitecode, "")

    def pump(self) -> None:
        """Let Playwright deliver what has happened; it does so only when it is called into."""
        with suppress(Error):
            self._context.cookies("http://localhost")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.text.startswith(self._mark):
            told = json.loads(message.text.removeprefix(self._mark))
            if told["kind"] == "body":
                self._take_sent(
                    told["data"]["method"], told["data"]["url"], {}, told["data"]["body"].encode()
                )
            else:
                self._take(told["kind"], told["data"])
        elif message.type in {"error", "warning"}:
            url = str(message.location.get("url", ""))
            self._journal.append("console", level=message.type, text=message.text, source=url)
            is_of_browser = message.text.startswith("Failed to load resource")
            if message.type == "error" and wire.engine_in(url) and not is_of_browser:
                self._journal.append("engine.error", where="the engine's log", message=message.text)

    def _take(self, kind: str, data: dict[str, Any]) -> None:
        if kind != "engine.event":
            self._journal.append(kind, **data)
            return
        name, detail = data["name"], _table(data.get("detail"))
        if name == "LegalConsentUpdated" and not _tells_of_consent(detail):
            return
        self._journal.append(kind, **data | {"detail": detail})
        if name in {"ExperimentActivated", "PersonalizationActivated"}:
            campaign = name.removesuffix("Activated").lower()
            item = _table(detail.get(campaign))
            told = {"id": item.get("id"), "name": item.get("name")}
            given = _table(item.get("associatedVariation"))
            variation = {"id": given.get("id"), "name": given.get("name")} if given else None
            self._journal.append("exposure", campaign=campaign, **told, associatedVariation=variation)
        elif name == "CustomDataSet":
            told = {"name": detail.get("name"), "value": detail.get("value"), "source": "page"}
            self._journal.append("custom-data", **told, outcome="set", skipped=0, overwrite=False)

    def _on_error(self, error: WebError) -> None:
        message, url = error.error.message, error.page.url if error.page else ""
        if not is_page_error(self._engine, message, url):
            return
        stack = error.error.stack or ""
        self._journal.append("page-error", message=message, url=url, stack=stack)
        if _IN_ENGINE.search(stack):
            self._journal.append("engine.error", where="a page", message=message)

    def _on_request(self, request: Request) -> None:
        if request.method == "POST" and not self.reads_bodies_in_page:
            self._take_sent(request.method, request.url, request.headers, body_of(request))

    def _take_sent(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> None:
        if wire.is_visit_events(method, url):
            for event in wire.visit_events(url, body):
                self._journal.append("engine.sent", **{_FREE.get(name, name): event[name] for name in event})
        for event in wire.segment_events(headers, body):
            self._take_segment(event, url)

    def _take_segment(self, event: dict[str, Any], url: str) -> None:
        kept = {name: event[name] for name in _KEPT if event.get(name) is not None}
        kept |= {name: _table(kept[name]) for name in _TABLES if name in kept}
        kept |= {name: str(kept[name]) for name in _TEXTS if name in kept}
        if event["type"] == "track":
            kept.setdefault("event", "")
        is_new = event["messageId"] not in self._messages
        self._messages.add(event["messageId"])
        self.segment_addresses.add(url)
        self._journal.append("segment.event" if is_new else "segment.duplicate", **kept, to=url)

    def _on_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.resource_type == "document":
            with suppress(Error):  # of a worker, or of a frame that is gone
                if request.frame.parent_frame is None:
                    self._journal.append("document", address=request.url, status=response.status)

    def _on_finished(self, request: Request) -> None:
        with suppress(Error):  # the page is left
            response = request.response()
            if response:
                self._take_answer(request, response)

    def _take_answer(self, request: Request, response: Response) -> None:
        engine = wire.engine_in(request.url)
        keys = wire.data_keys(request.method, request.url)
        if engine:
            self._note_script("engine.script", request, response.status, "")
            self._engine_texts[engine.sitecode] = _text_of(response)
        elif wire.is_library(request.url):
            self._note_script("library.script", request, response.status, "")
        elif keys is not None:
            answer = wire.remote_data(request.url, keys, _text_of(response).encode())
            address = urlsplit(request.url)
            told = {
                "host": address.hostname,
                "method": "GET",
                "path": address.path,
                "keys": keys,
                "by": "page",
            }
            self._journal.append("data-api", **told, status=response.status, answer=answer)

    def _on_failed(self, request: Request) -> None:
        if wire.engine_in(request.url):
            self._note_script("engine.script", request, 0, request.failure or "it failed")
        elif wire.is_library(request.url):
            self._note_script("library.script", request, 0, request.failure or "it failed")

    def _note_script(self, kind: str, request: Request, status: int, failure: str) -> None:
        engine = wire.engine_in(request.url)
        told = {"sitecode": engine.sitecode, "legacy": engine.is_legacy} if engine else {}
        self._journal.append(kind, address=request.url, status=status, failure=failure, **told)


_FREE = {"kind": "kind_", "self": "self_"}
"""What an entry of the journal calls other things."""


def body_of(request: Request) -> bytes | None:
    """Return the body of a request; None where it has none or the browser does not show it."""
    try:
        return request.post_data_buffer
    except (Error, UnicodeError):
        return None


def _text_of(response: Response) -> str:
    try:
        return response.body().decode("utf-8", "replace")
    except Error:  # not kept by the browser
        return ""


def _script(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").rstrip()


def _tells_of_consent(detail: dict[str, Any]) -> bool:
    return bool(_table(detail.get("legalConsentUpdate"))) and isinstance(detail.get("time"), int | float)


def _table(value: Any) -> dict[str, Any]:
    """Return a table as it is, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}
