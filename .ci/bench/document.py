"""The table as people read it: in the terminal, and in `docs/benchmarks.md`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.table import Row, Subject, Table

_TIMES = "\N{MULTIPLICATION SIGN}"
_MARKS = {True: "✓", False: "✗", None: ""}
_HEAD = ("What", "Ours", "Next to", "Ratio", "Wanted", "Met")
_INTRODUCTION = """\
# Benchmarks

What kamseg costs, next to what one would otherwise use: for snippets the *naive* ones, written from
the vendors' descriptions alone (`tests/matrix/naive.py`). Figures are medians of runs that
alternate; machines are noisy, so that a ratio is worth more than a figure. ✓ is as wanted, ✗ is
not.

Made by `./run bench`; not to be edited by hand. The subjects are in `.ci/bench`.
"""


def markdown(table: Table) -> str:
    """The text of `docs/benchmarks.md`."""
    machine = "".join(f"- {fact}\n" for fact in table.machine)
    return "\n".join([_INTRODUCTION, machine, *map(_section, table.subjects)])


def text(table: Table) -> str:
    """The table for a terminal, its columns below each other."""
    parts = []
    for subject in table.subjects:
        cells = [_HEAD, *(_cells(row) for row in subject.rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
        lines = [
            "  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in (cells if subject.rows else [])
        ]
        parts.append("\n".join([f"{_title(subject)} ({subject.seconds:.0f} s)", *lines, *_remarks(subject)]))
    return "\n\n".join([*parts, "\n".join(table.machine)])


def _section(subject: Subject) -> str:
    _, _, about = inspect.cleandoc(subject.about).partition("\n")
    parts = [f"## {_title(subject)}", about.strip()]
    if subject.rows:
        head = [_HEAD, ["---", "---:", "---:", "---:", "---:", "---"]]
        parts.append("\n".join(_line(cells) for cells in (*head, *map(_cells, subject.rows))))
    parts.append("\n".join(f"- {_plain(remark)}" for remark in _remarks(subject)))
    return "\n\n".join(filter(None, parts)) + "\n"


def _title(subject: Subject) -> str:
    return inspect.cleandoc(subject.about).partition("\n")[0].rstrip(".")


def _remarks(subject: Subject) -> list[str]:
    """What the rows say beside their figures; one remark for all rows that share it."""
    notes: dict[str, list[str]] = {}
    for row in subject.rows:
        if row.note:
            notes.setdefault(row.note, []).append(row.what)
    failed = [f"FAILED: {subject.failed}"] if subject.failed else []
    return [*failed, *(f"{', '.join(rows)}: {note}" for note, rows in notes.items())]


def _cells(row: Row) -> tuple[str, ...]:
    unit = f" {row.unit}" if row.unit else ""
    other = "" if row.other is None else f"{number(row.other)}{unit} ({row.beside})"
    times = "" if row.times is None else f"{number(row.times)} {_TIMES}"
    limits = (
        (row.most, f"≤ {{}}{unit}"),
        (row.least, f"≥ {{}}{unit}"),
        (row.ratio, f"≤ {{}} {_TIMES}"),
    )
    wanted = ", ".join(words.format(number(limit)) for limit, words in limits if limit is not None)
    return (row.what, f"{number(row.ours)}{unit}", other, times, wanted, _MARKS[row.met])


def number(value: float) -> str:
    """A figure with the digits that mean something: three, or all before the point."""
    if value == round(value) or abs(value) >= 100:  # noqa: PLR2004 - three digits
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"  # noqa: PLR2004 - same


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(words: str) -> str:
    """Words that mean nothing in Markdown."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>#|" else letter for letter in words)
