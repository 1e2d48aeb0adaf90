"""Nothing is delivered: what a page sends to Segment and Kameleoon is answered on the spot; reads pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import wire
from .observer import body_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request, Route


class Delivery:
    """Answers tracking calls of a browser context in place of their servers.

    Playwright's service workers and its routes do not go together, so a context for this has none: what a
    worker sends could not be held back.

    Args:
        context: of the browser.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.answered = 0
        self.unread = 0
        context.route("**/*", self._handle)

    def __str__(self) -> str:
        calls = f"{self.answered} tracking call{'s' * (self.answered != 1)}"
        unread = f"; {self.unread} bodies could not be read, and passed" if self.unread else ""
        return f"Delivers nothing: {calls} to Segment and Kameleoon were answered here{unread}"

    def _handle(self, route: Route) -> None:
        request = route.request
        if request.method == "OPTIONS" and wire.is_tracking_host(request.url):
            route.fulfill(status=204, headers=_allowing(request))
            return
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            route.fallback()
            return
        body = body_of(request)
        if not wire.is_tracking(request.method, request.url, request.headers, body):
            self.unread += body is None and request.resource_type in {"ping", "beacon", "fetch", "xhr"}
            route.fallback()
            return
        self.answered += 1
        headers = _allowing(request) | {"content-type": "application/json"}
        route.fulfill(status=200, headers=headers, body='{"success": true}')


def _allowing(request: Request) -> dict[str, str]:
    """Let the page read the answer, from whichever origin it asks."""
    headers = request.headers
    return {
        "access-control-allow-origin": headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": headers.get("access-control-request-headers", "*"),
    }
