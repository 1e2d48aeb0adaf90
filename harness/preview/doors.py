"""What browsers ask for by habit, and people by mistake: it leaves no trace in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..emulator.http.messages import Response

if TYPE_CHECKING:
    from ..emulator.http.messages import Request

_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_BY_HABIT = frozenset(
    {
        "/favicon.ico",
        "/apple-touch-icon.png",
        "/apple-touch-icon-precomposed.png",
        "/.well-known/appspecific/com.chrome.devtools.json",  # Chrome, once its developer tools are open
    }
)


class FrontDoor:
    """Asked before the hosts, so that a request of this kind is no refusal of theirs."""

    def concerns(self, request: Request) -> bool:
        """Say whether somebody only looks for the shop, or a browser for a picture of its own."""
        asks = request.method in {"GET", "HEAD"}
        return asks and (request.path in _BY_HABIT or request.host in _OF_THIS_MACHINE)

    async def answer(self, request: Request) -> Response:
        """Lead to the same page of the shop; of what is asked by habit there is none."""
        if request.path in _BY_HABIT:
            return Response(204)
        return Response(302, headers={"Location": f"http://shop.localhost:{request.port}{request.target}"})
