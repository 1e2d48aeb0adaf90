"""The frame of `./run bench`: what it makes of figures and of faults. Nothing is measured here."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import benchmarks
import pytest
from bench.document import markdown, number, text
from bench.table import Row, Subject, Table

X = "\N{MULTIPLICATION SIGN}"
QUICK = Row(what="a | b", ours=1.234, unit="ms", other=2.0, beside="naive", ratio=1, note="of three runs")
BARE = Row(what="d", ours=0, unit="", other=7, beside="naive", most=0)
SLOW = Row(what="c", ours=1200, unit="1/s", least=1500)
TABLE = Table(
    machine=["2 cores"],
    subjects=[
        Subject(name="fine", about="Fine.\n\nAll of it.\n", seconds=3, rows=[QUICK, SLOW, BARE]),
        Subject(name="broken", about="Broken.", failed="OSError: no"),
    ],
)


def test_each_file_that_measures_is_a_subject() -> None:
    files = Path(benchmarks.__file__).with_name("bench").glob("*.py")
    assert {file.stem for file in files if "\ndef measure()" in file.read_text()} == set(benchmarks.SUBJECTS)


@pytest.mark.parametrize(
    ("limits", "met"),
    [
        ({}, None),
        ({"most": 5}, True),
        ({"most": 4}, False),
        ({"least": 5}, True),
        ({"least": 6}, False),
        ({"ratio": 0.5}, True),
        ({"ratio": 0.4}, False),
        ({"most": 5, "ratio": 0.4}, False),
    ],
)
def test_what_is_wanted_is_met_or_not(limits: dict[str, Any], met: bool | None) -> None:
    assert Row(what="", ours=5, unit="ms", other=10, **limits).met is met


def test_where_the_other_is_nothing_there_is_no_ratio() -> None:
    nothing = Row(what="", ours=0, unit="", other=0, ratio=1)
    assert (nothing.times, nothing.met) == (None, True)
    assert Row(what="", ours=1, unit="", other=0, ratio=1).met is False


def test_figures_have_the_digits_that_mean_something() -> None:
    assert [number(one) for one in (0, 1.234, 12.34, 123.4, 1234.5, -1.5)] == [
        "0", "1.23", "12.3", "123", "1,234", "-1.50",
    ]  # fmt: skip


def test_the_document_shows_what_is_met_missed_and_failed() -> None:
    lines = markdown(TABLE).splitlines()
    assert "- 2 cores" in lines
    assert lines[lines.index("## Fine") + 2] == "All of it."
    assert rf"| a \| b | 1.23 ms | 2 ms (naive) | 0.62 {X} | ≤ 1 {X} | ✓ |" in lines
    assert "| c | 1,200 1/s |  |  | ≥ 1,500 1/s | ✗ |" in lines
    assert "| d | 0 | 7 (naive) | 0 " + X + " | ≤ 0 | ✓ |" in lines
    assert r"- a \| b: of three runs" in lines
    assert lines[lines.index("## Broken") + 2] == "- FAILED: OSError: no"


def test_the_terminal_shows_the_same() -> None:
    said = text(TABLE)
    assert "Fine (3 s)" in said
    assert f"1.23 ms    2 ms (naive)  0.62 {X}  ≤ 1 {X}        ✓" in said
    assert "Broken (0 s)\nFAILED: OSError: no" in said


@pytest.fixture
def subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two subjects, the first of which cannot be measured; a machine that is not asked."""

    def fail() -> list[Row]:
        raise OSError("no such browser\nand much more")

    modules = {
        "bench.broken": SimpleNamespace(__doc__="Broken.", measure=fail),
        "bench.fine": SimpleNamespace(__doc__="Fine.", measure=lambda: [SLOW]),
    }
    monkeypatch.setattr(benchmarks, "SUBJECTS", ("broken", "fine"))
    monkeypatch.setattr(benchmarks, "import_module", modules.__getitem__)
    monkeypatch.setattr(benchmarks, "provide", dict)
    monkeypatch.setattr(benchmarks, "facts", lambda _: ["2 cores"])


@pytest.mark.usefixtures("subjects")
def test_one_that_fails_says_so_and_the_others_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(benchmarks, "DOCUMENT", tmp_path / "benchmarks.md")
    assert benchmarks.main(["--format", "json"]) == 1
    broken, fine = json.loads(capsys.readouterr().out)["subjects"]
    assert (broken["failed"], broken["rows"]) == ("OSError: no such browser", [])
    assert (fine["failed"], fine["rows"][0]["ours"]) == ("", 1200)
    assert "FAILED" in benchmarks.DOCUMENT.read_text()


@pytest.mark.usefixtures("subjects")
def test_some_alone_leave_the_document_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(benchmarks, "DOCUMENT", tmp_path / "benchmarks.md")
    assert benchmarks.main(["fine"]) == 0
    assert not benchmarks.DOCUMENT.exists()


@pytest.mark.usefixtures("subjects")
def test_a_subject_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        benchmarks.main(["fines"])
    assert "there is no subject fines: there are broken, fine" in capsys.readouterr().err
