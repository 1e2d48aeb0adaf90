"""`<sitecode>.kameleoon.localhost`: serves the engine with the account inside, and takes its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..http.messages import Refused, Request, Response, allow_any_origin, text_response
from .engine_text import engine_text

if TYPE_CHECKING:
    from pathlib import Path

    from ...evidence.journal import Journal
    from .account import Account

ENGINE_PATHS = ("/engine.js", "/kameleoon.js")
RECORD_PATH = "/__kamseg/record"


class _Record(msgspec.Struct):
    kind: str
    data: dict[str, Any]


class _Batch(msgspec.Struct):
    """What the engine's recorder sends: see `engine/recorder.js`."""

    page: str
    number: int
    url: str
    entries: list[_Record]


class EngineHost:
    """Serves `/engine.js` and the legacy `/kameleoon.js`.

    Args:
        account: what the engine is to run.
        journal: where the engine's reports go, in the order of the page.
        engine_file: a user's own engine, served as it is in place of the stub.
    """

    def __init__(self, account: Account, journal: Journal, engine_file: Path | None = None) -> None:
        if engine_file and not engine_file.is_file():
            raise FileNotFoundError(f"engine file {engine_file} does not exist")
        self._account = account
        self._journal = journal
        self._engine_file = engine_file
        self._early: dict[str, dict[int, _Batch]] = {}
        self._next: dict[str, int] = {}

    def answer(self, request: Request) -> Response:
        """Answer one request; 404 for any other path."""
        if request.path == RECORD_PATH:
            return self._record(request)
        if request.path in ENGINE_PATHS:
            return allow_any_origin(text_response(self._engine(request.port), "text/javascript"))
        raise Refused(404, f"the engine host serves {' and '.join(ENGINE_PATHS)}")

    def _engine(self, port: int) -> str:
        if self._engine_file:
            return self._engine_file.read_text(encoding="utf-8")
        return engine_text(self._account, port)

    def _record(self, request: Request) -> Response:
        if request.method != "POST":
            raise Refused(405, "reports of the engine are POSTed")
        try:
            batch = msgspec.json.decode(request.body, type=_Batch)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise Refused(400, f"not a report of the engine: {error}") from None
        self._early.setdefault(batch.page, {})[batch.number] = batch
        self._append_in_order(batch.page)
        return Response(204)

    def _append_in_order(self, page: str) -> None:
        """Beacons may overtake each other; a batch waits for those before it."""
        early = self._early[page]
        number = self._next.get(page, 0)
        while number in early:
            batch = early.pop(number)
            for entry in batch.entries:
                self._journal.append(entry.kind, **{**entry.data, "page": page, "url": batch.url})
            number += 1
        self._next[page] = number
