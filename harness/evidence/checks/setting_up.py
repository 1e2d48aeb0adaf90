"""Checks of what has to be in the pages and in Kameleoon before anything can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....generator.catalogue import snippets_of
from .check import Check, Finding

if TYPE_CHECKING:
    from .events import Events

_CDN = "cdn.segment.localhost"


def _engine_is_there(events: Events) -> Finding:
    """Only the other tag's work can show that a page has been opened."""
    settings = events.of("segment.settings")
    is_blocked = any(".kameleoon." in entry["host"] for entry in events.of("fault"))
    runs = events.of("engine.visitor", "engine.event") or is_blocked
    if runs or not settings:
        return Finding(len(settings))
    return Finding(len(settings), tuple(settings), "Kameleoon's tag is missing, or its engine did not run")


def _library_is_there(events: Events) -> Finding:
    """What is blocked or slow on purpose is not missing."""
    starts = [entry for entry in events.of("engine.event") if entry["name"] == "Started"]
    is_blocked = any(entry["host"] == _CDN for entry in events.of("fault", "bad-request"))
    loads = events.of("segment.settings", "segment.request") or is_blocked
    if loads or not starts:
        return Finding(len(starts))
    return Finding(len(starts), tuple(starts), "Segment's tag is missing")


def _script_is_pasted(events: Events) -> Finding:
    needed = any(snippet.id == "global-script" for snippet in snippets_of(events.project))
    starts = [entry for entry in events.of("engine.visitor") if needed and "globalScript" in entry.data]
    wrong = tuple(entry for entry in starts if not entry["globalScript"])
    return Finding(len(starts), wrong, "the global script is not pasted" if wrong else "")


SETTING_UP = (
    Check(
        "engine-there",
        "Kameleoon's engine runs in the pages",
        "add Kameleoon's install tag to the head of each page",
        _engine_is_there,
    ),
    Check(
        "library-there",
        "Segment's library is in the pages",
        "add Segment's snippet to the head of each page",
        _library_is_there,
    ),
    Check(
        "script-pasted",
        "The global script is pasted",
        "paste global-script.js into the project's Global custom script, as INSTALL.md tells",
        _script_is_pasted,
    ),
)
