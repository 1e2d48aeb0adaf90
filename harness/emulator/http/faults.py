"""Faults as values: which host, which path, what happens. The emulator applies them (docs/faults.md)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from .values import Value

if TYPE_CHECKING:
    from .messages import Request

_Host = Annotated[
    str,
    Meta(
        pattern=r"^(?!.*\.localhost$)",
        extra={
            "rule": "must not end with .localhost",
            "remedy": "write cdn.segment for cdn.segment.localhost",
        },
    ),
]


class Fault(Value, frozen=True, kw_only=True):
    """One fault.

    Attributes:
        host: host name without `.localhost`, `*` allowed, for example `cdn.segment`.
        path: path with `*` for anything.
        method: HTTP method, `*` for any. A preflight is `OPTIONS`.
        does: what happens instead of the answer: `answer` sends `status`, `body` and `content_type`; `delay`
            holds the real answer until `Emulator.release(name)`, `slow` holds it for some seconds; `hang`
            never answers; `truncate` sends half of the real answer under its full length; `abort` cuts the
            connection, as an ad blocker does.
        status: for `answer`.
        body: for `answer`.
        content_type: for `answer`.
        name: for `delay`.
        seconds: for `slow`.
        times: for how many requests, 1 at least; None: for all.
    """

    host: _Host
    path: str = "*"
    method: str = "*"
    does: Literal["answer", "delay", "slow", "hang", "truncate", "abort"] = "answer"
    status: int = 500
    body: str = ""
    content_type: str = "text/plain"
    name: str = ""
    seconds: float = 3
    times: Annotated[int, Meta(ge=1)] | None = None

    def concerns(self, request: Request) -> bool:
        """Say whether the fault is for this request."""
        return (
            fnmatchcase(request.host, f"{self.host}.localhost")
            and fnmatchcase(request.path, self.path)
            and self.method in ("*", request.method)
        )


def html_instead(host: str, path: str = "*") -> Fault:
    """Make a host answer 200 with a page of HTML, as captive portals and broken proxies do."""
    page = "<!doctype html><title>Sign in to this network</title><p>Please accept the terms."
    return Fault(host=host, path=path, status=200, body=page, content_type="text/html")


def malformed_json(host: str, path: str = "*") -> Fault:
    """Make a host answer 200 with JSON that ends too early."""
    return Fault(
        host=host, path=path, method="GET", status=200, body='{"a": [1,', content_type="application/json"
    )


class _Left:
    """How often a fault can still happen."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._times = fault.times

    def take(self) -> bool:
        if self._times is None:
            return True
        self._times -= 1
        return self._times >= 0


class FaultPlan:
    """The faults of one emulator, with how often each has been used."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._left = [_Left(fault) for fault in faults]

    def add(self, fault: Fault) -> None:
        """Add a fault while the emulator runs."""
        self._left.append(_Left(fault))

    def clear(self) -> None:
        """Let everything work again."""
        self._left.clear()

    def take(self, request: Request) -> Fault | None:
        """Return the first fault that concerns the request, and count it."""
        for left in self._left:
            if left.fault.concerns(request) and left.take():
                return left.fault
        return None
