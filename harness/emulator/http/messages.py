"""Requests and responses as plain values, so that a host is a function and needs no server to be tested."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    408: "Request Timeout",
    421: "Misdirected Request",
    500: "Internal Server Error",
    501: "Not Implemented",
}


class Refused(Exception):  # noqa: N818 - it reads as what happened: a request was refused
    """A request that a host does not accept.

    Attributes:
        status: HTTP status, 4xx.
        reason: one sentence for the person who reads the answer or the journal.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason


class Request(msgspec.Struct, frozen=True):
    """One HTTP request.

    Attributes:
        method: upper case.
        host: host name, lower case, without port.
        path: decoded path, begins with a slash.
        query: decoded pairs in their order.
        headers: names in lower case.
        body: the bytes as sent.
        port: the port of the emulator, for absolute addresses in answers.
        target: path and query as they were sent, still encoded.
    """

    method: str
    host: str
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    body: bytes = b""
    port: int = 80
    target: str = "/"

    def parameter(self, name: str) -> str | None:
        """Return the first value of a query parameter, or None."""
        return next((value for key, value in self.query if key == name), None)

    def required(self, name: str) -> str:
        """Return a query parameter; refuses the request (400) when it is missing or empty."""
        value = self.parameter(name)
        if not value:
            raise Refused(400, f"query parameter {name!r} is missing")
        return value

    def check_origin(self) -> None:
        """Refuse the request (403) when a page of another origin has sent it; programs send no origin."""
        origin = self.headers.get("origin")
        if origin not in {None, f"http://{self.host}:{self.port}"}:
            raise Refused(403, "a page of another origin may not change anything here")

    def json_object(self) -> dict[str, Any]:
        """Return the body read as a JSON object; refuses the request (400) when it is none."""
        value = decode_json(self.body, "the body")
        if not isinstance(value, dict):
            raise Refused(400, f"the body must be a JSON object, not {type(value).__name__}")
        return value


class Stream(Protocol):
    """A body that is sent as it comes."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the parts."""

    async def __anext__(self) -> bytes:
        """Give the next part; ConnectionError when there will be none, though it is not whole."""

    async def aclose(self) -> None:
        """Let go what the parts come from, whether all were asked for or none."""


class Response(msgspec.Struct, frozen=True):
    """One HTTP response.

    Attributes:
        status: HTTP status.
        body: the bytes to send.
        headers: sent as they are.
        cookies: values of `Set-Cookie`, a header each.
        stream: more of the body, sent after `body` as it comes.
        after: called once the response has left, for what the real host does later.
        delivery: for faults: send it whole, half of it under its full length, or cut the connection instead.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    stream: Stream | None = None
    after: Callable[[], None] | None = None
    delivery: Literal["whole", "half", "none"] = "whole"

    def with_headers(self, headers: Mapping[str, str]) -> Response:
        """Return the same response with more headers; given ones win, in whatever case they are written."""
        given = {name.lower() for name in headers}
        kept = {name: value for name, value in self.headers.items() if name.lower() not in given}
        return msgspec.structs.replace(self, headers={**kept, **headers})


Answer = Response | Awaitable[Response]
"""What a host gives: a response, or the promise of one."""


def decode_json(raw: bytes | str, what: str) -> Any:
    """Decode JSON from outside; refuses the request (400) naming `what` when it is malformed."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Refused(400, f"{what} is not valid JSON: {error}") from None
    except RecursionError:
        raise Refused(400, f"{what} is nested too deeply") from None


def json_response(value: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(status, msgspec.json.encode(value), {"Content-Type": "application/json"})


def text_response(text: str, content_type: str = "text/plain", status: int = 200) -> Response:
    """Answer with text in UTF-8; `content_type` without charset."""
    body = text.encode("utf-8", "surrogatepass")
    return Response(status, body, {"Content-Type": f"{content_type}; charset=utf-8"})


def refusal(refused: Refused) -> Response:
    """Answer to a refused request: status and reason as JSON."""
    title = REASONS.get(refused.status, "Refused")
    return json_response({"error": title, "reason": refused.reason}, refused.status)


def allow_any_origin(response: Response, headers: str = "") -> Response:
    """Let pages of any origin read the response (a simple CORS answer without credentials).

    Args:
        response: what to send.
        headers: names of request headers to allow, for the answer to a preflight.
    """
    cors = {"Access-Control-Allow-Origin": "*"}
    if headers:
        cors["Access-Control-Allow-Headers"] = headers
        cors["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    return response.with_headers(cors)
