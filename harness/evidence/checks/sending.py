"""Checks of somebody's own site: what has to be sent is sent, whole, with the visitor's own code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .check import Check, Finding
from .pages import pages_of

if TYPE_CHECKING:
    from ..entries import Entry
    from .events import Events


def _identifier_sent(events: Events) -> Finding:
    ready = [page for page in pages_of(events) if page.is_ready(events.project.sitecode)]
    wrong = [] if events.identifiers else [page.looks[-1] for page in ready]
    evidence = f"{len(events.identifiers)} sent on {len(ready)} pages"
    return Finding(len(ready), tuple(wrong), evidence)


def _identifier_code(events: Events) -> Finding:
    """Of all codes that engine and cookies had."""
    known = {entry["visitorCode"] for entry in events.of("engine.visitor", "site") if entry["visitorCode"]}
    known |= {cookie["value"] for entry in events.of("cookies") for cookie in entry["visitor"]}
    judged = events.identifiers if known else []
    wrong = [entry for entry in judged if events.code_in(entry) not in known]
    evidence = (
        f"{events.code_in(wrong[0])} was sent; the visitor is {', '.join(sorted(known))}"
        if wrong
        else "the same"
    )
    return Finding(len(judged), tuple(wrong), evidence)


def _identifier_whole(events: Events) -> Finding:
    names = events.project.identity.properties
    wrong = [entry for entry in events.identifiers if len({_values(entry).get(name) for name in names}) > 1]
    evidence = f"carried by {', '.join(names)}"
    if wrong:
        missing = [name for name in names if name not in _values(wrong[0])]
        evidence = f"{' and '.join(missing)} is missing" if missing else "its properties have different codes"
    return Finding(len(events.identifiers), tuple(wrong), evidence)


def _exposures_sent(events: Events) -> Finding:
    """By id or name; an event with neither is another check's."""
    ready = [page for page in pages_of(events) if page.is_ready(events.project.sitecode)]
    seen = [entry for page in ready for entry in page.of("exposure") if entry["associatedVariation"]]
    told = [campaign_of(entry) for entry in events.exposures]
    is_unclear = any(not names for names in told)
    sent = {name for names in told for name in names}
    wrong = [entry for entry in seen if not is_unclear and not {str(entry["id"]), entry["name"]} & sent]
    evidence = f"{wrong[0]['name']} was seen, and no event tells it" if wrong else f"{len(told)} sent"
    return Finding(len(seen), tuple(wrong), evidence)


def campaign_of(entry: Entry) -> set[Any]:
    """Return id and name of the campaign that an event tells of, in either spelling."""
    values = _values(entry)
    names = ("experiment", "personalization")
    keys = [key for name in names for key in (f"{name}ID", f"{name}_id", f"{name}Name", f"{name}_name")]
    return {str(values[key]) for key in keys if values.get(key) is not None}


def _values(entry: Entry) -> dict[str, Any]:
    return entry.data.get("properties") or entry.data.get("traits") or {}


SENDING_IDENTIFIER = (
    Check(
        "identifier-sent",
        "The visitor code is sent to Segment",
        "paste the global script as it was built, and publish the Kameleoon project",
        _identifier_sent,
    ),
    Check(
        "identifier-code",
        "The visitor code that is sent is the visitor's",
        "remove other scripts that send it; they keep a copy of their own",
        _identifier_code,
    ),
    Check(
        "identifier-whole",
        "The visitor code is in each of its properties",
        "paste the global script as it was built: Segment's destinations read different properties",
        _identifier_whole,
    ),
)
SENDING_EXPOSURES = (
    Check(
        "exposures-sent",
        "Each exposure is told to Segment",
        "paste the global script as it was built, and publish the Kameleoon project",
        _exposures_sent,
    ),
)
