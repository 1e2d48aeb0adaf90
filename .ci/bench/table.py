"""What a subject measures, row by row."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was measured, and what it is compared with: both in one run, for machines are noisy.

    Attributes:
        what: what was measured.
        ours: the figure, a median where it was measured more than once.
        unit: of the figures: `ms`, `bytes`, `1/s`, `MB` …
        other: the figure of what it is compared with.
        beside: what that is: `naive`, `bare Python` …
        most: ours is wanted to be this at most.
        least: ours is wanted to be this at least.
        ratio: ours divided by the other is wanted to be this at most.
        note: how it was measured, what limits it, where the other is better.
    """

    what: str
    ours: float
    unit: str
    other: float | None = None
    beside: str = ""
    most: float | None = None
    least: float | None = None
    ratio: float | None = None
    note: str = ""

    @property
    def times(self) -> float | None:
        """Ours divided by the other; None where there is no other, or where it is nothing."""
        return self.ours / self.other if self.other else None

    @property
    def met(self) -> bool | None:
        """Whether all that is wanted is met; None where nothing is."""
        verdicts = [
            self.most is None or self.ours <= self.most,
            self.least is None or self.ours >= self.least,
            self.ratio is None or self.other is None or self.ours <= self.ratio * self.other,
        ]
        is_wanted = any(limit is not None for limit in (self.most, self.least, self.ratio))
        return all(verdicts) if is_wanted else None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of a subject, or why there are none.

    Attributes:
        name: of its file.
        about: its docstring; the first line is the heading.
        seconds: how long it took.
        rows: what was measured.
        failed: why nothing was measured; empty: all went well.
    """

    name: str
    about: str
    seconds: float = 0
    rows: list[Row] = []
    failed: str = ""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """All subjects, and where they were measured.

    Attributes:
        machine: what to know of it, one fact each.
        subjects: in the order in which they ran.
    """

    machine: list[str]
    subjects: list[Subject]
