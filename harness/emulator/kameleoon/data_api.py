"""Kameleoon's Data API: `/map/map` and `/map/maps` (CONTRACT 3)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Literal

from ..http.messages import (
    Refused,
    Request,
    Response,
    allow_any_origin,
    decode_json,
    json_response,
)
from ..http.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...evidence.journal import Journal
    from .access_tokens import AccessTokens

LARGEST_BODY = 1024 * 1024
MOST_KEYS = 100
LONGEST_KEY = 100
LONGEST_FIELD = 1024
DEFAULT_TTL_HOURS = 2208
LONGEST_TTL_HOURS = 8784
_BOT = re.compile(r"bot|crawl|spider|curl|wget|python", re.IGNORECASE)


class DataApiBehaviour(Value, frozen=True, kw_only=True):
    """What nobody outside Kameleoon knows, so that a test can try each answer.

    Attributes:
        unknown_key: answer of `/map/map` to a key without data.
        unknown_in_maps: what `/map/maps` says of such a key.
        writes: a later write to a key merges fields (`null` deletes one), or replaces the object.
        storing: a POST is stored after its answer has left, or when the test calls `release()`.
    """

    unknown_key: Literal["{}", "404"] = "{}"
    unknown_in_maps: Literal["missing", "{}", "null"] = "missing"
    writes: Literal["merge", "replace"] = "merge"
    storing: Literal["after-answer", "on-release"] = "after-answer"


class DataApi:
    """The store and its HTTP face.

    Args:
        sitecode: the only project that exists; can be changed.
        journal: every call and every stored object is recorded.
        behaviour: answers that are selectable.
        now: seconds, for the time to live; a test may give its own clock.
        tokens: a client that brings one of these is no bot. The Python SDK has the user agent of its HTTP
            library; that its token is why it is served is inferred.
    """

    def __init__(
        self,
        sitecode: str,
        journal: Journal,
        behaviour: DataApiBehaviour | None = None,
        now: Callable[[], float] = time.time,
        tokens: AccessTokens | None = None,
    ) -> None:
        self.sitecode = sitecode
        self._journal = journal
        self._behaviour = behaviour or DataApiBehaviour()
        self._now = now
        self._tokens = tokens
        self._stored: dict[str, tuple[Any, float]] = {}
        self._waiting: list[Callable[[], None]] = []

    def get(self, key: str) -> Any:
        """Return the stored object, or None when there is none or its time is over."""
        value, expires = self._stored.get(key, (None, 0.0))
        return value if expires > self._now() else None

    @property
    def stored(self) -> dict[str, Any]:
        """All that is stored, by key."""
        return {key: self.get(key) for key in sorted(self._stored) if self.get(key) is not None}

    def put(self, key: str, value: Any, ttl_hours: float = DEFAULT_TTL_HOURS) -> None:
        """Store at once, whatever the value, for tests and for Kameleoon itself. Empty deletes."""
        if value is None or value == {}:
            self._stored.pop(key, None)
        else:
            self._stored[key] = (value, self._now() + ttl_hours * 3600)
        self._journal.append("data-api.stored", key=key, value=value)

    def forget(self) -> None:
        """Forget all that is stored, and what is held back."""
        self._stored.clear()
        self._waiting.clear()

    def release(self) -> None:
        """Store what was held back (`storing="on-release"`)."""
        waiting, self._waiting = self._waiting, []
        for store in waiting:
            store()

    def answer(self, request: Request) -> Response:
        """Answer one request, refused or not in a way that pages of any origin can read."""
        if request.method == "OPTIONS":
            return allow_any_origin(Response(204), "content-type")
        response = self._answer(request)
        self._journal.append(
            "data-api",
            host=request.host,
            method=request.method,
            path=request.path,
            keys=_keys_of(request),
            status=response.status,
            by="page" if "origin" in request.headers else "server",
        )
        return allow_any_origin(response)

    def _answer(self, request: Request) -> Response:
        routes = {
            ("GET", "/map/map"): self._read_one,
            ("GET", "/map/maps"): self._read_many,
            ("POST", "/map/maps"): self._write,
        }
        if request.path not in {path for _, path in routes}:
            raise Refused(404, "this host serves /map/map, /map/maps, /visit/events and /geolocation")
        route = routes.get((request.method, request.path))
        if route is None:
            raise Refused(405, f"{request.path} does not take {request.method}")
        self._check_caller(request)
        return route(request)

    def _check_caller(self, request: Request) -> None:
        agent = request.headers.get("user-agent", "")
        if not self._is_authorized(request) and (not agent or _BOT.search(agent)):
            raise Refused(403, f"user agent {agent[:80]!r} looks like a bot's")
        if request.required("siteCode") != self.sitecode:
            raise Refused(400, f"siteCode is not {self.sitecode}")

    def _is_authorized(self, request: Request) -> bool:
        return self._tokens is not None and self._tokens.are_brought_by(request)

    def _read_one(self, request: Request) -> Response:
        value = self.get(request.required("key"))
        if value is None and self._behaviour.unknown_key == "404":
            return json_response({"error": "Not Found"}, 404)
        return json_response({} if value is None else value)

    def _read_many(self, request: Request) -> Response:
        keys = decode_json(request.required("keys"), "keys")
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise Refused(400, "keys must be a JSON array of strings")
        if len(keys) > MOST_KEYS:
            raise Refused(400, f"{len(keys)} keys; at most {MOST_KEYS}")
        answer = {key: self.get(key) for key in keys}
        return json_response({key: value for key, value in map(self._or_unknown, answer.items()) if key})

    def _or_unknown(self, item: tuple[str, Any]) -> tuple[str, Any]:
        key, value = item
        if value is not None:
            return item
        return {"missing": ("", None), "{}": (key, {}), "null": (key, None)}[self._behaviour.unknown_in_maps]

    def _write(self, request: Request) -> Response:
        ttl_hours = _ttl_of(request)
        if len(request.body) > LARGEST_BODY:
            raise Refused(413, f"{len(request.body)} bytes; at most {LARGEST_BODY}")
        maps = request.json_object()
        for key, fields in maps.items():
            _check_map(key, fields)

        def store() -> None:
            for key, fields in maps.items():
                self.put(key, self._combined(key, fields), ttl_hours)

        if self._behaviour.storing == "on-release":
            self._waiting.append(store)
            return Response(204)
        return Response(204, after=store)

    def _combined(self, key: str, fields: dict[str, Any]) -> dict[str, Any]:
        known = self.get(key)
        merges = fields and self._behaviour.writes == "merge" and isinstance(known, dict)
        combined = {**known, **fields} if merges else fields
        return {name: value for name, value in combined.items() if value is not None}


def _keys_of(request: Request) -> list[str]:
    """Return the keys of an accepted request."""
    if request.method == "POST":
        return list(request.json_object())
    if request.path == "/map/map":
        return [request.required("key")]
    keys: list[str] = decode_json(request.required("keys"), "keys")
    return keys


def _ttl_of(request: Request) -> int:
    text = request.parameter("ttlHours") or str(DEFAULT_TTL_HOURS)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= LONGEST_TTL_HOURS:
        raise Refused(400, f"ttlHours must be a whole number from 1 to {LONGEST_TTL_HOURS}")
    return int(text)


def _check_map(key: str, fields: Any) -> None:
    if not 0 < len(key) <= LONGEST_KEY:
        raise Refused(400, f"key {key[:40]!r} has {len(key)} characters; 1 to {LONGEST_KEY} are allowed")
    if not isinstance(fields, dict):
        raise Refused(400, f"the value of {key!r} must be an object")
    longest = max(map(len, fields), default=0)
    if longest > LONGEST_FIELD:
        raise Refused(400, f"a field name of {key!r} has {longest} characters; at most {LONGEST_FIELD}")
