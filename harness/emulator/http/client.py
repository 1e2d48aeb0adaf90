"""A small HTTP client for what servers do: `*.localhost` resolves in browsers, not in Python."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlencode

import msgspec

from .server import ADDRESS

# Kameleoon refuses user agents that look like a bot's (CONTRACT 3).
USER_AGENT = "Mozilla/5.0 (kamseg; a server of the shop)"


class Reply(msgspec.Struct, frozen=True):
    """What a host answered: status, headers with lower-case names, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body read as JSON."""
        return msgspec.json.decode(self.body)


def send(  # noqa: PLR0913 - the parts of an HTTP request
    port: int,
    host: str,
    path: str,
    *,
    method: str = "GET",
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 5,
) -> Reply:
    """Send one request to a host of the emulator.

    Args:
        port: of the emulator.
        host: without `.localhost`, for example `api.segment`.
        path: begins with a slash.
        method: HTTP method.
        query: parameters, encoded here.
        headers: more headers.
        body: bytes to send.
        timeout: seconds.

    Raises:
        OSError: the connection was cut.
        http.client.HTTPException: the answer ended early.
    """
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=timeout)
    target = f"{path}?{urlencode(query)}" if query else path
    all_headers = {"Host": f"{host}.localhost:{port}", "User-Agent": USER_AGENT, **(headers or {})}
    try:
        connection.request(method, target, body, all_headers)
        answer = connection.getresponse()
        return Reply(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        )
    finally:
        connection.close()
