"""What people type, and what they see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from kamseg.generator import __version__

import kamseg
from kamseg import main

SITECODE = "a1b2c3d4e5"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(kamseg.__file__).parent)}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kamseg_process(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kamseg", *words],
        env=ENVIRONMENT,
        input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_one_command_writes_everything(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--sitecode", SITECODE, "--trait", "plan=Subscribed Plan"]) == 0
    files = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    readable = ["global-script", "exposure-integration", "custom-data/segmentio-personas",
                "custom-data/subscribed-plan", "custom-data/group-id"]  # fmt: skip
    scripts = {f"dist/{SITECODE}/{name}{end}" for name in readable for end in (".js", ".min.js")}
    others = ["INSTALL.md", "manifest.json", "probe.js", "server-side/javascript/segment-data.js",
              "server-side/nodejs/segment-data.mjs", "server-side/python/segment_data.py"]  # fmt: skip
    assert files == scripts | {f"dist/{SITECODE}/{name}" for name in others}
    assert capsys.readouterr().out == f"dist/{SITECODE}: 16 files. Next: dist/{SITECODE}/INSTALL.md\n"


def test_a_wrong_sitecode_writes_nothing_and_exits_2(here: Path) -> None:
    done = kamseg_process("build", "--sitecode", "A1'")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        'kamseg: command line: sitecode = "A1\'": must be exactly ten lower-case letters and digits; '
        "copy it from the project's card in Kameleoon\n"
    )
    assert list(here.iterdir()) == []


def test_one_wrong_project_keeps_all_from_being_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.toml").write_text(f'sitecode = "{SITECODE}"')
    (here / "b.toml").write_text('sitecode = "b"\ndebug = 1')
    assert main(["build", "a.toml", "b.toml"]) == 2
    assert not (here / "dist").exists()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "kamseg: nothing is done, put this right first:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["b.toml", "b.toml"]


def test_init_then_build_then_check(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--sitecode", SITECODE]) == 0
    assert main(["build"]) == 0
    capsys.readouterr()
    assert main(["build", "--check"]) == 0
    assert capsys.readouterr().out == ""
    (here / "dist" / SITECODE / "global-script.js").write_text("// mine\n")
    assert main(["build", "--check"]) == 1
    shown = capsys.readouterr()
    assert "-// mine\n" in shown.out
    assert shown.err == "kamseg: out of date: 1 file\n"
    assert main(["build", "--check", "--format", "json"]) == 1
    file = str(Path("dist", SITECODE, "global-script.js"))
    assert json.loads(capsys.readouterr().out) == [{"file": file, "state": "changed"}]


def test_line_ends_that_a_checkout_has_converted_are_no_change(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build", "--sitecode", SITECODE])
    files = [file for file in (here / "dist" / SITECODE).rglob("*") if file.is_file()]
    for file in files:
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    capsys.readouterr()
    assert main(["build", "--sitecode", SITECODE, "--check"]) == 0
    assert capsys.readouterr().out == ""
    script = here / "dist" / SITECODE / "global-script.js"
    script.write_bytes(script.read_bytes() + b"// mine\r\n")
    assert main(["build", "--sitecode", SITECODE, "--check"]) == 1
    changed = [line for line in capsys.readouterr().out.splitlines()[2:] if line[0] in "+-"]
    assert changed == ["-// mine"]


def test_init_refuses_a_wrong_sitecode_and_an_existing_file(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--sitecode", "nope"]) == 2
    assert list(here.iterdir()) == []
    (here / "kamseg.toml").write_text("mine")
    assert main(["init", "--sitecode", SITECODE]) == 2
    assert (here / "kamseg.toml").read_text() == "mine"
    assert "kamseg.toml: is there already; choose another file with -o" in capsys.readouterr().err


def test_without_anything_it_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 2
    assert "there is no kamseg.toml here; give --sitecode" in capsys.readouterr().err


def test_many_projects_from_files_and_folders(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "shops").mkdir()
    for name in ("one0000000", "two0000000"):
        (here / "shops" / f"{name}.toml").write_text(f'sitecode = "{name}"')
    (here / "main.toml").write_text(f'sitecode = "{SITECODE}"')
    assert main(["build", "main.toml", "shops", "-o", "out", "--format", "json"]) == 0
    manifests = json.loads(capsys.readouterr().out)
    assert [manifest["sitecode"] for manifest in manifests] == [SITECODE, "one0000000", "two0000000"]
    assert sorted(path.name for path in (here / "out").iterdir()) == sorted(
        [SITECODE, "one0000000", "two0000000"]
    )


def test_json_prints_the_manifest_that_is_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--sitecode", SITECODE, "--format", "json"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert manifest == json.loads((here / "dist" / SITECODE / "manifest.json").read_text())
    assert manifest["tool"] == {"name": "kamseg", "version": __version__}


def test_show_prints_one_snippet_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "global-script", "--sitecode", SITECODE]) == 0
    readable = capsys.readouterr().out
    assert readable.startswith("/*\n * Kameleoon and Segment")
    assert main(["show", "global-script", "--min", "--sitecode", SITECODE]) == 0
    minified = capsys.readouterr().out
    assert len(minified) < len(readable) / 2
    assert main(["show", "global-script.min.js", "--sitecode", SITECODE]) == 0
    assert capsys.readouterr().out == minified


def test_show_prints_the_probe(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--sitecode", SITECODE]) == 0
    capsys.readouterr()
    assert main(["show", "probe", "--sitecode", SITECODE]) == 0
    assert capsys.readouterr().out == (here / "dist" / SITECODE / "probe.js").read_text()


def test_show_names_the_nearest_snippet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "gobal-script", "--sitecode", SITECODE]) == 2
    assert 'did you mean "global-script"?' in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "file").write_text("x")
    assert main(["build", "--sitecode", SITECODE, "-o", "file"]) == 2
    error = capsys.readouterr().err
    assert str(here / "file" / SITECODE) in error
    assert "choose another place with -o" in error


def test_schema_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "kamseg.toml"


@pytest.mark.parametrize("words", [[], ["biuld"], ["build", "--format", "xml"], ["show"]])
def test_wrong_words_exit_2_with_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: kamseg" in capsys.readouterr().err


def test_a_reader_that_stops_early_is_no_error(here: Path) -> None:
    command = f"'{sys.executable}' -m kamseg schema | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], env=ENVIRONMENT, cwd=here, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


def test_ctrl_c_says_that_files_are_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kamseg.generator.commands.build.write", interrupted)
    assert main(["build", "--sitecode", SITECODE]) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_what_the_console_cannot_encode_is_written_as_utf_8_to_programs(here: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kamseg", "build", "--check", "--sitecode", SITECODE, "--trait", "plan=日本"],
        env=ENVIRONMENT | {"PYTHONIOENCODING": encoding}, cwd=here, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "日本" in done.stdout.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("kamseg build --sitecode a1b2c3d4e5 >&-", 0, ""),
        ("kamseg schema >&-", 0, ""),
        (
            "kamseg schema >/dev/full",
            2,
            "kamseg: what is printed cannot be written (No space left on device)\n",
        ),
        ("kamseg build --sitecode x 2>/dev/full", 2, ""),
        ("kamseg build --sitecode x 2>&-", 2, ""),
    ],
)
def test_a_stream_that_is_closed_or_full(here: Path, command: str, code: int, said: str) -> None:
    program = f"{sys.executable} -m {command}"
    done = subprocess.run(
        ["bash", "-c", program], env=ENVIRONMENT, cwd=here, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["--version"], {"argparse", "jinja2", "msgspec", "pathlib"}),
        (["build", "--sitecode", SITECODE], {"aiohttp", "playwright", "kamseg.harness", "pytest"}),
    ],
)
def test_a_command_loads_no_more_than_it_needs(here: Path, words: list[str], heavy: set[str]) -> None:
    code = f"import sys, kamseg; kamseg.main({words}); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, cwd=here, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "kamseg.generator" in loaded
    assert not heavy & loaded


def test_bytes_on_the_command_line_that_are_no_text_are_refused(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kamseg", "build", "--sitecode", SITECODE, "--trait", b"plan=\xff\xfe"],
        env=ENVIRONMENT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"must not contain line breaks or control characters" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (here / "dist").exists()
