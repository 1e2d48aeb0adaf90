"""Kinds of entries of Segment."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AnalyticsStub(TypedDict):
    """A stub stands in for analytics.js; what to do about it."""

    reason: str


class SegmentSettings(TypedDict):
    """A page has loaded analytics.js, and it asks for its settings."""

    version: str


class SegmentRequest(TypedDict):
    """A call of the tracking API with one event; `attempt` counts from "0"."""

    path: str
    messageId: str | None
    attempt: str


class SegmentEvent(TypedDict):
    """An event that Segment has."""

    type: Literal["track", "identify", "page", "screen", "group", "alias"]
    event: NotRequired[str]
    name: NotRequired[str]
    category: NotRequired[str]
    properties: NotRequired[dict[str, Any]]
    traits: NotRequired[dict[str, Any]]
    userId: NotRequired[str]
    anonymousId: NotRequired[str]
    groupId: NotRequired[str]
    previousId: NotRequired[str]
    context: NotRequired[dict[str, Any]]
    integrations: NotRequired[dict[str, Any]]
    timestamp: NotRequired[str]
    messageId: NotRequired[str]


class SegmentDuplicate(SegmentEvent):
    """An event under the `messageId` of an earlier one: it counts once."""


class Metrics(TypedDict):
    """analytics.js tells how it fares."""

    series: Any


class Barrier(TypedDict):
    """An event that tests wait for; it reaches no destination."""

    name: NotRequired[str]


class DestinationAnswered(TypedDict):
    """Segment's destination sent an event to Kameleoon: its request and the status of the answer."""

    mode: Literal["actions", "classic"]
    status: int
    body: dict[str, Any]


class Forwarded(TypedDict):
    """All destinations have answered to an event."""

    messageId: str | None
