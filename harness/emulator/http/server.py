"""The only place that knows aiohttp: HTTP on a loopback port, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from .messages import Refused, Request, Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ADDRESS = "127.0.0.1"
LARGEST_BODY = 4 * 1024 * 1024
_STOP_SECONDS = 0.002
_ROUNDS_TO_ACCEPT = 3  # of the event loop: a task begins, its connection is made, it ends


class Server:
    """Serves HTTP until it is stopped.

    Args:
        respond: gives the response to a request; runs in the server's thread.
        refuse: records and answers what is not even a request: malformed HTTP, a body without end.
    """

    def __init__(
        self,
        respond: Callable[[Request], Awaitable[Response]],
        refuse: Callable[[Request, Refused], Response],
    ) -> None:
        self._respond = respond
        self._refuse = refuse
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="kamseg emulator", daemon=True)
        self._listening: asyncio.Server | None = None
        self._protocol: _Protocol | None = None
        self.port = 0

    def start(self, port: int = 0) -> None:
        """Listen on the port (0: any free one, then in `.port`); returns when requests are accepted."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(port), self.loop).result()
        except OSError:
            self._end_thread()
            raise

    def stop(self) -> None:
        """Close every connection, open streams included, and end the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self._end_thread()

    def _end_thread(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _listen(self, port: int) -> None:
        self._protocol = _Protocol(self._handle, self._malformed)
        self._listening = await self.loop.create_server(self._protocol, ADDRESS, port, backlog=1024)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._listening and self._protocol:
            await self._accept_no_more(self._listening)
            await self._protocol.shutdown(_STOP_SECONDS)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        while self._protocol and self._protocol.open:
            for connection in self._protocol.open:
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
        request = _head_of(raw)
        try:
            request = Request(
                request.method,
                *_target_of(raw),
                headers=request.headers,
                body=await _body_of(raw),
                port=self.port,
            )
            response = await self._respond(request)
        except Refused as refused:
            response = self._refuse(request, refused)
        return await _deliver(raw, response)

    def _malformed(self, message: str) -> None:
        self._refuse(Request("", ""), Refused(400, f"not HTTP: {message}"))


class _Protocol(web.Server):
    """aiohttp's server, with connections that report malformed HTTP."""

    def __init__(self, handle: Any, malformed: Callable[[str], None]) -> None:
        super().__init__(handle)
        self.malformed = malformed
        self.open: set[_Connection] = set()

    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, lingering_time=0.5)


class _Connection(RequestHandler):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, even if it never asks anything."""
        super().connection_made(transport)
        if isinstance(self._manager, _Protocol):
            self._manager.open.add(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget it once its socket is closed."""
        if isinstance(self._manager, _Protocol):
            self._manager.open.discard(self)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the signature is aiohttp's
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be parsed. Nothing is logged: the journal has it."""
        if isinstance(self._manager, _Protocol):
            self._manager.malformed(" ".join((message or repr(exc)).split())[:200])
        response = web.json_response({"error": "Bad Request", "reason": "not HTTP"}, status=status)
        response.force_close()
        return response


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


async def _body_of(raw: web.BaseRequest) -> bytes:
    body = bytearray()
    async for chunk in raw.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Refused(413, f"the body is longer than {LARGEST_BODY} bytes")
    return bytes(body)


async def _deliver(raw: web.BaseRequest, response: Response) -> web.StreamResponse:
    if response.delivery == "whole":
        whole = web.Response(status=response.status, body=response.body, headers=response.headers)
        with suppress(ConnectionError):  # the client has gone; what it asked for still happens
            await whole.prepare(raw)
            await whole.write_eof()
        if response.after:
            response.after()
        return whole
    partial = web.StreamResponse(status=response.status, headers=response.headers)
    if response.delivery == "half":
        partial.content_length = len(response.body)
        await partial.prepare(raw)
        await partial.write(response.body[: len(response.body) // 2])
    if raw.transport:
        raw.transport.close()
    return partial
