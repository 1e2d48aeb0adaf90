"""Asks another server what was asked here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from .messages import Response
from .router import is_local

if TYPE_CHECKING:
    from aiohttp import ClientResponse

    from .messages import Request

# RFC 9110 7.6.1: these are between two neighbours, and not for the server behind.
_OF_THE_CONNECTION = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
    "trailer", "transfer-encoding", "upgrade",
}  # fmt: skip
_OF_THE_BODY = {"content-encoding", "content-length"}
_SECONDS_TO_CONNECT = 5
_LONGEST_HEADER = 64 * 1024
_WITHOUT_BODY = {204, 304}


class ForwardingError(Exception):
    """The other server has not answered, or not to the end; says why."""


async def forward(address: str, request: Request) -> Response:
    """Ask another server; returns its answer, the body as a stream, decompressed.

    Cookies, redirects and statuses are passed on as they are. `Host` stays that of the request, so that the
    addresses, cookies and checks of the server are those of the page.

    Args:
        address: of the server: scheme, host, port. On this machine its certificate may be anybody's.
        request: what to ask.

    Raises:
        ForwardingError: there is no answer.
    """
    session = ClientSession(
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, sock_connect=_SECONDS_TO_CONNECT),
        skip_auto_headers=("Accept", "Content-Type", "User-Agent"),
        max_line_size=_LONGEST_HEADER,
        max_field_size=_LONGEST_HEADER,
    )
    url = URL(f"{address}{request.target}", encoded=True)
    try:
        answer = await session.request(
            request.method,
            url,
            headers=_headers_for(request),
            data=request.body or None,
            allow_redirects=False,
            ssl=not is_local(url.host or ""),
        )
    except BaseException as error:
        await session.close()
        if isinstance(error, ClientError | OSError | ValueError):  # TimeoutError is an OSError
            raise ForwardingError(_reason(error)) from error
        raise
    return await _response(answer, _Body(session, answer), request.method)


def _headers_for(request: Request) -> dict[str, str]:
    """Ask for what is not compressed, so that it can be changed. The body was decompressed on its way in."""
    left_out = _OF_THE_CONNECTION | _OF_THE_BODY | {"accept-encoding"}
    kept = {name: value for name, value in request.headers.items() if name not in left_out}
    forwarded = {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http"}
    host = request.headers.get("host", request.host)
    return {**kept, **forwarded, "x-forwarded-host": host, "accept-encoding": "identity"}


async def _response(answer: ClientResponse, body: _Body, method: str) -> Response:
    left_out = _OF_THE_CONNECTION | {"set-cookie"}
    if "Content-Encoding" in answer.headers:
        left_out |= _OF_THE_BODY
    headers = {
        name: ", ".join(answer.headers.getall(name))
        for name in dict.fromkeys(answer.headers)
        if name.lower() not in left_out
    }
    cookies = tuple(answer.headers.getall("Set-Cookie", ()))
    if method == "HEAD" or answer.status in _WITHOUT_BODY:
        await body.aclose()
        return Response(answer.status, headers=headers, cookies=cookies)
    return Response(answer.status, headers=headers, cookies=cookies, stream=body)


class _Body:
    """The body of an answer; raises ConnectionError when it is not whole."""

    def __init__(self, session: ClientSession, answer: ClientResponse) -> None:
        self._session = session
        self._answer = answer

    def __aiter__(self) -> _Body:
        return self

    async def __anext__(self) -> bytes:
        try:
            part = await self._answer.content.readany()
        except (ClientError, OSError) as error:
            raise ConnectionResetError(_reason(error)) from error
        if not part:
            raise StopAsyncIteration
        return part

    async def aclose(self) -> None:
        """Close the connection."""
        self._answer.close()
        await self._session.close()


def _reason(error: BaseException) -> str:
    system: Any = getattr(error, "os_error", error)
    is_known = isinstance(system, OSError) and system.errno
    text = os.strerror(system.errno) if is_known else str(system) or type(system).__name__
    return " ".join(text.split())[:200]
