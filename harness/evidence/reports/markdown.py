"""The report as Markdown for a pull request: short enough for a comment, and nobody is mentioned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....generator.guide import code
from .words import MARK, MASKED, UNMASKED, browser_of, counts_of, origin_of, sentence, verdict_of, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..judge import Judgement
    from .run import Run, Verification

MARKER = "<!-- kamseg verify -->"
"""The first line, by which a CI finds its earlier comment to write this one in its place."""

LONGEST = 65_536
"""Characters that GitHub takes in a comment (docs.github.com, and its error message)."""

_LONGEST_EVIDENCE = 2_000
_LONGEST_ADDRESS = 200
_RESERVE = 200  # for the line that says what is left out
_MOST_ROWS = 100


def markdown_report(run: Run) -> str:
    """Write a run as Markdown. What does not fit is left out, the least important first, and counted."""
    head = [MARKER, f"### kamseg verify: {_text(verdict_of(run))}", "", _text(origin_of(run)), ""]
    head += [f"**{UNMASKED}**" if not run.masked else f"<sub>{MASKED}</sub>", "", *_table(run), ""]
    text = "\n".join(head)
    blocks = [block for _, one in worst_first(run) if one.outcome != "passed" for block in _blocks(one)]
    blocks += _remarks(run)
    for number, block in enumerate(blocks):
        if len(text) + len(block) > LONGEST - _RESERVE:
            left = f"{len(blocks) - number} more, which did not fit here: see the whole report."
            return f"{text}\n_{left}_\n"
        text += f"\n{block}\n"
    return text


def _table(run: Run) -> Iterator[str]:
    yield "| Result | Address | Browser | Checks |"
    yield "| --- | --- | --- | --- |"
    rows = [(MARK[one.outcome], one.url, browser_of(one), counts_of(one)) for _, one in worst_first(run)] + [
        ("SKIP", url, "", "not visited") for url in run.unvisited
    ]
    for mark, url, browser, counts in rows[:_MOST_ROWS]:
        yield f"| {mark} | {_code(_cut(url, _LONGEST_ADDRESS), cell=True)} | {_text(browser)} | {counts} |"
    if len(rows) > _MOST_ROWS:
        yield f"| | and {len(rows) - _MOST_ROWS} more | | |"


def _blocks(one: Verification) -> Iterator[str]:
    yield f"#### {MARK[one.outcome]} {_code(_cut(one.url, _LONGEST_ADDRESS))} in {_text(browser_of(one))}"
    if one.unreachable:
        yield _text(sentence(one.unreachable))
    for it in one.failures:
        yield "\n".join(_failure(it))


def _failure(it: Judgement) -> Iterator[str]:
    yield f"- **{_text(it.title)}**"
    shown = _cut(it.evidence, _LONGEST_EVIDENCE)
    if "\n" in shown.strip():
        yield from ("", *(f"  {line}" for line in _fenced(shown)), "")
    elif shown.strip():
        yield f"  <br>{_code(shown)}<br>"
    if it.remedy:
        yield f"  To do: {_text(sentence(it.remedy))}"


def _fenced(text: str) -> Iterator[str]:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    yield from (fence, *text.splitlines(), fence)


def _remarks(run: Run) -> list[str]:
    """What was remarked of all, each sentence once."""
    remarks = dict.fromkeys(remark for one in run.verifications for remark in one.remarks)
    lines = [f"- {_text(sentence(remark))}" for remark in list(remarks)[:_MOST_ROWS]]
    return ["\n".join(lines)] if lines else []


def _code(value: str, *, cell: bool = False) -> str:
    return str(code(" ".join(value.split()) or " ", cell=cell))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _text(value: str) -> str:
    """Write plain text: no markup, no mention of a person, no reference to an issue."""
    escaped = re.sub(r"([\\`*_\[\]<>|&~$])", r"\\\1", " ".join(value.split()))
    return re.sub(r"([@#])(?=\w)", r"\1<!-- -->", escaped)
