"""`integrations.kameleoon.localhost`: where Segment's destination sends events (CONTRACT 4.7)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import msgspec

from ..http.messages import Refused, Request, Response, json_response

if TYPE_CHECKING:
    from .account import Account
    from .ingest import Ingest

_TYPES = ("track", "identify", "page", "screen", "group")


class Integrations:
    """`POST /segmentio` and `GET /segmentio/getapikey`.

    Args:
        account: its sitecode and API key are the only right ones.
        ingest: takes the accepted events.
    """

    def __init__(self, account: Account, ingest: Ingest) -> None:
        self._account = account
        self._ingest = ingest

    def answer(self, request: Request) -> Response:
        """Answer one request: 401 for a wrong API key, 400 for a wrong sitecode or event."""
        if (request.method, request.path) == ("GET", "/segmentio/getapikey"):
            return self._check_key(request)
        if request.path != "/segmentio":
            raise Refused(404, "this host serves /segmentio and /segmentio/getapikey")
        if request.method != "POST":
            raise Refused(405, "events are POSTed")
        if request.headers.get("authorization") != f"Basic {self._account.api_key}":
            raise Refused(401, "the API key is not that of the account")
        if request.headers.get("x-segment-settings") != self._account.sitecode:
            raise Refused(400, f"x-segment-settings is not the sitecode {self._account.sitecode}")
        self._ingest.receive(_checked(request.json_object()))
        return Response(200)

    def _check_key(self, request: Request) -> Response:
        key = {"id": request.required("id"), "secret": request.required("secret")}
        if key != msgspec.json.decode(base64.b64decode(self._account.api_key)):
            raise Refused(401, "the API key is not that of the account")
        return json_response({"valid": True})


def _checked(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("type") not in _TYPES:
        raise Refused(400, f"type must be one of {', '.join(_TYPES)}, not {event.get('type')!r}")
    for name in ("event", "name", "userId", "anonymousId", "groupId"):
        if not isinstance(event.get(name), str | None):
            raise Refused(400, f"{name!r} must be a string")
    for name in ("properties", "traits"):
        if not isinstance(event.get(name) or {}, dict):
            raise Refused(400, f"{name!r} must be an object")
    if not event.get("userId") and not event.get("anonymousId"):
        raise Refused(400, "an event needs a userId or an anonymousId")
    return event
