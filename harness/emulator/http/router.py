"""From a host name to the host that answers."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Protocol

from .messages import Refused, Request, Response, refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from ...evidence.journal import Journal
    from .messages import Answer


class Host(Protocol):
    """One of the hosts that the emulator plays."""

    def answer(self, request: Request) -> Answer:
        """Answer, at once or later; raises `Refused` for what it does not accept."""


class Router:
    """Gives each request to its host; what is refused is answered with 4xx and recorded as `bad-request`.

    Args:
        hosts: all hosts by their name without `.localhost`.
        journal: where refusals are recorded.
    """

    def __init__(self, hosts: Mapping[str, Host], journal: Journal) -> None:
        self._hosts = {f"{name}.localhost": host for name, host in hosts.items()}
        self._journal = journal

    @property
    def names(self) -> list[str]:
        """All host names, sorted."""
        return sorted(self._hosts)

    def answer(self, request: Request) -> Answer:
        """Answer one request, at once or later; never raises for bad input."""
        try:
            answer = self._host_of(request).answer(request)
        except Refused as refused:
            return self.refuse(request, refused)
        return answer if isinstance(answer, Response) else self._later(request, answer)

    async def _later(self, request: Request, answer: Awaitable[Response]) -> Response:
        try:
            return await answer
        except Refused as refused:
            return self.refuse(request, refused)

    def refuse(self, request: Request, refused: Refused) -> Response:
        """Record a refusal and return the answer to it, which pages of any origin can read."""
        self._journal.append(
            "bad-request",
            host=request.host,
            method=request.method,
            path=request.path[:200],
            status=refused.status,
            reason=refused.reason,
        )
        return refusal(refused).with_headers({"Access-Control-Allow-Origin": "*"})

    def _host_of(self, request: Request) -> Host:
        host = self._hosts.get(request.host)
        if host is None:
            raise Refused(404, f"unknown host {request.host[:100]!r}; known: {', '.join(self.names)}")
        return host


def is_local(host: str) -> bool:
    """Say whether a host can only be this machine: `localhost`, `*.localhost` or a loopback address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
