"""What to look for in the journal, and in what an entry differs from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from .kinds import check_kind

if TYPE_CHECKING:
    from .entries import Entry

_ABSENT = object()
_SHOWN_CHARACTERS = 120


class Pattern(msgspec.Struct, frozen=True):
    """A kind of entry, and values that its data must have.

    Attributes:
        kind: exact kind, or `*` for every kind.
        expected: part of the data. A mapping matches the part it names, a compiled regular expression
            searches in text, a function decides, anything else must be equal.

    Raises:
        ValueError: there is no such kind.
    """

    kind: str
    expected: Mapping[str, Any] = {}

    def __post_init__(self) -> None:
        check_kind(self.kind)

    def misses(self, entry: Entry) -> list[str]:
        """Return one line per difference; none when the entry matches."""
        kind = [] if self.kind in ("*", entry.kind) else [f"kind: wanted {self.kind}, got {entry.kind}"]
        return kind + list(_differences(self.expected, entry.data, ""))

    def __str__(self) -> str:
        return " ".join([self.kind, *(f"{name}={_short(value)}" for name, value in self.expected.items())])


def _differences(expected: Mapping[str, Any], actual: Any, prefix: str) -> list[str]:
    lines: list[str] = []
    for name, wanted in expected.items():
        got = actual.get(name, _ABSENT) if isinstance(actual, Mapping) else _ABSENT
        path = f"{prefix}{name}"
        if isinstance(wanted, Mapping) and isinstance(got, Mapping):
            lines += _differences(wanted, got, f"{path}.")
        elif not _agrees(wanted, got):
            lines.append(f"{path}: wanted {_short(wanted)}, got {_short(got)}")
    return lines


def _agrees(wanted: Any, got: Any) -> bool:
    if got is _ABSENT:
        return False
    if isinstance(wanted, re.Pattern):
        return isinstance(got, str) and wanted.search(got) is not None
    if isinstance(wanted, Callable):  # type: ignore[arg-type] # an abstract class is fine for isinstance
        return bool(wanted(got))
    # In JSON `true` and `1` differ; in Python they are equal.
    return bool(wanted == got) and isinstance(wanted, bool) == isinstance(got, bool)


def _short(value: Any) -> str:
    if value is _ABSENT:
        return "nothing"
    text = f"/{value.pattern}/" if isinstance(value, re.Pattern) else repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}… ({len(text)} characters)"
