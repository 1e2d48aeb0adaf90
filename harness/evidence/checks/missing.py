"""What a check lacks that cannot judge yet, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....generator.reasons import GOOD, known, sentence
from ..parts import EXPOSURES_PART, LINK_PART

if TYPE_CHECKING:
    from .events import Events

NOTHING_SEEN = "not seen yet: open a page of the site"
"""What is said of a check when nothing else is known."""

_BLOCKS = frozenset({"abort", "answer", "hang"})
"""Faults after which nothing comes."""

_BLOCKED = {
    "{sitecode}.kameleoon": "engine-missing",
    "cdn.segment": "library-missing",
    "api.segment": "tracking-blocked",
}
"""What it means when the host of a request is blocked."""

_TO_DO = {
    LINK_PART: "no visitor code is sent yet: open a page of the site, and give consent where it is asked for",
    EXPOSURES_PART: "no exposure is sent yet: open a page on which a campaign is active",
}


def missing(events: Events, part: str) -> str:
    """Say what is missing: by what the part itself says, else by what the journal shows."""
    said = events.parts.get(part)
    if said and said["state"] not in GOOD:
        return str(said["text"])
    if not events.entries:
        return "nothing has happened yet: open a page of the site"
    values = known(events.project)
    for entry in events.of("engine.event"):
        if entry["name"] == "Aborted":
            return f"Kameleoon's engine has refused to run: {entry['detail'].get('reason')}"
    for host, reason in _BLOCKED.items():
        if _is_blocked(events, f"{host.format(sitecode=events.project.sitecode)}.localhost"):
            return sentence(reason, **values)
    return _TO_DO.get(part, NOTHING_SEEN)


def _is_blocked(events: Events, host: str) -> bool:
    return any(entry["host"] == host and entry["does"] in _BLOCKS for entry in events.of("fault"))
