"""Checks of exposures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ....generator.project import BUILT_IN_EVENTS
from ..parts import EXPOSURES_PART
from .check import Check, Finding

if TYPE_CHECKING:
    from ..entries import Entry
    from .events import Events


def _exposures_named(events: Events) -> Finding:
    wrong = [entry for entry in events.exposures if not _names_in(entry)]
    evidence = "a name is missing" if wrong else f"{len(events.exposures)} with campaign and variation"
    return Finding(len(events.exposures), tuple(wrong), evidence)


def _names_in(entry: Entry) -> tuple[str, str] | None:
    """The names of campaign and variation, in either spelling."""
    values = entry.data.get("properties") or {}
    kinds = ("experiment", "personalization")
    campaign = [values[key] for kind in kinds for key in (f"{kind}Name", f"{kind}_name") if values.get(key)]
    variation = [values[key] for key in ("variationName", "variation_name") if values.get(key)]
    return (str(campaign[0]), str(variation[0])) if campaign and variation else None


def _exposures_once(events: Events) -> Finding:
    """Never more events than there were pages on which the visitor saw the variation."""
    shown = Counter(
        (entry["name"], entry["associatedVariation"]["name"])
        for entry in events.of("exposure")
        if entry["associatedVariation"]
    )
    wrong, sent = [], Counter[Any]()
    for entry in events.exposures:
        names = _names_in(entry)
        sent[names] += 1
        if names and sent[names] > shown[names]:
            wrong.append(entry)
    evidence = "more events than exposures" if wrong else f"{sum(sent.values())} sent"
    return Finding(sum(sent.values()), tuple(wrong), evidence)


def _exposures_alone(events: Events) -> Finding:
    """Nobody else tells the same: neither Kameleoon's integration nor its public script for Segment."""
    tracked = [entry for entry in events.of("segment.event") if entry["type"] == "track"]
    wrong = [entry for entry in tracked if _is_built_in(events, entry) or _is_public_script(events, entry)]
    told = len({entry.seq for entry in (*events.exposures, *wrong)})
    evidence = f"{wrong[0]['event']} comes from Kameleoon itself" if wrong else f"{told} sent"
    return Finding(told, tuple(wrong), evidence)


def _is_built_in(events: Events, entry: Entry) -> bool:
    settings = events.project.exposures
    return entry["event"] in set(BUILT_IN_EVENTS) - set(settings.events)


def _is_public_script(events: Events, entry: Entry) -> bool:
    """It spells the id as ours does, and tells no visitor code; other tools for tests spell it otherwise."""
    if not events.project.exposures.visitor_code:
        return False
    values = entry.data.get("properties") or {}
    has_id = "experimentID" in values or "personalizationID" in values
    return has_id and not any(name in values for name in events.project.identity.properties)


EXPOSURES = (
    Check(
        "exposures-named",
        "Each exposure names campaign and variation",
        "paste the global script as it was built; other integrations may send the same event",
        _exposures_named,
        EXPOSURES_PART,
    ),
    Check(
        "exposures-once",
        "Each exposure is sent once",
        "switch off Kameleoon's own Segment integration, and paste each snippet once",
        _exposures_once,
        EXPOSURES_PART,
    ),
    Check(
        "exposures-alone",
        "Only these scripts tell of exposures",
        "switch off Kameleoon's own Segment integration, and remove its public script for Segment",
        _exposures_alone,
        EXPOSURES_PART,
    ),
)
