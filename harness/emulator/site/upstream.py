"""A running server as the site: a person's own application, with everything around it played."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from ..http.messages import Refused, Request, Response, text_response
from ..http.router import is_local
from .insertion import Insertion, asks_for_a_page, is_html

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from ..http.messages import Stream
    from .layout import Frame

# A page with tags is another one than the server's: neither its length nor what names its version holds.
_OF_THE_UNCHANGED = {"content-length", "etag", "last-modified", "content-md5", "digest", "repr-digest"}
_ASKS_FOR_A_CHANGE = {
    "if-none-match",
    "if-modified-since",
    "if-match",
    "if-unmodified-since",
    "if-range",
    "range",
}


class Upstream:
    """The layout that passes every request on; HTML pages come back with the frame in them.

    Args:
        address: of the server: scheme, host and port, for example `http://127.0.0.1:8000`.
        journal: told, as `upstream-error`, when the server does not answer, or not to the end.
    """

    def __init__(self, address: str, journal: Journal) -> None:
        self._address = address.rstrip("/")
        self._journal = journal

    async def answer(self, request: Request, frame: Frame) -> Response:
        """Answer as the server does."""
        if request.headers.get("upgrade", "").lower() == "websocket":
            raise Refused(
                501, f"WebSockets do not pass Site(upstream=…); open them at {self._address} itself"
            )
        from ..http.forwarding import ForwardingError, forward  # noqa: PLC0415 - with it comes aiohttp

        is_page = asks_for_a_page(request)
        try:
            response = await forward(self._address, _whole(request) if is_page else request)
        except ForwardingError as error:
            return self._no_answer(request, str(error))
        return self._framed(self._at_home(response, request), request, frame if is_page else None)

    def _framed(self, response: Response, request: Request, frame: Frame | None) -> Response:
        """Put the frame into a page; record what ends too early."""
        kind = _header(response, "content-type")
        insertion = Insertion(frame, kind) if frame and is_html(kind) else None
        headers = response.headers
        if insertion:
            headers = {name: text for name, text in headers.items() if name.lower() not in _OF_THE_UNCHANGED}
        stream = response.stream and _Framed(response.stream, insertion, self, request)
        return msgspec.structs.replace(response, headers=headers, stream=stream)

    def _at_home(self, response: Response, request: Request) -> Response:
        """Let a redirect to the server itself lead to the host that was asked; others stay as they are."""
        location = _header(response, "location")
        if not self._is_own(location):
            return response
        here = urlsplit(location)._replace(scheme="http", netloc=request.headers.get("host", request.host))
        return response.with_headers({"Location": here.geturl()})

    def _is_own(self, location: str) -> bool:
        """Say whether an absolute address is the server's; `localhost` and 127.0.0.1 are the same one."""
        own = urlsplit(self._address)
        try:
            there = urlsplit(location)
            is_same_port = there.port == own.port
        except ValueError:
            return False
        if not there.hostname or not is_same_port:
            return False
        return there.hostname == own.hostname or (is_local(there.hostname) and is_local(own.hostname or ""))

    def _no_answer(self, request: Request, reason: str) -> Response:
        self.record(request, reason)
        page = (
            "<!doctype html>\n<title>No answer</title>\n<h1>Your application does not answer</h1>\n"
            f"<p>{escape(self._address)}: {escape(reason)}</p>\n"
            "<p>Start it, or correct the address in <code>Site(upstream=…)</code>.</p>\n"
        )
        return text_response(page, "text/html", 502)

    def record(self, request: Request, reason: str) -> None:
        """Record that the server has failed."""
        path = request.path[:200]
        self._journal.append(
            "upstream-error", address=self._address, method=request.method, path=path, reason=reason
        )


class _Framed:
    """A body that comes from the server, with the frame in it if it is a page."""

    def __init__(self, stream: Stream, insertion: Insertion | None, home: Upstream, request: Request) -> None:
        self._stream = stream
        self._insertion = insertion
        self._home = home
        self._request = request

    def __aiter__(self) -> _Framed:
        return self

    async def __anext__(self) -> bytes:
        try:
            part = await anext(self._stream)
        except StopAsyncIteration:
            insertion, self._insertion = self._insertion, None
            if insertion is None:
                raise
            return insertion.close()
        except ConnectionError as error:
            self._home.record(self._request, f"the answer ended early: {error}")
            raise
        return self._insertion.feed(part) if self._insertion else part

    async def aclose(self) -> None:
        await self._stream.aclose()


def fault_of(address: str) -> str:
    """Say what is wrong with the address of a server; empty: nothing."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        return "it must be like http://127.0.0.1:8000"
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        return "it must end after the port: paths are those of the site"
    return ""


def _whole(request: Request) -> Request:
    """Ask for all of a page: a browser may know it with the tags of another time."""
    kept = {name: value for name, value in request.headers.items() if name not in _ASKS_FOR_A_CHANGE}
    return msgspec.structs.replace(request, headers=kept)


def _header(response: Response, name: str) -> str:
    return next((value for key, value in response.headers.items() if key.lower() == name), "")
