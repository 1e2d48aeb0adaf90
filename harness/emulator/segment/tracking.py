"""Segment's tracking API: `/v1/{t,i,p,g,a,s,b,m}` (CONTRACT 4.4)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...evidence.journal import Journal
    from .source import Source

TYPES = {"t": "track", "i": "identify", "p": "page", "g": "group", "a": "alias", "s": "screen"}
BARRIER = "kamseg barrier"
_PATHS = {f"/v1/{name}" for name in [*TYPES, *TYPES.values(), "b", "batch", "m"]}
_ALLOWED_HEADERS = "authorization, content-type, x-retry-count"
_LARGEST_BODY = 500 * 1024
_KEPT = (
    "type", "event", "name", "category", "properties", "traits", "userId", "anonymousId", "groupId",
    "previousId", "context", "integrations", "timestamp", "messageId",
)  # fmt: skip


class Tracking:
    """`api.segment.localhost`.

    Args:
        source: the only source that exists.
        journal: gets `segment.request` for every call, `segment.event` for each new event,
            `segment.duplicate` for a message id seen before, `forwarded` when every destination has answered,
            and `barrier` for the event that tests wait on.
        forward: where a new event goes after the answer has left.
    """

    def __init__(self, source: Source, journal: Journal, forward: Callable[[dict[str, Any]], None]) -> None:
        self._source = source
        self._journal = journal
        self._forward = forward
        self._seen: set[str] = set()

    def answer(self, request: Request) -> Response:
        """Answer a preflight or a POST with one event or a batch."""
        if request.path not in _PATHS:
            raise Refused(404, "the tracking API serves /v1/ and one of t, i, p, g, a, s, b, m")
        if request.method == "OPTIONS":
            return allow_any_origin(Response(204), _ALLOWED_HEADERS)
        if request.method != "POST":
            raise Refused(405, "events are POSTed")
        events = self._events(request)
        attempt = request.headers.get("x-retry-count", "0")[:10]
        for event in events:
            message_id = event.get("messageId")
            self._journal.append("segment.request", path=request.path, messageId=message_id, attempt=attempt)
        fresh = [event for event in events if self._is_new(event)]
        return allow_any_origin(
            Response(200, json_response({"success": True}).body, after=lambda: self._send(fresh))
        )

    def _events(self, request: Request) -> list[dict[str, Any]]:
        if len(request.body) > _LARGEST_BODY:
            raise Refused(413, f"{len(request.body)} bytes; at most {_LARGEST_BODY}")
        body = request.json_object()
        letter = request.path.removeprefix("/v1/")
        if letter == "m":
            self._journal.append("segment.metrics", series=body.get("series"))
            return []
        self._check_key(request, body)
        if letter in {"b", "batch"}:
            return [_checked(event) for event in _batch_of(body)]
        return [_checked({**body, "type": TYPES.get(letter, letter)})]

    def _check_key(self, request: Request, body: dict[str, Any]) -> None:
        key = _basic_user(request.headers.get("authorization", "")) or body.get("writeKey")
        if key != self._source.write_key:
            raise Refused(401, "the write key is not that of the source")

    def _is_new(self, event: dict[str, Any]) -> bool:
        """Record the event; one message id counts once."""
        kept = {name: event[name] for name in _KEPT if event.get(name) is not None}
        if kept.get("event") == BARRIER:
            self._journal.append("barrier", **kept["properties"])
            return False
        message_id = event.get("messageId")
        is_new = message_id not in self._seen
        self._journal.append("segment.event" if is_new else "segment.duplicate", **kept)
        if message_id:
            self._seen.add(message_id)
        return is_new

    def _send(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self._forward(event)
            self._journal.append("forwarded", messageId=event.get("messageId"))


def _basic_user(header: str) -> str:
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeError):
        raise Refused(400, "the Authorization header is not valid base64") from None


def _batch_of(body: dict[str, Any]) -> list[Any]:
    batch = body.get("batch")
    if not isinstance(batch, list):
        raise Refused(400, "a batch call needs an array named 'batch'")
    return batch


def _checked(event: Any) -> dict[str, Any]:
    """Return the event when the later stations can rely on its shape; else refuses the request."""
    if not isinstance(event, dict):
        raise Refused(400, "an event must be a JSON object")
    if event.get("type") not in TYPES.values():
        raise Refused(400, f"unknown type of event {event.get('type')!r}")
    for name in ("properties", "traits", "context"):
        if not isinstance(event.get(name) or {}, dict):
            raise Refused(400, f"{name!r} must be an object")
    for name in ("event", "userId", "anonymousId", "groupId", "messageId"):
        if not isinstance(event.get(name), str | None):
            raise Refused(400, f"{name!r} must be a string")
    if event["type"] == "track" and not event.get("event"):
        raise Refused(400, "a track call needs an 'event'")
    if not event.get("userId") and not event.get("anonymousId"):
        raise Refused(400, "an event needs a userId or an anonymousId")
    return event
