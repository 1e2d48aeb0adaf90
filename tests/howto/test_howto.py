"""docs/howto.md shows the files of this folder as they are, and those that pytest does not find by itself work, too."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from check_jsonschema import main as check_jsonschema
from kamseg.generator.project import Personas, Project
from kamseg.harness.browsers.engines import launch_arguments
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.verify.command import add_arguments

import kamseg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Playwright

FOLDER = Path(__file__).parent
CHAPTER = (FOLDER.parents[1] / "docs/howto.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"<!-- file: (.*?) -->\n```\w+\n(.*?)```\n", CHAPTER, re.DOTALL))
NOT_SHOWN = {Path(__file__).name, "pages/about.html"}
WORKFLOW = FOLDER / "verify.yml"


def test_the_chapter_shows_all_files_as_they_are() -> None:
    files = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*.*") if path.is_file()}
    there = {name: path.read_text(encoding="utf-8") for name, path in files.items() if "cache" not in name}
    assert {name: text for name, text in there.items() if name not in NOT_SHOWN} == SHOWN


def test_the_workflow_is_one_that_github_takes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOW.read_text(encoding="utf-8").replace("steps:", "stepz:"), encoding="utf-8")
    for file, code in ((WORKFLOW, 0), (wrong, 1)):
        with pytest.raises(SystemExit) as ended:
            check_jsonschema(["--builtin-schema=vendor.github-workflows", str(file)])
        assert ended.value.code == code, capsys.readouterr().out


@pytest.mark.parametrize("text", [WORKFLOW.read_text(encoding="utf-8"), CHAPTER], ids=["workflow", "chapter"])
def test_its_commands_have_options_that_there_are(text: str) -> None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_arguments(parser)
    folded = re.sub(r"\$\{\{.*?\}\}", "1", text).replace("\n          --", " --")
    commands = re.findall(r"^ *kamseg verify (.*)$", folded, re.MULTILINE)
    assert commands
    for command in commands:
        arguments = parser.parse_args(shlex.split(command))
        assert arguments.address or arguments.urls


@pytest.fixture
def server(playwright: Playwright, tmp_path: Path) -> Iterator[str]:
    """A browser that runs elsewhere; its address."""
    arguments = launch_arguments(playwright.chromium)
    config = {"args": arguments["args"], "headless": True}
    if "executable_path" in arguments:
        config["executablePath"] = arguments["executable_path"]
    file = tmp_path / "server.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    command = (sys.executable, "-m", "playwright", "launch-server", "--browser=chromium", f"--config={file}")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        os.killpg(process.pid, signal.SIGTERM)  # Python, Node.js and the browser


@pytest.mark.browser
def test_a_live_site_in_a_remote_browser(
    pytester: pytest.Pytester,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BROWSER_SERVER", server)
    for name, source in {"conftest.py": "remote_browser.py", "live_site.py": "live_site.py"}.items():
        pytester.path.joinpath(name).write_text(SHOWN[source], encoding="utf-8")
    pytester.path.joinpath("kamseg.toml").write_text(
        'sitecode = "a1b2c3d4e5"\ngroup = "off"\n', encoding="utf-8"
    )
    journey = pytester.path / "open.toml"
    journey.write_text('title = "T"\nabout = "A."\nsteps = [{ open = "" }]\n', encoding="utf-8")
    with Emulator(pasted(Project(sitecode="a1b2c3d4e5", personas=Personas()))) as emulator:
        result = pytester.runpytest_subprocess(
            "live_site.py", "-pno:cacheprovider", "--kamseg-url", emulator.url()
        )
        words = ("--config=kamseg.toml", f"--journey={journey}", f"--ws-endpoint={server}")
        code = kamseg.main(["verify", emulator.url(), *words])
    result.assert_outcomes(passed=1)
    assert code == 0, capsys.readouterr().out
