"""Checks of somebody's own site: Segment's library is there, under its name, and may send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check import Check, Finding
from .pages import SitePage, fate_of, hit_by_policy, pages_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .events import Events

_ABSENT = {"absent", "something else"}


def _judged(events: Events) -> list[SitePage]:
    """Where an engine waits for consent a consent manager may hold the library back, too."""
    return [
        page
        for page in pages_of(events)
        if (not page.looks[-1]["engine"] or page.looks[-1]["consent"])
        and not hit_by_policy(page.entries, "segment")
    ]


def _finding(
    events: Events, is_wrong: Callable[[SitePage], bool], evidence: Callable[[SitePage], str]
) -> Finding:
    pages = _judged(events)
    wrong = [page for page in pages if is_wrong(page)]
    said = evidence(wrong[0]) if wrong else f"on {len(pages)} of {len(pages)} pages"
    return Finding(len(pages), tuple(page.looks[-1] for page in wrong), said)


def _present(events: Events) -> Finding:
    name = events.project.segment.global_name
    return _finding(
        events,
        lambda page: page.looks[-1]["library"] in _ABSENT and not page.looks[-1]["others"],
        lambda page: f"window.{name} is {page.looks[-1]['library']} on {page.looks[-1]['url']}",
    )


def _name(events: Events) -> Finding:
    name = events.project.segment.global_name
    return _finding(
        events,
        lambda page: page.looks[-1]["library"] in _ABSENT and bool(page.looks[-1]["others"]),
        lambda page: f"it is window.{page.looks[-1]['others'][0]}, not window.{name}",
    )


def _loads(events: Events) -> Finding:
    return _finding(events, lambda page: page.looks[-1]["library"] == "stub", _fate)


def _fate(page: SitePage) -> str:
    asked = page.of("library.script")
    if not asked:
        return "its stub is there, the library was not asked for"
    return fate_of(asked[-1])


def _enabled(events: Events) -> Finding:
    return _finding(
        events,
        lambda page: page.looks[-1]["library"] == "disabled",
        lambda page: f"it sends nothing on {page.looks[-1]['url']}",
    )


LIBRARY = (
    Check(
        "library-present",
        "Segment's library is on every page",
        "put Segment's snippet into the head of each page",
        _present,
    ),
    Check(
        "library-name",
        "Segment's library has the name that the scripts look for",
        "set segment.global to that name, build and paste again",
        _name,
    ),
    Check(
        "library-loads",
        "Segment's library takes over from its stub",
        "look for what keeps it: a blocker, a consent manager, a wrong write key",
        _loads,
    ),
    Check(
        "library-enabled",
        "Segment's library is switched on",
        "look where the page passes `disable` to it, or which consent it waits for (--consent-click)",
        _enabled,
    ),
)
