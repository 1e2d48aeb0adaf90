"""The table as people read it: in the terminal, and in `docs/faults.md`."""

from __future__ import annotations

from itertools import groupby
from typing import Any

Table = dict[str, Any]
_MARKS = {"pass": "✓", "fail": "✗", "n/a": "-"}
_INTRODUCTION = """\
# Faults

What happens to kamseg's scripts when something goes wrong, next to *naive* ones: what one writes from the vendors'
descriptions alone (`tests/matrix/naive.py`). Both are asked the same: what do Segment and Kameleoon hear, and does a
page break? ✓ holds, ✗ does not, - was not asked, with the reason below. Chromium runs every case, with the readable
scripts and with the minified ones; the other engines run those in which browsers differ most.

Made by `./run faults`; not to be edited by hand. The cases are in `tests/matrix`.
"""


def mark(verdict: str) -> str:
    """One character for a verdict; anything unknown is shown as it is."""
    return _MARKS.get(verdict.partition(":")[0], verdict)


def totals(table: Table) -> str:
    """How many cases hold, of how many that were asked."""
    cases = table["cases"]
    asked = [case for case in cases if case["naive"] != "n/a"]
    ours = sum(case["ours"] == "pass" for case in cases)
    naive = sum(case["naive"] == "pass" for case in asked)
    same = sum(case["ours"] == "pass" for case in asked)
    return f"ours {ours}/{len(cases)}; where both were asked: ours {same}/{len(asked)}, naive {naive}/{len(asked)}"


def text(table: Table) -> str:
    """The table for a terminal."""
    lines = []
    for family, cases in _families(table):
        lines.append(f"{family}  (ours, naive, engines)")
        for case in cases:
            engines = " ".join(f"{name} {mark(verdict)}" for name, verdict in case["engines"].items())
            reason = f"  [{case['reason']}]" if case["naive"] == "fail" else ""
            lines.append(
                f"  {mark(case['ours'])} {mark(case['naive'])}  {case['title']}  {engines}{reason}".rstrip()
            )
    return "\n".join([*lines, "", totals(table)])


def markdown(table: Table) -> str:
    """The text of `docs/faults.md`; nothing in it depends on time or place."""
    engines = sorted({engine for case in table["cases"] for engine in case["engines"]})
    parts = [_INTRODUCTION, f"**{totals(table)}**\n", _summary(table)]
    for family, cases in _families(table):
        head = ["Case", "What happens", "Ours", "Naive", *engines]
        parts.append(f"## {family.capitalize()}\n\n{_rows(head, [_cells(case, engines) for case in cases])}")
    parts += [_reasons(table), _unprovoked(table)]
    return "\n".join(parts)


def _families(table: Table) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(family, list(cases)) for family, cases in groupby(table["cases"], lambda case: case["family"])]


def _summary(table: Table) -> str:
    rows = []
    for family, cases in _families(table):
        asked = [case for case in cases if case["naive"] != "n/a"]
        ours = sum(case["ours"] == "pass" for case in cases)
        naive = sum(case["naive"] == "pass" for case in asked)
        rows.append([family, f"{ours}/{len(cases)}", f"{naive}/{len(asked)}" if asked else "-"])
    return _rows(["Family", "Ours", "Naive"], rows)


def _cells(case: dict[str, Any], engines: list[str]) -> list[str]:
    verdicts = [case["ours"], case["naive"], *(case["engines"].get(engine, "n/a") for engine in engines)]
    return [f"`{case['id']}`", _plain(case["title"]), *(mark(verdict) for verdict in verdicts)]


def _rows(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _reasons(table: Table) -> str:
    """Why naive scripts were not asked, and why an engine was not."""
    reasons: dict[str, list[str]] = {}
    for case in table["cases"]:
        if case["naive"] == "n/a":
            reasons.setdefault(f"Naive, {case['reason']}", []).append(case["id"])
        for engine, verdict in case["engines"].items():
            if verdict.startswith("n/a: "):
                reasons.setdefault(f"{engine}, {verdict.removeprefix('n/a: ')}", []).append(case["id"])
    lines = [f"- {_plain(why)}: {', '.join(f'`{one}`' for one in ids)}\n" for why, ids in reasons.items()]
    return "## Not asked\n\n" + "".join(lines)


def _unprovoked(table: Table) -> str:
    lines = [f"- **{_plain(what)}**: {_plain(why)}\n" for what, why in table["unprovoked"]]
    return "## Not provoked, or not won\n\n" + "".join(lines)


def _plain(words: str) -> str:
    """Words that mean nothing in Markdown."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>#|" else letter for letter in words)
