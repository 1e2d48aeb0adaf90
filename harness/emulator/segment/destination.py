"""Kameleoon's destination in Segment's cloud: from an event to the request to Kameleoon (CONTRACT 4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..http.messages import Request

if TYPE_CHECKING:
    from .source import Destination

_ALL = ("type", "event", "timestamp", "context", "messageId")
# Per type: what is sent besides the ids and the properties.
_FIELDS = {
    "track": _ALL,
    "page": (*_ALL, "name"),
    "screen": (*_ALL, "name"),
    "identify": ("type", "timestamp", "messageId"),
    "group": ("type", "timestamp", "messageId", "groupId"),
}


def request_to_kameleoon(destination: Destination, event: dict[str, Any]) -> Request | None:
    """Return the request for one event, or None when the destination does not send events of its type.

    Args:
        destination: with sitecode and API key filled in.
        event: as the tracking API has accepted it.
    """
    if not destination.sends(event["type"]) or event["type"] not in _FIELDS:
        return None
    body = _mapped(event) if destination.mode == "actions" else _raw(event)
    headers = {
        "authorization": f"Basic {destination.api_key}",
        "x-segment-settings": destination.sitecode,
        "content-type": "application/json",
    }
    path = "/segmentio"
    host = "integrations.kameleoon.localhost"
    return Request("POST", host, path, headers=headers, body=msgspec.json.encode(body))


def _mapped(event: dict[str, Any]) -> dict[str, Any]:
    """The Actions preset: traits travel as properties, and the visitor code is written back into them."""
    kind = event["type"]
    has_traits = kind in ("identify", "group")
    properties = dict(event.get("traits" if has_traits else "properties") or {})
    code = _visitor_code(event)
    if code is not None:
        properties["kameleoonVisitorCode"] = code
    fields = ("anonymousId", "userId", *_FIELDS[kind])
    return {name: event[name] for name in fields if event.get(name) is not None} | {"properties": properties}


def _visitor_code(event: dict[str, Any]) -> Any:
    places = (event.get("properties") or {}, event.get("traits") or {})
    return next((place["kameleoonVisitorCode"] for place in places if "kameleoonVisitorCode" in place), None)


def _raw(event: dict[str, Any]) -> dict[str, Any]:
    """The classic destination passes the event on as it is."""
    return {name: value for name, value in event.items() if value is not None and name != "integrations"}
