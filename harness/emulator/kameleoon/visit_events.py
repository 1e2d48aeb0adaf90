"""What the engine sends: `POST /visit/events` on the data host, an event a line (CONTRACT 2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..http.messages import Refused, Request, Response, allow_any_origin, decode_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...evidence.journal import Journal

TYPES = ("page", "staticData", "activity", "customData", "conversion", "geolocation")
_NOT_OURS = ("kind", "self")  # what an entry of the journal calls other things
_FLAGS = {"true": True, "false": False}


class VisitEvents:
    """Records each event as an entry `engine.sent` of its own, its fields decoded.

    Args:
        sitecode: the only project that exists.
        journal: where the events go, in the order of the lines.
    """

    def __init__(self, sitecode: str, journal: Journal) -> None:
        self._sitecode = sitecode
        self._journal = journal

    def answer(self, request: Request) -> Response:
        """Take a batch; 400 for one that no engine sends, of which then nothing is recorded."""
        if request.method != "POST":
            raise Refused(405, "events of a visit are POSTed")
        if request.required("siteCode") != self._sitecode:
            raise Refused(400, f"siteCode is not {self._sitecode}")
        visit = {
            "visitorCode": request.required("visitorCode"),
            "tabId": request.required("tabId"),
            "itp": _flag(request.required("itp")),
        }
        for event in [event_of(line) for line in _text_of(request).split("\n")]:
            self._journal.append("engine.sent", **(event | visit))
        return allow_any_origin(Response(204))


def _text_of(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith("text/plain"):
        raise Refused(400, "the engine sends text/plain")
    try:
        return request.body.decode("ascii")
    except UnicodeDecodeError:
        raise Refused(400, "events are URL-encoded") from None


def event_of(line: str, types: tuple[str, ...] = TYPES) -> dict[str, Any]:
    """Return the fields of one line, decoded; refuses (400) what is no event of these types."""
    fields = dict(parse_qsl(line, keep_blank_values=True))
    if fields.get("eventType") not in types:
        raise Refused(400, f"eventType must be one of {', '.join(types)}, not {fields.get('eventType')!r}")
    if not fields.keys().isdisjoint(_NOT_OURS):
        raise Refused(400, f"no event has a field called {' or '.join(_NOT_OURS)}")
    if not fields.get("nonce"):
        raise Refused(400, f"a {fields['eventType']} without a nonce")
    return {name: _READERS.get(name, str)(text) for name, text in fields.items()}


def _flag(text: str) -> bool:
    if text not in _FLAGS:
        raise Refused(400, f"{text[:40]!r} is neither true nor false")
    return _FLAGS[text]


def _number(text: str) -> float:
    number = decode_json(text, "a number")
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise Refused(400, f"{text[:40]!r} is not a number")
    return number


def _whole(text: str) -> int:
    number = _number(text)
    if not isinstance(number, int):
        raise Refused(400, f"{text[:40]!r} is not a whole number")
    return number


def _counts(text: str) -> dict[str, Any]:
    counts = decode_json(text, "valuesCountMap")
    if not isinstance(counts, dict):
        raise Refused(400, "valuesCountMap must be a JSON object")
    return counts


# How the fields that are no text are written.
_READERS: dict[str, Callable[[str], Any]] = {
    "index": _whole,
    "overwrite": _flag,
    "valuesCountMap": _counts,
    "goalId": _whole,
    "revenue": _number,
    "negative": _flag,
    "clicks": _whole,
    "visitNumber": _whole,
    "id": _whole,
    "variationId": _whole,
}
