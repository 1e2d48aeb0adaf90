"""Kinds of entries of the emulator itself."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class BadRequest(TypedDict):
    """A host refused a request: `status` and the reason."""

    host: str
    method: str
    path: str
    status: int
    reason: str


class FaultHappened(TypedDict):
    """A fault was applied to a request; with the number of Segment's event that it carried."""

    host: str
    path: str
    does: str
    messageId: NotRequired[str]


class UpstreamError(TypedDict):
    """The server behind `Site(upstream=…)` did not answer, or not to the end."""

    address: str
    method: str
    path: str
    reason: str


class EmulatorError(TypedDict):
    """The emulator itself failed."""

    trace: str
