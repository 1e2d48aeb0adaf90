"""HTTP on a loopback port, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from multidict import CIMultiDict

from .connections import Connection, Connections
from .messages import Refused, Request, Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .messages import Stream

ADDRESS = "127.0.0.1"
LARGEST_BODY = 4 * 1024 * 1024
PATIENCE = 60.0
"""Seconds for the head of a request, and as many for its body."""
_STOP_SECONDS = 0.002
_ROUNDS_TO_ACCEPT = 3  # of the event loop: a task begins, its connection is made, it ends


class Server:
    """Serves HTTP until it is stopped.

    Args:
        respond: gives the response to a request; runs in the server's thread.
        refuse: records and answers what is not even a request: malformed HTTP, a body without end.
        only_asks: says of a request that nothing needs to happen once nobody waits for the answer.
        patience: seconds for the head of a request, and as many for its body.
    """

    loop: asyncio.AbstractEventLoop

    def __init__(
        self,
        respond: Callable[[Request], Awaitable[Response]],
        refuse: Callable[[Request, Refused], Response],
        *,
        only_asks: Callable[[Request], bool] = lambda _: False,
        patience: float = PATIENCE,
    ) -> None:
        self._respond = respond
        self._refuse = refuse
        self._only_asks = only_asks
        self._patience = patience
        self._thread: threading.Thread | None = None
        self._listening: asyncio.Server | None = None
        self._connections: Connections | None = None
        self.port = 0

    def start(self, port: int = 0) -> None:
        """Listen on the port (0: any free one, then in `.port`); returns when requests are accepted."""
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="kamseg emulator", daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(port), self.loop).result()
        except BaseException:  # whatever it was, nothing stays behind
            self._end_thread()
            raise

    def stop(self) -> None:
        """Close every connection, open streams included, and end the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self._end_thread()

    def call(self, function: Callable[..., None], *values: Any) -> None:
        """Call a function in the thread of the server, soon; where none runs, at once."""
        if self._thread:
            self.loop.call_soon_threadsafe(function, *values)
        else:
            function(*values)

    def _end_thread(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        if self._thread:
            self._thread.join()
        self._thread = None
        self.loop.close()

    async def _listen(self, port: int) -> None:
        self._connections = Connections(self._handle, self._malformed, self._patience)
        self._listening = await self.loop.create_server(self._connections, ADDRESS, port, backlog=1024)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._listening and self._connections:
            await self._accept_no_more(self._listening)
            await self._connections.shutdown(_STOP_SECONDS)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        while self._connections and self._connections.open:
            for connection in self._connections.open:
                connection.force_close()
            await asyncio.sleep(0)  # sockets are closed in the loop's next round

    async def _accept_no_more(self, listening: asyncio.Server) -> None:
        """Let connections that are being accepted become whole first: closing the server loses them open."""
        for listener in listening.sockets:
            self.loop.remove_reader(listener)
        for _ in range(_ROUNDS_TO_ACCEPT):
            await asyncio.sleep(0)
        listening.close()

    async def _handle(self, raw: web.BaseRequest) -> web.StreamResponse:
        connection = raw.protocol
        assert isinstance(connection, Connection)  # noqa: S101 - Connections makes no others
        connection.begin()
        try:
            response = await self._response_to(raw, connection)
            return await _deliver(raw, response, connection)
        finally:
            connection.end()

    async def _response_to(self, raw: web.BaseRequest, connection: Connection) -> Response:
        request = _head_of(raw)
        try:
            request = Request(
                request.method,
                *_target_of(raw),
                headers=request.headers,
                body=await self._body_of(raw),
                port=self.port,
                target=raw.rel_url.raw_path_qs,
            )
            if self._only_asks(request):
                connection.abandon_with_client()
            return await self._respond(request)
        except Refused as refused:
            return self._refuse(request, refused)

    async def _body_of(self, raw: web.BaseRequest) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(self._patience):
                async for chunk in raw.content.iter_chunked(64 * 1024):
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise Refused(413, f"the body is longer than {LARGEST_BODY} bytes")
        except TimeoutError:
            raise Refused(408, f"the body has not come within {self._patience:g} s") from None
        except web.RequestPayloadError:
            encoding = raw.headers.get("Content-Encoding", "")[:100]
            what = f"the {encoding} that it claims to be" if encoding else "as long as it claims to be"
            raise Refused(400, f"the body is not {what}") from None
        return bytes(body)

    def _malformed(self, message: str) -> None:
        self._refuse(Request("", ""), Refused(400, f"not HTTP: {message}"))


def _head_of(raw: web.BaseRequest) -> Request:
    """Return what can be said of any request, for the record of one that is refused."""
    headers = {name.lower(): value for name, value in raw.headers.items()}
    return Request(raw.method.upper(), headers.get("host", ""), raw.path, headers=headers)


def _target_of(raw: web.BaseRequest) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return host, path and query.

    Where a proxy is asked, aiohttp takes the host from the target. Without any it would look up the name of
    this machine, hence the test.
    """
    host = _host_name(raw.host) if "Host" in raw.headers else ""
    query = parse_qsl(raw.rel_url.raw_query_string, keep_blank_values=True)
    return host.lower(), raw.path, tuple(query)


def _host_name(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        raise Refused(400, f"malformed Host header {header[:100]!r}") from None


async def _deliver(raw: web.BaseRequest, response: Response, connection: Connection) -> web.StreamResponse:
    headers = CIMultiDict(response.headers)
    headers.extend(("Set-Cookie", cookie) for cookie in response.cookies)
    try:
        if response.delivery == "whole" and response.stream is None:
            return await _deliver_whole(raw, response, headers)
        answer = web.StreamResponse(status=response.status, headers=headers)
        if response.delivery == "whole" and response.stream:
            connection.abandon_with_client()
            return await _deliver_as_it_comes(raw, answer, response.body, response.stream)
        return await _deliver_in_part(raw, answer, response)
    finally:
        if response.stream:
            await response.stream.aclose()


async def _deliver_whole(
    raw: web.BaseRequest, response: Response, headers: CIMultiDict[str]
) -> web.StreamResponse:
    whole = web.Response(status=response.status, body=response.body, headers=headers)
    with suppress(ConnectionError):  # the client has gone; what it asked for still happens
        await whole.prepare(raw)
        await whole.write_eof()
    if response.after:
        response.after()
    return whole


async def _deliver_as_it_comes(
    raw: web.BaseRequest, answer: web.StreamResponse, begin: bytes, stream: Stream
) -> web.StreamResponse:
    try:
        await answer.prepare(raw)
        await answer.write(begin)
        async for chunk in stream:
            await answer.write(chunk)
        await answer.write_eof()
    except ConnectionError:  # of either side: what has come so far must not pass for whole
        _cut(raw)
    return answer


async def _deliver_in_part(
    raw: web.BaseRequest, answer: web.StreamResponse, response: Response
) -> web.StreamResponse:
    if response.delivery == "half":
        body = response.body + (await _all_of(response.stream) if response.stream else b"")
        answer.content_length = len(body)
        await answer.prepare(raw)
        await answer.write(body[: len(body) // 2])
    _cut(raw)
    return answer


async def _all_of(stream: Stream) -> bytes:
    return b"".join([chunk async for chunk in stream])


def _cut(raw: web.BaseRequest) -> None:
    if raw.transport:
        raw.transport.close()
