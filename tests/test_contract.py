"""What the code cites is there: the sections of docs/contract.md."""

from __future__ import annotations

import re

import pytest
from checkout import ROOT, known_files

CONTRACT = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
SECTIONS = set(re.findall(r"^##+ (\d+(?:\.\d+)?)[. ]", CONTRACT, re.MULTILINE))
CITING = {".css", ".html", ".jinja", ".js", ".md", ".mjs", ".py", ".toml"}
_CITATION = re.compile(r"CONTRACT (\d[\d.]*(?:(?:, | and )\d[\d.]*)*)")


def citations() -> dict[str, set[str]]:
    """Each cited section, with the files that cite it."""
    found: dict[str, set[str]] = {}
    for name in known_files():
        if (ROOT / name).suffix in CITING:
            for numbers in _CITATION.findall((ROOT / name).read_text(encoding="utf-8")):
                for number in re.findall(r"\d+(?:\.\d+)?", numbers):
                    found.setdefault(number, set()).add(name)
    return found


def test_the_sections_are_found() -> None:
    assert {"1", "2.1", "2.11", "3", "3.2", "4.7", "5"} <= SECTIONS


@pytest.mark.parametrize(("number", "files"), sorted(citations().items()))
def test_each_cited_section_is_there(number: str, files: set[str]) -> None:
    assert number in SECTIONS, sorted(files)


def test_no_file_is_cited_that_nobody_has() -> None:
    for name in known_files():
        if (ROOT / name).suffix in CITING and name != "tests/test_contract.py":
            text = (ROOT / name).read_text(encoding="utf-8")
            assert not re.search(r"\b(?:CONTRACT|FAULTS|DESIGN|HABITS)\.md", text), name


def test_each_section_says_how_it_is_known() -> None:
    sections = re.split(r"^##+ ", CONTRACT, flags=re.MULTILINE)[1:]
    bare = [
        text.partition("\n")[0]
        for text in sections
        if not re.search(r"\b(?:doc|pkg|obs|inf|unknown)\b", text)
    ]
    assert bare == ["2. Kameleoon's engine"]
