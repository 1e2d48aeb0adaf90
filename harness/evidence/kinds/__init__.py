"""All kinds of entries of the journal, each with its data.

`KINDS` is what diagram, checks, journeys and documentation agree on. Whoever records a new kind adds it here.
"""

from __future__ import annotations

import difflib
from typing import Any

from . import emulator, kameleoon, pages, segment

KINDS: dict[str, Any] = {
    "visitor": pages.VisitorDoes,
    "page": pages.Page,
    "page-error": pages.NotHandled,
    "browser-message": pages.BrowserMessage,
    "console": pages.Console,
    "why": pages.Why,
    "egress": pages.Egress,
    "document": pages.Document,
    "site": pages.Site,
    "cookies": pages.Cookies,
    "csp": pages.Violation,
    "engine.script": pages.EngineScript,
    "library.script": pages.LibraryScript,
    "deployed": pages.Deployed,
    "bad-request": emulator.BadRequest,
    "fault": emulator.FaultHappened,
    "upstream-error": emulator.UpstreamError,
    "emulator-error": emulator.EmulatorError,
    "engine.visitor": kameleoon.EngineVisitor,
    "engine.event": kameleoon.EngineEvent,
    "engine.error": kameleoon.EngineError,
    "engine.storage-failed": kameleoon.StorageFailed,
    "engine.custom-event": kameleoon.CustomEvent,
    "custom-data": kameleoon.CustomData,
    "custom-data.evaluated": kameleoon.Evaluated,
    "exposure": kameleoon.Exposure,
    "remote-data.read": kameleoon.RemoteDataRead,
    "engine.sent": kameleoon.EngineSent,
    "geolocation": kameleoon.Geolocation,
    "data-api": kameleoon.DataApiCall,
    "data-api.stored": kameleoon.Stored,
    "decision": kameleoon.Decision,
    "sdk.sent": kameleoon.SdkSent,
    "linked": kameleoon.Linked,
    "goal": kameleoon.Goal,
    "analytics-stub": segment.AnalyticsStub,
    "segment.settings": segment.SegmentSettings,
    "segment.request": segment.SegmentRequest,
    "segment.event": segment.SegmentEvent,
    "segment.duplicate": segment.SegmentDuplicate,
    "segment.metrics": segment.Metrics,
    "barrier": segment.Barrier,
    "destination": segment.DestinationAnswered,
    "forwarded": segment.Forwarded,
}
"""Each kind of entry and the class of its data."""

OWN = "own."
"""How kinds begin that somebody records for their own use, for example `own.note`."""


def check_kind(kind: str) -> None:
    """Refuse a kind that nobody records: a test that asks for none of them would always be green.

    Raises:
        ValueError: names the kind that was probably meant, or all.
    """
    if kind in KINDS or kind == "*" or kind.startswith(OWN):
        return
    close = difflib.get_close_matches(kind, KINDS, n=1)
    remedy = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(KINDS)}."
    raise ValueError(
        f"no entry of the journal is of the kind {kind!r}; {remedy} Your own begin with {OWN!r}."
    )
