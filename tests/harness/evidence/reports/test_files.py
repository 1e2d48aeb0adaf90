"""The kind follows the name, faults are found before anything is walked, and all are written or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kamseg.generator.errors import OutputError
from kamseg.harness.evidence.entries import Entry
from kamseg.harness.evidence.reports import files
from kamseg.harness.evidence.reports.files import report_files, write_reports
from reporting import BAD, GOOD, run_of, verification

NAMES = ("out.html", "out.json", "out.xml", "out.MD")


def test_each_name_gives_its_kind(tmp_path: Path) -> None:
    places = report_files([tmp_path / "new" / name for name in NAMES])
    write_reports(run_of(BAD), places)
    begins = ["<!doctype html>", '{\n  "format": 1,', "<?xml ", "<!-- kamseg verify -->"]
    for place, begin in zip(places, begins, strict=True):
        assert place.read_text(encoding="utf-8").startswith(begin)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(NAMES)


def test_the_same_file_twice_is_one(tmp_path: Path) -> None:
    assert report_files([tmp_path / "a.md", tmp_path / "a.md"]) == (tmp_path / "a.md",)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "file").touch()
    wrong = [tmp_path / "out.pdf", tmp_path / "out", tmp_path / "folder.md", tmp_path / "file/out.md"]
    with pytest.raises(OutputError) as caught:
        report_files([*wrong, tmp_path / "right.md"])
    assert str(caught.value).replace(str(tmp_path), "").splitlines() == [
        "/out.pdf: is no kind of report; name it with one of .html, .json, .xml, .md",
        "/out: is no kind of report; name it with one of .html, .json, .xml, .md",
        "/folder.md: is a folder; name a file for the report",
        "/file/out.md: cannot be written (File exists); choose another place for it",
    ]
    assert not (tmp_path / "right.md").exists()


def test_one_that_cannot_be_written_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    first.write_text("earlier")
    write_bytes = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if "b.md" in self.name:
            write_bytes(self, data[:5])
            raise OSError(28, os.strerror(28))
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(
        OutputError,
        match=r"b\.md: cannot be written \(No space left on device\); choose another place for it",
    ):
        write_reports(run_of(GOOD), (first, second))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.md": "earlier"}


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_run: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setitem(files.FORMATS, ".xml", broken)
    with pytest.raises(KeyboardInterrupt):
        write_reports(run_of(GOOD), (tmp_path / "a.md", tmp_path / "b.xml"))
    assert not list(tmp_path.iterdir())


def test_half_a_character_of_a_page_breaks_no_report(tmp_path: Path) -> None:
    entries = (Entry(0, 0.0, "page-error", {"message": ["\ud83d"]}),)
    places = [tmp_path / name for name in NAMES]
    write_reports(run_of(verification(entries=entries, remarks=("it said \ud83d",))), places)
    for place in places:
        assert "it said" in place.read_text(encoding="utf-8")
