"""Nothing is delivered: what a page sends to Segment and Kameleoon is answered on the spot; reads pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import wire
from .observer import body_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request, Route

    from .observer import Observer


class Delivery:
    """Answers tracking calls of a browser context in place of their servers.

    Playwright's service workers and its routes do not go together, so a context for this has none: what a
    worker sends could not be held back.

    Args:
        context: of the browser.
        observer: of the same browser; knows where events go whose bodies the browser hides.
    """

    def __init__(self, context: BrowserContext, observer: Observer) -> None:
        self._observer = observer
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
        if not self._is_tracking(request, body):
            self.unread += body is None and not self._observer.reads_bodies_in_page
            route.fallback()
            return
        self.answered += 1
        headers = _allowing(request) | {"content-type": "application/json"}
        route.fulfill(status=200, headers=headers, body='{"success": true}')

    def _is_tracking(self, request: Request, body: bytes | None) -> bool:
        if wire.is_tracking(request.method, request.url, request.headers, body):
            return True
        if self._observer.reads_bodies_in_page:
            self._observer.pump()  # the page has told what it sends before it sent it
        return request.url in self._observer.segment_addresses


def _allowing(request: Request) -> dict[str, str]:
    """Let the page read the answer, from whichever origin it asks."""
    headers = request.headers
    return {
        "access-control-allow-origin": headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": headers.get("access-control-request-headers", "*"),
    }
