"""A journal, asked in the terms of a project: which events are the identifier, which are exposures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..parts import latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....generator.project import Project
    from ..entries import Entry


class Events:
    """A journal, asked in the terms of a project.

    Args:
        project: its names and settings.
        entries: of the journal.
    """

    def __init__(self, project: Project, entries: Iterable[Entry]) -> None:
        self.project = project
        self.entries = list(entries)
        self.parts = latest(self.entries)

    def of(self, *kinds: str) -> list[Entry]:
        """Return the entries of these kinds."""
        return [entry for entry in self.entries if entry.kind in kinds]

    @property
    def identifiers(self) -> list[Entry]:
        """Events that link the visitor code with Segment's ids."""
        return [entry for entry in self.of("segment.event") if self.code_in(entry)]

    def code_in(self, entry: Entry) -> Any:
        """Return the visitor code that an event of the identity link carries, or None."""
        identity = self.project.identity
        by_event = identity.mode == "track" and entry.data.get("event") == identity.event
        by_id = identity.mode == "identify" and entry["type"] == "identify"
        values = entry.data.get("properties") or entry.data.get("traits") or {}
        names = [name for name in identity.properties if name in values]
        if not names or not (by_event or by_id):
            return None
        code = values[names[0]]
        return str(code) if isinstance(code, dict | list) else code  # a page may send anything

    @property
    def exposures(self) -> list[Entry]:
        """Events that tell Segment of an exposure."""
        names = self.project.exposures.events
        return [entry for entry in self.of("segment.event") if entry.data.get("event") in names]
