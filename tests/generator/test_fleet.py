"""A fleet is a stream, on all cores where there are many projects, with the same result as one after the other."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.commands import fleet
from kamseg.generator.config import project_from
from kamseg.generator.errors import KamsegError

from kamseg import main

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.generator.project import Project

SITECODES = [f"shop{number:06}" for number in range(3)]


@pytest.fixture
def projects() -> list[Project]:
    return [project_from({"sitecode": sitecode}, "the test") for sitecode in SITECODES]


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "MANY", len(SITECODES))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def sitecode_of(project: Project) -> str:
    return project.sitecode


def write_configurations(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a file for each sitecode into the folder, and call from there."""
    monkeypatch.chdir(folder)
    for sitecode in SITECODES:
        (folder / f"{sitecode}.toml").write_text(f'sitecode = "{sitecode}"\n')


def all_files(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_each_is_done_when_it_is_asked_for(projects: list[Project]) -> None:
    done: list[Project] = []
    results = fleet.each(done.append, projects)
    next(results)
    assert done == projects[:1], "the others wait, so their files are not kept"


@pytest.mark.usefixtures("few_are_many")
def test_on_all_cores_the_files_and_what_is_printed_are_the_same(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_configurations(tmp_path, monkeypatch)
    assert main(["build", ".", "-o", "many", "--format", "json"]) == 0
    with_many = capfd.readouterr()
    monkeypatch.setattr(fleet, "MANY", 100)
    assert main(["build", ".", "-o", "one", "--format", "json"]) == 0
    assert capfd.readouterr() == with_many
    assert all_files(tmp_path / "many") == all_files(tmp_path / "one")


@pytest.mark.usefixtures("few_are_many")
def test_a_fault_is_told_across_processes_and_the_others_are_whole(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_configurations(tmp_path, monkeypatch)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / SITECODES[1]).write_text("in the way")
    assert main(["build", "."]) == 2
    said = capfd.readouterr().err
    assert said.startswith(f"kamseg: {tmp_path}/dist/{SITECODES[1]}: is a file, not a folder; remove it")
    assert "Traceback" not in said
    assert len(all_files(tmp_path / "dist" / SITECODES[0])) > 10


@pytest.mark.usefixtures("few_are_many")
def test_a_process_that_is_ended_is_said() -> None:
    with pytest.raises(KamsegError, match=r"a process was ended from outside.*: call again"):
        list(fleet.each(os._exit, [9, 9, 9]))


@pytest.mark.usefixtures("few_are_many")
def test_where_there_can_be_no_processes_one_does_it_all(
    projects: list[Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
    assert list(fleet.each(sitecode_of, projects)) == SITECODES


@pytest.mark.parametrize("in_the_way", SITECODES)
def test_a_list_of_json_that_a_fault_ends_can_be_read(
    in_the_way: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_configurations(tmp_path, monkeypatch)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / in_the_way).write_text("in the way")
    assert main(["build", ".", "--format", "json"]) == 2
    manifests = json.loads(capfd.readouterr().out)
    before = SITECODES[: SITECODES.index(in_the_way)]
    assert [manifest["sitecode"] for manifest in manifests] == before
