"""Kinds of entries of Kameleoon: its engine in the page, and what reaches its servers."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

# ---- Kameleoon's engine, in the page: each also with `page`, an id of the load, and `url` ----


class InPage(TypedDict):
    """What all entries of the engine have."""

    page: NotRequired[str]
    url: NotRequired[str]


class EngineVisitor(InPage):
    """The engine starts; `stored` is false where the visitor code is thrown away with the page."""

    visitorCode: str
    stored: bool
    numberOfVisits: int
    pageViews: int
    time: float
    globalScript: NotRequired[bool]


class EngineEvent(InPage):
    """An event `Kameleoon::NAME` on window; `detail` always has `time`."""

    name: str
    detail: dict[str, Any]


class EngineError(InPage):
    """Pasted code threw; Kameleoon swallows it."""

    where: str
    message: str


class StorageFailed(InPage):
    """The browser did not let the engine store something."""

    key: str
    message: str


class CustomEvent(InPage):
    """`Kameleoon.API.Events.trigger` was called."""

    name: str


class CustomData(InPage):
    """A custom data was given a value; `skipped` of its elements were not taken."""

    name: str
    value: Any
    overwrite: bool
    source: str
    outcome: Literal["set", "ignored", "unknown", "too-long", "lost"]
    skipped: int
    visitorCode: str | None


class Evaluated(InPage):
    """The code of a custom data ran; `answered` unless it returned null or nothing."""

    name: str
    answered: bool


class Exposure(InPage):
    """The visitor sees a variation; further fields are those of the campaign (CONTRACT 2.10)."""

    campaign: str
    id: int
    name: str
    associatedVariation: dict[str, Any] | None
    visitorCode: str


class RemoteDataRead(InPage):
    """An answer of the Data API has been given to the page; `status` 0: there was none."""

    status: int


# ---- what reaches Kameleoon ----


class EngineSent(TypedDict):
    """An event that the engine sent to `/visit/events`; further fields by its type (CONTRACT 2.11)."""

    eventType: str
    visitorCode: NotRequired[str]


class Geolocation(TypedDict):
    """The engine asked where the visitor is."""

    host: str


class DataApiCall(TypedDict):
    """A call of the Data API, by a page or by a server."""

    host: str
    method: str
    path: str
    keys: Any
    status: int
    by: Literal["page", "server"]


class Stored(TypedDict):
    """The Data API has stored a value; an empty one deletes."""

    key: str
    value: Any


class Decision(TypedDict):
    """A server, or the stand-in for one, decided a feature flag before it rendered a page."""

    feature: str
    variation: str
    visitorCode: str
    by: str


class SdkSent(TypedDict):
    """An event that one of Kameleoon's SDKs sent; further fields by its type."""

    eventType: str
    sdk: str


class Linked(TypedDict):
    """Kameleoon has learnt that a visitor code belongs to these ids of Segment."""

    visitorCode: str
    ids: list[str]


class Goal(TypedDict):
    """A goal was converted: in the page, or by an event of Segment."""

    source: Literal["page", "segment"]
    name: str
    id: NotRequired[int]
    revenue: NotRequired[Any]
    metadata: NotRequired[Any]
    visitorCode: NotRequired[str]
    created: NotRequired[bool]
    visitorCodes: NotRequired[list[str]]
