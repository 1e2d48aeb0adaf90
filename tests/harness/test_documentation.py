"""The harness's own README is true."""

from __future__ import annotations

import re
from pathlib import Path

from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.journeys.visitor import Visitor

FOLDER = Path(__file__).resolve().parents[2] / "harness"
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_its_python_runs() -> None:
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(examples) == 7
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - the example is ours


def test_its_hosts_are_those_of_the_emulator() -> None:
    named = set(re.findall(r"`([\w.-]+)\.localhost`", README)) - {""}
    with Emulator() as emulator:
        played = {name.removesuffix(".localhost") for name in emulator.hosts}
    assert {name.replace("SITECODE", "a1b2c3d4e5") for name in named} | {"na-data.kameleoon"} == played


def test_its_files_and_deeds_exist() -> None:
    for name in re.findall(
        r"`((?:evidence|emulator|browsers|journeys|preview|pytest_plugin)/[\w./]*)`", README
    ):
        assert (FOLDER / name).exists(), name
    deeds = re.search(r"A visitor can (.*?); the last", README, re.DOTALL)
    assert deeds
    for deed in re.findall(r"`(\w+)", deeds[1]):
        assert callable(getattr(Visitor, deed)), deed
