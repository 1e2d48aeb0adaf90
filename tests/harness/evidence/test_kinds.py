"""All kinds of entries are told in one place, and nobody records another."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from kamseg.harness import Journal
from kamseg.harness.evidence.kinds import KINDS

HARNESS = Path(__file__).resolve().parents[3] / "harness"
RECORDED = re.compile(r"(?:journal\.append|_note_script|\brecord|\btell)\(\s*\"([\w.-]+)\"")
CHOSEN = {"page-error", "browser-message", "segment.event", "segment.duplicate"}
"""Those of which one of two is recorded."""


def test_what_is_recorded_is_told() -> None:
    sources = [
        file.read_text(encoding="utf-8") for kind in ("py", "js") for file in HARNESS.rglob(f"*.{kind}")
    ]
    recorded = {kind for text in sources for kind in RECORDED.findall(text)}
    assert recorded | CHOSEN == set(KINDS)


def test_the_readme_tells_of_each() -> None:
    readme = (HARNESS / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w.-]+)` \| (.*?) \| (?:.*) \|$", readme, re.MULTILINE))
    assert {kind: told.get(kind) for kind in KINDS} == {
        kind: " ".join((inspect.getdoc(data) or "").split()) for kind, data in KINDS.items()
    }


def test_a_kind_that_there_is_not_is_refused_wherever_it_is_asked_for() -> None:
    journal = Journal()
    for ask in (journal.entries, journal.count, journal.only, journal.none, journal.wait_for):
        with pytest.raises(ValueError, match=r"'segment\.events'; did you mean 'segment\.event'\?"):
            ask("segment.events")
    with pytest.raises(ValueError, match="there are visitor, page"):
        journal.none("zzz")


def test_a_kind_of_ones_own() -> None:
    journal = Journal()
    journal.append("own.note", text="here")
    assert journal.only("own.note")["text"] == "here"
