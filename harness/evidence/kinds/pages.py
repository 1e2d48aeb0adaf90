"""Kinds of entries of the visitor and the pages, and of a site that is not ours, seen from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from ....generator.reasons import State


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
