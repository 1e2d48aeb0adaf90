"""Checks of every project: no error, and nothing leaves the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check import Check, Finding

if TYPE_CHECKING:
    from .events import Events

METRICS = "api.segment.io"
"""Where analytics.js counts its own failures, before it has its settings."""


def _errors(events: Events) -> Finding:
    wrong = events.of("page-error", "engine.error", "emulator-error")
    first = wrong[0].data if wrong else {}
    what = first.get("message") or str(first.get("trace", "")).strip().rpartition("\n")[2]
    return Finding(len(events.entries), tuple(wrong), what if wrong else "none so far")


def _egress(events: Events) -> Finding:
    wrong = events.of("egress")
    evidence = f"{wrong[0]['host']} was asked" if wrong else "none so far"
    if wrong and wrong[0]["host"] == METRICS:
        evidence += ", as analytics.js itself does when a page is left while it loads"
    return Finding(len(events.entries), tuple(wrong), evidence)


ALWAYS = (
    Check(
        "no-errors", "No script throws", "open the entry; the message names the script that threw", _errors
    ),
    Check(
        "nothing-leaves",
        "Nothing leaves this machine",
        "find out which script asks for that address, and point it to a *.localhost host",
        _egress,
    ),
)
