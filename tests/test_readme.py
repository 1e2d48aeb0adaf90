"""The README is true: its commands work, its table is what is built, its snippet is what is printed."""

from __future__ import annotations

import re
import shlex
import webbrowser
from functools import partial
from pathlib import Path

import pytest
from kamseg.harness.preview.serve import serve

from kamseg import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("./run ")
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("./run ")
]


def test_its_commands_work_in_the_order_in_which_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    ends_at_once = partial(serve, wait=lambda: None)
    monkeypatch.setattr("kamseg.harness.preview.serve.serve", ends_at_once)
    assert COMMANDS[:2] == ['build --sitecode a1b2c3d4e5 --trait plan="Subscribed Plan"', "test"]
    for command in COMMANDS:
        if command != "test":  # this very test is part of it
            assert main(shlex.split(command)) == 0, command
    assert opened
    assert opened[0].startswith("http://shop.localhost:")


def test_its_table_names_what_the_first_command_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main(shlex.split(COMMANDS[0]))
    folder = tmp_path / "dist" / "a1b2c3d4e5"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    named = set(re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE))
    assert named == {name for name in written if not name.endswith(".min.js")}
    assert f"`dist/a1b2c3d4e5: {len(written)} files." in README


def test_its_snippet_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    ((command, code),) = re.findall(r"<!-- from: (.*?) -->\n```js\n(.*?)```", README, re.DOTALL)
    assert main(shlex.split(command)) == 0
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    shown = [line.strip() for line in code.splitlines()]
    assert any(printed[at : at + len(shown)] == shown for at in range(len(printed)))


@pytest.mark.parametrize("file", sorted(ROOT.glob("*.md")), ids=lambda file: file.name)
def test_every_link_and_path_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    paths = re.findall(r"`((?:generator|harness|templates|tests|\.ci)/[\w./-]*)`", text)
    for name in (name for name in links + paths if "NAME" not in name):
        assert (ROOT / name).exists(), name
