"""`docs/faults.md` lists exactly the cases that there are, and the README its totals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from matrix.catalogue import CASES
from matrix.document import markdown, text, totals
from matrix.elsewhere import PROVEN
from matrix.table import table
from matrix.unprovoked import UNPROVOKED

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z-]+/[^`]+)` \| (.*) \| (\S+) \| (\S+) \| \S+ \| \S+ \| \S+ \|$", re.MULTILINE)


def test_it_lists_each_case_with_its_title() -> None:
    rows = [(name, re.sub(r"\\(.)", r"\1", title)) for name, title, *_ in ROW.findall(DOCUMENT)]
    assert rows == [(case.id, case.title) for case in (*CASES, *PROVEN)]


def test_no_case_of_ours_is_lost() -> None:
    assert {ours for _, _, ours, _ in ROW.findall(DOCUMENT)} == {"✓"}


def test_the_readme_tells_its_totals() -> None:
    (line,) = re.findall(r"^\*\*(ours .*)\*\*$", DOCUMENT, re.MULTILINE)
    assert line in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("proof", PROVEN, ids=lambda proof: proof.id)
def test_each_proof_names_a_test(proof: object) -> None:
    file, _, function = proof.test.partition("::")  # type: ignore[attr-defined]
    assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_a_lost_case_shows_and_one_that_was_not_run_is_no_success() -> None:
    case = CASES[0]
    runs = [
        {"case": case.id, "variant": variant, "verdict": verdict, "reason": "because"}
        for variant, verdict in (("readable", "pass"), ("minified", "fail"), ("naive", "fail"))
    ]
    made = table({"tests/matrix/test_matrix.py::test_case": runs}, "chromium")
    first, second = made["cases"][:2]
    assert (first["ours"], first["naive"], first["engines"]) == ("fail", "fail", {"chromium": "fail"})
    assert (second["ours"], second["naive"]) == ("not run", "not run")
    assert totals(made).startswith(f"ours 0/{len(CASES) + len(PROVEN)};")
    assert "[because]" in text(made)
    assert f"| `{case.id}` | {case.title} | ✗ | ✗ | ✗ |" in markdown(made)
    assert all(what in markdown(made) for what, _ in UNPROVOKED)
