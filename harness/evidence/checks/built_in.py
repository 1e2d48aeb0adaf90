"""Checks of exposures that Kameleoon's own integration with Segment sends (CONTRACT 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parts import EXPOSURES_PART
from .check import Check, Finding
from .sending import campaign_of

if TYPE_CHECKING:
    from ..entries import Entry
    from .events import Events

_TO_DO = (
    "{names} was seen, and no event tells it: select Segment as reporting tool in the finalization panel of"
    " the campaign, if it is to be told"
)
_OURS = ("experimentID", "personalizationID")


def _reported(events: Events) -> Finding:
    """Which campaigns are to be told is set up in Kameleoon and not seen here: what is not told is said."""
    seen = {str(entry["id"]): entry["name"] for entry in _seen(events)}
    told = [campaign_of(entry) for entry in events.exposures]
    is_clear = all(told)
    untold = [name for id_, name in seen.items() if is_clear and not any({id_, name} & one for one in told)]
    if untold and not events.exposures:
        return Finding(len(seen), missing=_TO_DO.format(names=" and ".join(map(repr, untold))))
    rest = f"; not told: {', '.join(map(repr, untold))}" if untold else ""
    return Finding(len(events.exposures), evidence=f"{len(events.exposures)} sent{rest}")


def _once(events: Events) -> Finding:
    """What its event carries is not known: never more of them than there were exposures."""
    extra = events.exposures[len(_seen(events)) :]
    evidence = "more events than exposures" if extra else f"{len(events.exposures)} sent"
    return Finding(len(events.exposures), tuple(extra), evidence)


def _alone(events: Events) -> Finding:
    tracked = [entry for entry in events.of("segment.event") if entry["type"] == "track"]
    wrong = tuple(entry for entry in tracked if _is_of_a_script(events, entry))
    told = len(events.exposures) + len(wrong)
    evidence = f"{wrong[0]['event']} comes from a script besides" if wrong else f"{told} sent"
    return Finding(told, wrong, evidence)


def _is_of_a_script(events: Events, entry: Entry) -> bool:
    """Ours, of an earlier configuration, carry the visitor code; Kameleoon's public script spells ids so."""
    settings = events.project.exposures
    if entry["event"] in settings.events:
        return False
    values = entry.data.get("properties") or {}
    is_named_so = entry["event"] in {settings.experiment_event, settings.personalization_event}
    has_code = any(name in values for name in events.project.identity.properties)
    return any(name in values for name in _OURS) or (is_named_so and has_code)


def _seen(events: Events) -> list[Entry]:
    return [entry for entry in events.of("exposure") if entry["associatedVariation"]]


BUILT_IN_EXPOSURES = (
    Check(
        "exposures-reported",
        "Kameleoon's own integration tells of exposures",
        "install Segment under Kameleoon's integrations and select it as reporting tool of the campaign",
        _reported,
        EXPOSURES_PART,
    ),
    Check(
        "exposures-once",
        "Each exposure is sent once",
        "install the tool Segment once, and paste nothing that sends exposures besides",
        _once,
        EXPOSURES_PART,
    ),
    Check(
        "exposures-alone",
        "Only Kameleoon's own integration tells of exposures",
        "delete our exposure integration, paste the global script as it is built now, and remove Kameleoon's"
        " public script for Segment",
        _alone,
        EXPOSURES_PART,
    ),
)
