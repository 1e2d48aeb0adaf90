"""The connections of the server: each ends, whatever its client does or leaves undone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

if TYPE_CHECKING:
    from collections.abc import Callable


class Connections(web.Server):
    """aiohttp's server, with connections that report malformed HTTP.

    Args:
        handle: answers a request of aiohttp.
        malformed: told what was not HTTP.
        patience: seconds after which a connection is closed that has asked nothing whole, since it was opened
            or since the last answer; no further byte prolongs them.
    """

    def __init__(self, handle: Any, malformed: Callable[[str], None], patience: float) -> None:
        super().__init__(handle)
        self.malformed = malformed
        self.patience = patience
        self.open: set[Connection] = set()

    def __call__(self) -> RequestHandler:
        """Make a connection, for the event loop."""
        return Connection(self, loop=self._loop, lingering_time=0.5)


class Connection(RequestHandler):
    """One connection."""

    def __init__(self, home: Connections, **settings: Any) -> None:
        super().__init__(home, **settings)
        self._home = home
        self._alarm: asyncio.TimerHandle | None = None
        self._abandonable: asyncio.Task[Any] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, even if it never asks anything."""
        super().connection_made(transport)
        self._home.open.add(self)
        self._expect_a_request()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget it once its socket is closed, and what nobody waits for any more."""
        self._home.open.discard(self)
        self._stop_waiting()
        if self._abandonable:
            self._abandonable.cancel()
        super().connection_lost(exc)

    def begin(self) -> None:
        """Take note that a request has been asked."""
        self._stop_waiting()

    def end(self) -> None:
        """Take note that it is answered; of the next one, a part may be here already."""
        self._abandonable = None
        self._expect_a_request()

    def abandon_with_client(self) -> None:
        """End what is being done when the client goes: it only asked, or only listens."""
        self._abandonable = asyncio.current_task()
        if self.transport is None and self._abandonable:  # it has gone already
            self._abandonable.cancel()

    def _expect_a_request(self) -> None:
        if self._alarm is None and self.transport is not None:
            self._alarm = self._loop.call_later(self._home.patience, self.force_close)

    def _stop_waiting(self) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm = None

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the signature is aiohttp's
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be parsed. Nothing is logged: the journal has it."""
        self._home.malformed(" ".join((message or repr(exc)).split())[:200])
        response = web.json_response({"error": "Bad Request", "reason": "not HTTP"}, status=status)
        response.force_close()
        return response
