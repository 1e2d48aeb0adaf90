"""What is wrong with a file that is not TOML: every line, and what people usually mean there."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from .errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")
_CURLY = r"[\u2018-\u201f\xab\xbb]"
_IN_CURLY_QUOTES = re.compile(rf"[^=]*=\s*({_CURLY}.*|([\"'])[^\"']*{_CURLY}\s*(#.*)?)")
"""A value that begins in them, or ends in one while it has begun in a straight one."""
_TRAITS = re.compile(r"\s*\[\s*traits\s*\]\s*(#.*)?")
_BEGINS_ANEW = re.compile(r"\s*(\[|[\w.\"'-]+\s*=)")
"""Lines that hold something of their own, so that a fault in them is not that of an earlier line."""


def toml_faults(text: str) -> list[Fault]:
    """Find all lines that keep a text from being TOML, in their order.

    tomllib stops at the first; without that line it finds the next.
    """
    lines = text.splitlines()
    found = [*_usual(lines), *_others(lines)]
    return [fault for _, fault in sorted(found, key=lambda numbered: numbered[0])]


def _usual(lines: list[str]) -> Iterator[tuple[int, Fault]]:
    """Name what people usually mean, and mend or clear its line."""
    are_many = len([line for line in lines if _TRAITS.fullmatch(line)]) > 1
    for at, line in enumerate(lines):
        where = f"line {at + 1}: "
        if are_many and _TRAITS.fullmatch(line):
            rule = f"{where}[traits] can stand once, and each trait has a table"
            yield at + 1, Fault("", rule, "write [[traits]]")
            lines[at] = "[[traits]]"
        elif _IN_CURLY_QUOTES.fullmatch(line):
            yield at + 1, Fault("", f"{where}has curly quotes", 'write straight ones: "…"')
            lines[at] = ""


def _others(lines: list[str]) -> Iterator[tuple[int, Fault]]:
    last = 0
    while message := _message_about(lines):
        place = _PLACE.search(message)
        number = int(place[1]) if place else len(lines)
        if last and (number <= last or not _BEGINS_ANEW.match(lines[number - 1])):
            return
        yield number, Fault("", f"is not TOML: {message}", "texts need quotes, tables [brackets]")
        if not place:
            return
        lines[number - 1] = ""
        last = number


def _message_about(lines: list[str]) -> str:
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        return str(error)
    return ""
