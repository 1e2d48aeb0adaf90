"""Tells of a step that failed as a person would: what was expected, what was there instead, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...generator.reasons import GOOD
from ..evidence.diagram import arrow_of
from ..evidence.kinds import KINDS
from ..evidence.parts import EXPOSURES_PART, LINK_PART

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...generator.project import Project
    from ..evidence.entries import Entry
    from ..evidence.patterns import Pattern
    from .journey import Step

_MOST_REASONS = 3
_MOST_MISSES = 5
_MOST_ENTRIES = 12


class Unmet(AssertionError):  # noqa: N818 - it is no fault of anybody's, and told of by StepFailedError
    """The journal is not as a step says.

    Args:
        pattern: what the step looks for.
        found: entries that match, where that is not what it should be.
        waited: seconds.
    """

    def __init__(self, pattern: Pattern, found: Sequence[Entry], waited: float) -> None:
        self.pattern = pattern
        self.found = found
        self.waited = waited
        super().__init__(f"{in_words(pattern)}: there is no such entry" if not found else f"found {found[0]}")


class StepFailedError(AssertionError):
    """A step of a journey failed; the message says all of it, the details last.

    Attributes:
        place: which step of which journey.
        expected: what must be, in a sentence.
        instead: what was there.
        likely: why that may be, as the parts of the project say themselves (`generator/reasons.py`).
        details: lines for who wants to know more: entries of this run only.
    """

    def __init__(
        self, place: str, expected: str, instead: str, likely: list[str], details: list[str]
    ) -> None:
        self.place, self.expected, self.instead, self.likely = place, expected, instead, likely
        self.details = details
        more = ["Details, of this run only:", *(f"  {line}" for line in details)] if details else []
        super().__init__("\n".join([self.summary, *more]))

    @property
    def sentence(self) -> str:
        """The same as the summary, in one line, for reports."""
        likely = f"; likely because: {'; '.join(self.likely)}" if self.likely else ""
        return f"{self.place}: expected {self.expected}; instead: {self.instead}{likely}"

    @property
    def summary(self) -> str:
        """All but the details."""
        likely = [f"Likely because: {reason}" for reason in self.likely]
        return "\n".join([self.place, f"Expected: {self.expected}", f"Instead: {self.instead}", *likely])


def told(  # noqa: PLR0913, PLR0917 - all that is known of it
    place: str,
    step: Step,
    error: BaseException,
    run: list[Entry],
    said: dict[str, Entry],
    since: int,
    project: Project | None,
) -> StepFailedError:
    """Tell of a step.

    Args:
        place: which step of which journey.
        step: that step.
        error: why it stopped.
        run: the entries of this run, until it failed.
        said: what the parts say of themselves, by their names.
        since: position of the last thing that was done.
        project: whose snippets are pasted.
    """
    if not isinstance(error, Unmet):
        reasons = _reasons(said, [])
        return StepFailedError(place, f"`{step}` can be done", _first_line(error), reasons, _labels(run))
    words = in_words(error.pattern)
    details = [*_misses(error.pattern, run), *_labels(entry for entry in run if entry.seq >= since)]
    if step.see:
        expected, instead = f"{words}, within {error.waited:g} s", _nearest(error.pattern, run, since)
    elif step.once:
        expected, instead = f"once in all, and no more: {words}", _counted(len(error.found))
    else:
        expected, instead = (
            f"never: {words}",
            f"{_counted(len(error.found))}: {arrow_of(error.found[0]).label}",
        )
    likely = _reasons(said, _parts_in(error.pattern, project)) if step.see else []
    return StepFailedError(place, expected, instead, likely, details)


def _first_line(error: BaseException) -> str:
    """Playwright writes a log behind it."""
    return str(error).split("\n", maxsplit=1)[0]


def in_words(pattern: Pattern) -> str:
    """Say what a pattern looks for: what its kind means (`kinds.KINDS`), and what the data must contain."""
    about = (KINDS[pattern.kind].__doc__ or "").strip() if pattern.kind in KINDS else pattern.kind
    for end in (".", ";", ":"):
        about = about.split(f"{end} ")[0].split(f"{end}\n")[0]
    about = about.rstrip(".")
    wanted = ", ".join(f"{name} {_shown(value)}" for name, value in pattern.expected.items())
    article, _, rest = about.partition(" ")  # a name keeps its capital
    first = f"{article.lower()} {rest}" if article in {"A", "An", "The", "What", "How"} else about
    return f"{first}, with {wanted}" if wanted else first


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _counted(times: int) -> str:
    return {0: "not at all", 1: "once"}.get(times, f"{times} times")


def _nearest(pattern: Pattern, run: list[Entry], since: int) -> str:
    """Say what was there instead: what differs in the nearest entry, or that there was none of the kind."""
    same = [entry for entry in run if entry.kind == pattern.kind]
    if any(not pattern.misses(entry) for entry in same):
        return "it came earlier in this run, and not again after the last thing that was done"
    fresh = [entry for entry in same if entry.seq >= since]
    if fresh:
        nearest = min(reversed(fresh), key=lambda entry: len(pattern.misses(entry)))
        return f"{arrow_of(nearest).label} ({'; '.join(pattern.misses(nearest))})"
    before = f"; {len(same)} others came before" if same else ""
    last = next(
        (arrow_of(entry).label for entry in reversed(run) if arrow_of(entry).tone != "minor"), "nothing"
    )
    return f"nothing of the kind since the last thing that was done{before}; the last thing seen is: {last}"


def _parts_in(pattern: Pattern, project: Project | None) -> list[str]:
    """The parts whose work a pattern looks for."""
    if project is None:
        return []
    data = [datum.custom_data for datum in project.data]
    event = pattern.expected.get("event")
    if pattern.kind == "custom-data":
        return [name for name in data if name == pattern.expected.get("name")]
    if pattern.kind in {"linked", "destination"} or event == project.identity.event:
        return [LINK_PART]
    if event in project.exposures.events:
        return [EXPOSURES_PART, *data]
    return data if pattern.kind in {"exposure", "data-api", "remote-data.read", "data-api.stored"} else []


def _reasons(said: dict[str, Entry], parts: list[str]) -> list[str]:
    """What the parts that matter say; where they say nothing is amiss, what fails elsewhere."""
    amiss = [entry for entry in said.values() if entry["state"] not in GOOD]
    ours = [entry for entry in amiss if entry["part"] in parts]
    chosen = ours or [entry for entry in amiss if entry["state"] == "fails"]
    return [f"{entry['part']}: {entry['text']}" for entry in chosen[:_MOST_REASONS]]


def _misses(pattern: Pattern, run: list[Entry]) -> list[str]:
    same = [(pattern.misses(entry), entry) for entry in run if entry.kind == pattern.kind]
    nearest = sorted(same, key=lambda pair: (len(pair[0]), -pair[1].seq))[:_MOST_MISSES]
    return [
        line
        for misses, entry in nearest
        for line in (str(entry), *(f"    {one}" for one in misses or ["matches"]))
    ]


def _labels(entries: Iterable[Entry]) -> list[str]:
    """What happened, in a line each; what is alike is counted."""
    arrows = [(entry.seq, arrow_of(entry)) for entry in entries]
    shown = [(seq, arrow.label) for seq, arrow in arrows if arrow.tone != "minor"]
    return [f"#{seq} {label}" for seq, label in shown[-_MOST_ENTRIES:]]
