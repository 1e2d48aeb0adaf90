"""A journal as a sequence diagram: from which lane to which the arrow of an entry goes, and what it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from .entries import Entry

LANES = ("Visitor", "Kameleoon engine", "Segment library", "Segment cloud", "Kameleoon Data API")
VISITOR, ENGINE, LIBRARY, CLOUD, DATA = range(len(LANES))

Tone = Literal["plain", "good", "bad", "minor"]
_LONGEST_VALUE = 60
_OK = 200


class Arrow(msgspec.Struct, frozen=True):
    """One arrow.

    Attributes:
        source: index of the lane it begins in.
        target: index of the lane it ends in; the same for what happens within one.
        label: a few words.
        tone: `good` and `bad` stand out, `minor` can be left out.
    """

    source: int
    target: int
    label: str
    tone: Tone = "plain"


def arrow_of(entry: Entry) -> Arrow:
    """Draw one entry. A kind that has no drawing of its own stays within the visitor's lane."""
    draw = _DRAWINGS.get(entry.kind)
    return draw(entry.data) if draw else Arrow(VISITOR, VISITOR, entry.kind, "minor")


def _visitor(data: dict[str, Any]) -> Arrow:
    """What a person did, or had done to them."""
    template, target = {
        "open": ("opens {}", ENGINE),
        "go": ("goes to {}", ENGINE),
        "follow": ("follows a link", ENGINE),
        "reload": ("loads the page again", ENGINE),
        "tab": ("opens another tab", ENGINE),
        "click": ("presses {}", VISITOR),
        "fill": ("fills {}", VISITOR),
        "press": ("presses {}", VISITOR),
        "wait": ("waits for {}", VISITOR),
        "run": ("runs {}", VISITOR),
        "consent": ("consent: {}", ENGINE),
        "login": ("logs in as {}", LIBRARY),
        "logout": ("logs out", LIBRARY),
        "plan": ("chooses the plan {}", LIBRARY),
        "traits": ("is described by {}", LIBRARY),
        "company": ("joins {}", LIBRARY),
        "enter": ("enters the audience {}", CLOUD),
        "leave": ("leaves the audience {}", CLOUD),
        "later": ("comes back after {} min", VISITOR),
        "newcomer": ("is somebody new", VISITOR),
        "trouble": ("trouble: {}", VISITOR),
        "call": ("calls {}", LIBRARY),
        "server": ("lets a server send {}", CLOUD),
    }[data["does"]]
    return Arrow(VISITOR, target, template.format(_short(data["value"])))


def _event(data: dict[str, Any]) -> Arrow:
    """What Segment has received. A server's event does not come from the page."""
    name = data.get("event") or data.get("name") or data.get("groupId") or data.get("userId") or ""
    properties = data.get("properties") or {}
    if "audience_key" in properties:
        name = f"{name}: {properties['audience_key']}"
    source = CLOUD if str(data.get("messageId", "")).startswith("server-") else LIBRARY
    return Arrow(source, CLOUD, f"{data['type']} {name}".strip(), "good")


def _custom_data(data: dict[str, Any]) -> Arrow:
    outcome, skipped = data["outcome"], data.get("skipped")
    label = f"{data['name']} = {_short(data['value'])}"
    if outcome == "set":
        return Arrow(ENGINE, ENGINE, f"{label}, without {skipped}" if skipped else label, "good")
    return Arrow(ENGINE, ENGINE, f"{label} is {outcome}", "minor" if outcome == "ignored" else "bad")


def _engine_visitor(data: dict[str, Any]) -> Arrow:
    kept = "" if data["stored"] else ", not kept"
    label = f"{data['visitorCode']}: visit {data['numberOfVisits']}, page {data['pageViews']}{kept}"
    return Arrow(VISITOR, ENGINE, label)


def _engine_sent(data: dict[str, Any]) -> Arrow:
    """What Kameleoon's servers hear of the visit, by the engine's own numbers."""
    says = {
        "page": "{href}",
        "customData": "{index}: {valuesCountMap}",
        "conversion": "{goalId}",
    }.get(data["eventType"], "")
    return Arrow(ENGINE, DATA, f"{data['eventType']} {says.format_map(_Shortened(data))}".strip(), "minor")


def _exposure(data: dict[str, Any]) -> Arrow:
    variation = (data.get("associatedVariation") or {}).get("name")
    return Arrow(ENGINE, VISITOR, f"sees {data['name']}: {variation}", "good")


def _goal(data: dict[str, Any]) -> Arrow:
    lane = ENGINE if data.get("source") == "page" else DATA
    return Arrow(lane, lane, f"goal {data['name']}")


def _data_api(data: dict[str, Any]) -> Arrow:
    keys = ", ".join(map(str, data.get("keys") or ()))
    tone: Tone = "plain" if data["status"] < 300 else "bad"  # noqa: PLR2004 - HTTP's success ends there
    source, what = (VISITOR, "the server: ") if data.get("by") == "server" else (ENGINE, "")
    return Arrow(source, DATA, f"{what}{data['method']} {keys or data['path']} ({data['status']})", tone)


def _destination(data: dict[str, Any]) -> Arrow:
    body = data["body"]
    label = f"{body['type']} {body.get('event') or body.get('name') or ''}".strip()
    return Arrow(CLOUD, DATA, f"{label} ({data['status']})", "plain" if data["status"] == _OK else "bad")


def _fault(data: dict[str, Any]) -> Arrow:
    source, target = _lanes_of(data["host"])
    return Arrow(
        source, target, f"{data['does']}: {data['host'].removesuffix('.localhost')}{data['path']}", "bad"
    )


def _lanes_of(host: str) -> tuple[int, int]:
    """Between which lanes a request to a host goes."""
    if "segment" in host:
        return LIBRARY, CLOUD
    if "-data.kameleoon" in host:
        return ENGINE, DATA
    return VISITOR, ENGINE


def _script(source: int, target: int, data: dict[str, Any]) -> Arrow:
    fate = data["failure"] or data["status"]
    return Arrow(source, target, f"{data['address']} ({fate})", "minor" if data["status"] == _OK else "bad")


def _page(data: dict[str, Any]) -> Arrow:
    return Arrow(VISITOR, VISITOR, f"is on {urlsplit(data['url']).path}", "minor")


def _within(lane: int, template: str, tone: Tone = "plain") -> Callable[[dict[str, Any]], Arrow]:
    """Draw something that happens within one lane; the template names what of the data it says."""
    return lambda data: Arrow(lane, lane, template.format_map(_Shortened(data)), tone)


class _Shortened(dict[str, Any]):
    """Values for a label: short, and empty where there is none."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__({name: _short(value) for name, value in data.items()})

    def __missing__(self, name: str) -> str:
        return ""


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    # Of a page any text may come, also halves of characters, which msgspec refuses.
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


_DRAWINGS: dict[str, Callable[[dict[str, Any]], Arrow]] = {
    "visitor": _visitor,
    "page": _page,
    "page-error": _within(VISITOR, "error: {message}", "bad"),
    "browser-message": _within(VISITOR, "notice: {message}", "minor"),
    "console": _within(VISITOR, "console: {text}", "minor"),
    "egress": _within(VISITOR, "left this machine: {host}", "bad"),
    "bad-request": lambda data: Arrow(
        *_lanes_of(data["host"]), f"{data['status']}: {_short(data['reason'])}", "bad"
    ),
    "engine.visitor": _engine_visitor,
    "engine.event": _within(ENGINE, "{name}", "minor"),
    "engine.error": _within(ENGINE, "{where}: {message}", "bad"),
    "engine.sent": _engine_sent,
    "geolocation": _within(DATA, "is asked for the place", "minor"),
    "engine.storage-failed": _within(ENGINE, "cannot store {key}", "bad"),
    "engine.custom-event": _within(ENGINE, "event {name}"),
    "custom-data": _custom_data,
    "custom-data.evaluated": _within(ENGINE, "asks for {name}", "minor"),
    "exposure": _exposure,
    "goal": _goal,
    "remote-data.read": lambda data: Arrow(DATA, ENGINE, f"answer ({data['status'] or 'none'})", "minor"),
    "data-api": _data_api,
    "data-api.stored": _within(DATA, "{key} = {value}", "good"),
    "decision": _within(VISITOR, "the server: {feature} is {variation}, says {by}"),
    "sdk.sent": _within(DATA, "{sdk} sends {eventType}", "minor"),
    "linked": _within(DATA, "{visitorCode} is {ids}", "good"),
    "segment.settings": _within(LIBRARY, "analytics.js {version} is loaded", "minor"),
    "segment.request": lambda _: Arrow(LIBRARY, CLOUD, "request", "minor"),
    "segment.event": _event,
    "segment.duplicate": lambda data: Arrow(LIBRARY, CLOUD, f"again: {data['type']}", "minor"),
    "segment.metrics": lambda _: Arrow(LIBRARY, CLOUD, "metrics", "minor"),
    "document": _within(VISITOR, "is answered with {status}", "minor"),
    "site": _within(VISITOR, "the library is {library}", "minor"),
    "cookies": _within(VISITOR, "visitor codes kept: {visitor}", "minor"),
    "csp": _within(VISITOR, "{directive} blocks {blocked}", "bad"),
    "engine.script": lambda data: _script(VISITOR, ENGINE, data),
    "library.script": lambda data: _script(LIBRARY, CLOUD, data),
    "deployed": _within(ENGINE, "{snippet} {said}", "minor"),
    "barrier": lambda _: Arrow(LIBRARY, CLOUD, "barrier", "minor"),
    "destination": _destination,
    "forwarded": _within(CLOUD, "forwarded", "minor"),
    "fault": _fault,
    "why": _within(VISITOR, "{part}: {text}", "minor"),
    "analytics-stub": _within(LIBRARY, "{reason}", "bad"),
    "upstream-error": _within(VISITOR, "{method} {path}: {reason}", "bad"),
    "emulator-error": _within(VISITOR, "the emulator failed: {trace}", "bad"),
}
