"""Check of somebody's own site: what is pasted in Kameleoon is what the configuration builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check import Check, Finding

if TYPE_CHECKING:
    from .events import Events

_SEEN = {"same", "differs", "missing"}


def _current(events: Events) -> Finding:
    """Entries `deployed`, one for each snippet: what cannot be seen is not judged, and said."""
    compared = [entry for entry in events.of("deployed") if entry["state"] in _SEEN]
    wrong = [entry for entry in compared if entry["state"] != "same"]
    evidence = "; ".join(f"{entry['snippet']} {entry['said']}" for entry in wrong)
    return Finding(len(compared), tuple(wrong), evidence or f"{len(compared)} snippets are the same")


DEPLOYED = (
    Check(
        "deployed",
        "What is pasted in Kameleoon is what the configuration builds",
        "build again, paste what differs (INSTALL.md says where), and publish the Kameleoon project",
        _current,
    ),
)
