"""What a request says, whoever it is sent to: events of Segment by their body, the engine's by their form.

A site may proxy or rename an endpoint, so the host is looked at only where a body cannot be read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_TYPES = {"track", "identify", "page", "group", "alias", "screen"}
"""CONTRACT 4.4."""
_ENGINE_FILES = re.compile(r"/(engine|kameleoon)\.js$")
_SITECODE_HOST = re.compile(r"^([a-z0-9]{10})\.(?:[\w-]+\.)*kameleoon\.\w+$")
_TRACKING_HOSTS = re.compile(r"(^|\.)(api\.segment\.(io|com|localhost)|kameleoon\.(io|eu|com|localhost))$")
_LIBRARY_FILE = re.compile(r"/analytics\.js/v1/([^/]+)/analytics(\.min)?\.js$")
# Fields of the engine's events that are no text (CONTRACT 2.11).
_JSON_FIELDS = {
    "index",
    "overwrite",
    "valuesCountMap",
    "goalId",
    "revenue",
    "negative",
    "visitNumber",
    "clicks",
}


class Engine(msgspec.Struct, frozen=True):
    """A request for the engine's script: of which project, by its present or its former address."""

    sitecode: str
    is_legacy: bool


def engine_in(url: str) -> Engine | None:
    """Read the address of an engine (CONTRACT 2.1); None for any other."""
    address = urlsplit(url)
    file = _ENGINE_FILES.search(address.path)
    host = _SITECODE_HOST.match(address.hostname or "")
    if file is None or host is None:
        return None
    return Engine(host[1], is_legacy=file[1] == "kameleoon")


def is_library(url: str) -> bool:
    """Say whether an address is that of analytics.js (CONTRACT 4.5), on whatever host."""
    return _LIBRARY_FILE.search(urlsplit(url).path) is not None


def segment_events(headers: Mapping[str, str], body: bytes | None) -> list[dict[str, Any]]:
    """Return the events of a call of Segment's tracking API, one or a batch; none in any other body.

    An event has a known type and a message id; the write key is in the body or in the authorization.
    """
    content = _json_of(body)
    if not isinstance(content, dict):
        return []
    batch = content.get("batch")
    events = batch if isinstance(batch, list) else [content]
    has_key = "writeKey" in content or _has_basic_user(headers.get("authorization", ""))
    return [
        {"writeKey": content.get("writeKey"), **event}
        for event in events
        if isinstance(event, dict)
        and event.get("type") in EVENT_TYPES
        and isinstance(event.get("messageId"), str)
        and (has_key or "writeKey" in event)
    ]


def is_visit_events(method: str, url: str) -> bool:
    """Say whether a request carries what the engine sends of a visit (CONTRACT 2.11)."""
    address = urlsplit(url)
    return method == "POST" and address.path.endswith("/visit/events") and "siteCode=" in address.query


def visit_events(url: str, body: bytes | None) -> list[dict[str, Any]]:
    """Return the engine's events of such a request, an entry for each line; what is no text is decoded."""
    query = dict(parse_qsl(urlsplit(url).query))
    lines = (body or b"").decode("utf-8", "replace").split("\n")
    events = [dict(parse_qsl(line, keep_blank_values=True)) for line in lines]
    return [
        {name: _decoded(name, text) for name, text in event.items()}
        | {"visitorCode": query.get("visitorCode", "")}
        for event in events
        if event.get("eventType")
    ]


def data_keys(method: str, url: str) -> list[str] | None:
    """Return the keys that a call of the Data API reads (CONTRACT 3); None for any other request."""
    address = urlsplit(url)
    query = parse_qs(address.query)
    if method != "GET" or "siteCode" not in query:
        return None
    if address.path.endswith("/map/map"):
        return query.get("key", [])
    if not address.path.endswith("/map/maps"):
        return None
    keys = _json_of(query.get("keys", [""])[0].encode())
    return [str(key) for key in keys] if isinstance(keys, list) else []


def remote_data(url: str, keys: list[str], body: bytes) -> dict[str, Any]:
    """Return what the Data API answers by key: of one key it is the object itself, of many a table."""
    content = _json_of(body)
    if not isinstance(content, dict):
        return {}
    return {keys[0]: content} if urlsplit(url).path.endswith("/map/map") and keys else content


def is_tracking(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> bool:
    """Say whether a request delivers something to Segment or Kameleoon: reads and pages do not."""
    if method == "GET":
        return False
    if is_visit_events(method, url) or segment_events(headers, body):
        return True
    return is_tracking_host(url)


def is_tracking_host(url: str) -> bool:
    """Say whether a host is Segment's tracking API or Kameleoon's own."""
    return _TRACKING_HOSTS.search(urlsplit(url).hostname or "") is not None


def _json_of(body: bytes | None) -> Any:
    try:  # half a character, which a page may send, is none for msgspec
        return json.loads(body or b"")
    except (ValueError, RecursionError):
        return None


def _has_basic_user(header: str) -> bool:
    scheme, _, credentials = header.partition(" ")
    try:
        user = base64.b64decode(credentials, validate=True).partition(b":")[0]
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic" and bool(user)


def _decoded(name: str, text: str) -> Any:
    if name not in _JSON_FIELDS:
        return text
    value = _json_of(text.encode())
    return text if value is None else value
