"""The report on a terminal: what failed first, the remedy under each, and a line for what is well."""

from __future__ import annotations

import os
import shutil
import textwrap
import unicodedata
from typing import TYPE_CHECKING, TextIO

import msgspec

from .words import MARK, browser_of, counts_of, origin_of, sentence, verdict_of, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .run import Run, Verification

_COLOURS = {"passed": "32", "failed": "31;1", "unreachable": "33;1", "bad": "31", "remedy": "36", "soft": "2"}
_NARROWEST = 40
_WIDEST = 100
_INDENT = 6


class Style(msgspec.Struct, frozen=True):
    """How a terminal wants its text.

    Attributes:
        width: of a line, in characters.
        coloured: whether colours are written.
    """

    width: int = _WIDEST
    coloured: bool = False


def style_of(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Style:
    """Look at where a report goes: colours only on a terminal (no-color.org), lines as wide as it is."""
    width = max(_NARROWEST, min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST))
    is_terminal = stream.isatty() and environment.get("TERM") != "dumb"
    return Style(width, is_terminal and not environment.get("NO_COLOR"))


def terminal_report(run: Run, style: Style) -> str:
    """Write a run for a terminal; what pages say can neither steer it nor the log of a CI.

    Args:
        run: what has been found.
        style: of the terminal.
    """
    ink = _Ink(style)
    lines = ink.lines(origin_of(run), "soft", indent=0)
    is_block = False
    for _, one in worst_first(run):
        was_block, is_block = is_block, one.outcome != "passed"
        lines += [*[""] * (is_block or was_block), *_verification(one, ink)]
    for url in run.unvisited:
        lines += ink.lines(f"SKIP  {url}", "soft", indent=0)
    worst = worst_first(run)[0][1].outcome if run.verifications else "unreachable"
    return "\n".join([*lines, "", *ink.lines(verdict_of(run), worst, indent=0)]) + "\n"


def _verification(one: Verification, ink: _Ink) -> Iterator[str]:
    facts = f"{browser_of(one)}, {one.duration:.1f}s"
    if one.outcome == "passed":
        facts += f": {counts_of(one)}"
    mark = ink.colour(MARK[one.outcome], one.outcome)
    yield from ink.beside(mark, f"{one.url}  {facts}")
    if one.unreachable:
        yield from ink.lines(sentence(one.unreachable), "bad")
    for it in one.failures:
        yield from ink.lines(f"- {it.title}", "bad", hanging=2)
        yield from ink.lines(it.evidence, indent=_INDENT + 2)
        if it.remedy:
            yield from ink.lines(f"To do: {sentence(it.remedy)}", "remedy", indent=_INDENT + 2)
    if one.failures:
        yield from ink.lines(_rest(one), "soft")
    for remark in one.remarks:
        yield from ink.lines(sentence(remark), "soft")


def _rest(one: Verification) -> str:
    """Say what did not fail, and by name what had nothing to judge."""
    unseen = [it.title for it in one.judgements if it.state == "open"]
    return f"{counts_of(one)}: {'; '.join(unseen)}." if unseen else f"{counts_of(one)}."


class _Ink:
    """Breaks lines and colours them."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def colour(self, text: str, name: str) -> str:
        return f"\033[{_COLOURS[name]}m{text}\033[0m" if self._style.coloured and name else text

    def lines(self, text: str, name: str = "", *, indent: int = _INDENT, hanging: int = 0) -> list[str]:
        """Break a text into lines; addresses stay whole, so that they can be clicked."""
        return [
            self.colour(_harmless(line), name)
            for part in text.splitlines() or [""]
            for line in textwrap.wrap(
                _visible(part.expandtabs(4)),
                self._style.width,
                initial_indent=" " * indent,
                subsequent_indent=" " * (indent + hanging),
                break_long_words=False,
                break_on_hyphens=False,
            )
        ]

    def beside(self, mark: str, text: str) -> list[str]:
        """Put a mark into the margin of a text."""
        first, *others = self.lines(text) or [""]
        return [f"{mark}  {first[_INDENT:]}", *others]


def _visible(text: str) -> str:
    """Write control characters and marks that turn or hide text as escapes."""
    return "".join(
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else ascii(char)[1:-1]
        for char in text
    )


def _harmless(line: str) -> str:
    """Let no line begin like a command to GitHub's runner, which takes it from any indented line of a log."""
    body = line.lstrip()
    line = f"{line[: len(line) - len(body)]}\\{body}" if body.startswith("::") else line
    return line.replace("##[", "##\\[")
