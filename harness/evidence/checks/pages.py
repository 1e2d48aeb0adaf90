"""The pages of a site, as they were seen from outside: what belongs to each, and what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..entries import Entry

if TYPE_CHECKING:
    from .events import Events

_HAVING_LIBRARY = {"there", "wrapper"}
_SYSTEMS = ("kameleoon", "segment")


class SitePage(msgspec.Struct, frozen=True):
    """One document that was loaded.

    Attributes:
        entries: all that was seen in it, from its `page` on.
        looks: how it was when it had come to rest, once for each step.
    """

    entries: list[Entry]
    looks: list[Entry]

    def of(self, kind: str, **wanted: Any) -> list[Entry]:
        """Return its entries of a kind whose data have these values."""
        return [
            entry
            for entry in self.entries
            if entry.kind == kind and all(entry.data.get(name) == value for name, value in wanted.items())
        ]

    @property
    def is_started(self) -> bool:
        """Whether the engine runs."""
        return bool(self.of("engine.event", name="Started"))

    def is_ready(self, sitecode: str) -> bool:
        """Whether everything is there that the scripts wait for: the right engine, the library, a consent."""
        if not self.is_started or hit_by_policy(self.entries):
            return False
        other = [entry for entry in self.of("engine.script") if entry["sitecode"] != sitecode]
        last = self.looks[-1].data if self.looks else {}
        return not other and last.get("library") in _HAVING_LIBRARY and bool(last.get("consent"))


def pages_of(events: Events) -> list[SitePage]:
    """Return the pages on which was looked, in order."""
    groups: list[list[Entry]] = []
    for entry in events.entries:
        if entry.kind == "page":
            groups.append([])
        if groups:
            groups[-1].append(entry)
    pages = [SitePage(group, [entry for entry in group if entry.kind == "site"]) for group in groups]
    return [page for page in pages if page.looks]


def hit_by_policy(entries: list[Entry], *systems: str) -> list[Entry]:
    """Return the violations of a Content-Security-Policy that keep a system from working.

    Args:
        entries: where to look.
        systems: `kameleoon`, `segment`; default: both.
    """
    return [
        entry
        for entry in entries
        if entry.kind == "csp"
        and entry.data.get("disposition") != "report"
        and _system_of(entry) in (systems or _SYSTEMS)
    ]


def fate_of(script: Entry) -> str:
    """Say what became of a script that was asked for, and is not at work."""
    failure = script["failure"] or f"answered with {script['status']}, and is not at work"
    return f"{script['address']}: {failure}"


def _system_of(entry: Entry) -> str:
    blocked, source = str(entry["blocked"]), str(entry.data.get("source"))
    if blocked in {
        "eval",
        "trusted-types-sink",
        "trusted-types-policy",
    }:  # only the engine needs eval (CONTRACT 2.1)
        return "kameleoon" if "kameleoon" in source or not source else ""
    return next((system for system in _SYSTEMS if system in blocked), "")
