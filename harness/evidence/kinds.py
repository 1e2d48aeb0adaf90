"""All kinds of entries of the journal, each with its data.

`KINDS` is what diagram, checks, journeys and documentation agree on. Whoever records a new kind adds it here.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from ...generator.reasons import State

# ---- the visitor and the pages ----


class VisitorDoes(TypedDict):
    """A step of a journey is taken: what the visitor does, or has done to them."""

    does: str
    value: Any


class Page(TypedDict):
    """A page of the preview has loaded; on a site that is not ours, any."""

    url: str
    page: NotRequired[str]


class NotHandled(TypedDict):
    """An exception or a rejected promise that a page did not handle."""

    message: str
    url: str


class BrowserMessage(NotHandled):
    """What a browser reports as an error of a page, and is none."""


class Console(TypedDict):
    """A page wrote to its console; `level` as Playwright calls it: log, warning, error and more."""

    level: str
    text: str


class Why(TypedDict):
    """A part of the integration says why it does what it does; `reason` is for programs."""

    url: str
    part: str
    state: State
    reason: str
    text: str


class Egress(TypedDict):
    """A page wanted something from outside of this machine; it was refused."""

    host: str
    method: str
    path: str


# ---- a site that is not ours, seen from outside ----


class Document(TypedDict):
    """A page was answered, or a redirect to it."""

    address: str
    status: int


class Site(TypedDict):
    """How a page was when it had come to rest."""

    url: str
    library: Literal["there", "wrapper", "stub", "disabled", "absent", "something else"]
    others: list[str]
    engine: bool
    visitorCode: str | None
    consent: bool
    customData: dict[str, Any]


class Cookies(TypedDict):
    """The visitor codes that the browser keeps, with their domains."""

    visitor: list[dict[str, Any]]
    url: str


class Violation(TypedDict):
    """The page's Content-Security-Policy blocked something."""

    blocked: str
    directive: str
    source: str
    disposition: str


class LibraryScript(TypedDict):
    """The page asked for analytics.js; `status` 0: it was not answered, `failure` says why."""

    address: str
    status: int
    failure: str


class EngineScript(LibraryScript):
    """The page asked for an engine; `status` 0: it was not answered, `failure` says why."""

    sitecode: str
    legacy: bool


class Deployed(TypedDict):
    """What is pasted in Kameleoon was compared with what is built."""

    snippet: str
    state: Literal["same", "differs", "missing", "unseen"]
    said: str
    diff: str


# ---- the emulator ----


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


# ---- Segment ----


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


KINDS: dict[str, Any] = {
    "visitor": VisitorDoes,
    "page": Page,
    "page-error": NotHandled,
    "browser-message": BrowserMessage,
    "console": Console,
    "why": Why,
    "egress": Egress,
    "document": Document,
    "site": Site,
    "cookies": Cookies,
    "csp": Violation,
    "engine.script": EngineScript,
    "library.script": LibraryScript,
    "deployed": Deployed,
    "bad-request": BadRequest,
    "fault": FaultHappened,
    "upstream-error": UpstreamError,
    "emulator-error": EmulatorError,
    "engine.visitor": EngineVisitor,
    "engine.event": EngineEvent,
    "engine.error": EngineError,
    "engine.storage-failed": StorageFailed,
    "engine.custom-event": CustomEvent,
    "custom-data": CustomData,
    "custom-data.evaluated": Evaluated,
    "exposure": Exposure,
    "remote-data.read": RemoteDataRead,
    "engine.sent": EngineSent,
    "geolocation": Geolocation,
    "data-api": DataApiCall,
    "data-api.stored": Stored,
    "decision": Decision,
    "sdk.sent": SdkSent,
    "linked": Linked,
    "goal": Goal,
    "analytics-stub": AnalyticsStub,
    "segment.settings": SegmentSettings,
    "segment.request": SegmentRequest,
    "segment.event": SegmentEvent,
    "segment.duplicate": SegmentDuplicate,
    "segment.metrics": Metrics,
    "barrier": Barrier,
    "destination": DestinationAnswered,
    "forwarded": Forwarded,
}
"""Each kind of entry and the class of its data."""

OWN = "own."
"""How kinds begin that somebody records for their own use, for example `own.note`."""


def check_kind(kind: str) -> None:
    """Refuse a kind that nobody records: a test that asks for none of them would always be green.

    Raises:
        ValueError: names the kind that was probably meant, or all.
    """
    if kind in KINDS or kind == "*" or kind.startswith(OWN):
        return
    close = difflib.get_close_matches(kind, KINDS, n=1)
    remedy = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(KINDS)}."
    raise ValueError(
        f"no entry of the journal is of the kind {kind!r}; {remedy} Your own begin with {OWN!r}."
    )
