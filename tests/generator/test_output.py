"""All files of a project appear together or not at all; nothing of the user's is lost."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kamseg.generator import output
from kamseg.generator.errors import OutputError
from kamseg.generator.output import build, changes, write, write_new
from kamseg.generator.project import Group, Personas, Project, Trait

PROJECT = Project(sitecode="a1b2c3d4e5", personas=Personas())
LARGER = Project(sitecode="a1b2c3d4e5", personas=Personas(), group=Group())


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def written(folder: Path, project: Project = PROJECT) -> dict[str, bytes]:
    write(build(project), folder)
    return tree(folder)


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_every_snippet_has_a_twin_and_the_guide_and_manifest_are_there(tmp_path: Path) -> None:
    names = {name for name in written(tmp_path / "out") if not name.startswith("server-side/")}
    scripts = {name for name in names if name.endswith(".js")} - {"probe.js"}
    assert {
        f"{name.removesuffix('.js')}.min.js" for name in scripts if not name.endswith(".min.js")
    } < scripts
    assert names - scripts == {"INSTALL.md", "manifest.json", "probe.js"}


def test_what_the_project_no_longer_has_goes_away(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert "custom-data/group-id.js" in written(folder, LARGER)
    assert written(folder) == written(tmp_path / "fresh")


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    first = written(folder)
    place = folder.stat().st_ino
    assert written(folder) == first
    assert folder.stat().st_ino == place, "the same folder, not a new one in its place"
    (folder / "INSTALL.md").write_bytes(first["INSTALL.md"].replace(b"\n", b"\r\n"))
    assert written(folder) == first, "line ends count here"
    (folder / "probe.js").unlink()
    assert written(folder) == first


def test_files_of_the_user_stay(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written(folder, LARGER)
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine")
    (folder / "link").symlink_to("/nowhere")
    written(folder)
    assert (folder / "notes" / "mine.txt").read_text() == "mine"
    assert (folder / "link").readlink() == Path("/nowhere")


def test_a_folder_that_is_not_kamsegs_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="holds files that kamseg did not write; empty it or choose"):
        write(build(PROJECT), tmp_path)
    assert tree(tmp_path) == {"thesis.txt": b"years of work"}


def test_a_file_of_the_user_in_the_way_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written(folder)
    (folder / "custom-data" / "group-id.js").write_text("mine")
    before = tree(folder)
    with pytest.raises(OutputError, match=r"group-id\.js: is in the way and not kamseg's own"):
        write(build(LARGER), folder)
    assert tree(folder) == before


def test_a_manifest_that_points_outside_is_not_believed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "precious").write_text("x")
    (folder / "manifest.json").write_text(
        '{"files": ["../precious", "/etc/passwd", "manifest.json", 5, "", "a\\u0000b"]}'
    )
    assert {Path(change.file).name for change in changes({}, folder)} == {"manifest.json"}
    written(folder)
    assert (tmp_path / "precious").exists()


@pytest.mark.parametrize("moment", ["_fill", "_swap"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_earlier_files_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, error: BaseException
) -> None:
    folder = tmp_path / "out"
    before = written(folder)
    original = getattr(output, moment)

    def break_down(*arguments: Path) -> None:
        if moment == "_fill":
            original(*arguments)
        raise error

    monkeypatch.setattr(output, moment, break_down)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write(build(LARGER), folder)
    assert tree(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_interruption_between_the_two_renames_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    before = written(folder)
    rename = Path.rename

    def second_fails(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(KeyboardInterrupt):
        write(build(LARGER), folder)
    assert tree(folder) == before


def test_a_build_that_was_killed_in_the_middle_is_healed_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    before = written(folder)
    (folder / "mine.txt").write_text("mine")
    folder.rename(tmp_path / ".out.old")
    (tmp_path / ".out.new").mkdir()
    (tmp_path / ".out.new" / "half.js").write_text("half a sni")
    assert written(folder) == before | {"mine.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    assert written(tmp_path / "out") == tree(tmp_path / "real")
    assert (tmp_path / "out").is_symlink()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="choose another place with -o"):
        write(build(PROJECT), tmp_path / place)
    assert (tmp_path / "file").read_text() == "x"


def test_builds_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    several = [
        Project(sitecode="a1b2c3d4e5", traits=(Trait(trait="t", custom_data=f"T{at}"),)) for at in range(8)
    ]
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        pool.starmap(write, [(build(project), folder) for project in several])
    assert tree(folder) in [
        {name: text.encode() for name, text in build(project).items()} for project in several
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_drift_is_found_and_shown(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written(folder, LARGER)
    assert changes(build(LARGER), folder) == []
    (folder / "global-script.js").write_text("// edited\n")
    (folder / "INSTALL.md").unlink()
    found = {Path(change.file).name: change for change in changes(build(PROJECT), folder)}
    assert found["global-script.js"].state == "changed"
    assert "-// edited\n" in found["global-script.js"].diff
    assert found["INSTALL.md"].state == "missing"
    assert found["group-id.js"].state == "left over"
    assert "manifest.json" in found


def test_another_gzip_is_no_drift(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written(folder)
    manifest = folder / "manifest.json"
    manifest.write_text(re.sub(r'"gzip_bytes": \d+', '"gzip_bytes": 1', manifest.read_text()))
    assert changes(build(PROJECT), folder) == []


def test_custom_data_with_the_same_letters_get_files_of_their_own() -> None:
    names = ["Plan", "plan!", "PLAN", "価格", "🙂", "x" * 100, "x" * 101]
    traits = tuple(Trait(trait=name, custom_data=name) for name in names)
    files = build(Project(sitecode="a1b2c3d4e5", traits=traits))
    data = sorted(name for name in files if name.startswith("custom-data/") and not name.endswith(".min.js"))
    assert data == [
        "custom-data/custom-data-2.js", "custom-data/custom-data.js", "custom-data/plan-2.js",
        "custom-data/plan-3.js", "custom-data/plan.js", f"custom-data/{'x' * 60}-2.js", f"custom-data/{'x' * 60}.js",
    ]  # fmt: skip


def test_a_starter_file_never_overwrites(tmp_path: Path) -> None:
    write_new(tmp_path / "new" / "kamseg.toml", "x")
    with pytest.raises(OutputError, match="is there already"):
        write_new(tmp_path / "new" / "kamseg.toml", "y")
    with pytest.raises(OutputError, match="cannot be written"):
        write_new(tmp_path / "new" / "kamseg.toml" / "below", "y")
    assert (tmp_path / "new" / "kamseg.toml").read_text() == "x"


def test_a_write_that_fails_half_way_leaves_the_earlier_files_whole(tmp_path: Path) -> None:
    """The system refuses files over two kilobytes: the first snippet is only half written."""
    before = written(tmp_path / PROJECT.sitecode)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))"
    build_it = f"import kamseg; raise SystemExit(kamseg.main(['build', '--sitecode', '{PROJECT.sitecode}', '-o', '.']))"
    done = subprocess.run(
        [sys.executable, "-c", f"{limit}; {build_it}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "cannot be written (File too large); choose another place with -o" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(tmp_path / PROJECT.sitecode) == before
