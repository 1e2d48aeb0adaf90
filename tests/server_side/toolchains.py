"""Runs the file for an SDK in its own language, with a stand-in for the few things of the SDK that it uses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.server_side import server_artifacts
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from kamseg.generator.project import Project

STAND_INS = Path(__file__).with_name("stand_ins")
JSON_FOR_JAVA = "/usr/share/java/javax.json.jar"
Case = dict[str, Any]
"""What is kept, as JSON or as another text, by its key; a key that is left out is a request that fails."""


def run(project: Project, sdk: str, cases: list[Case], folder: Path) -> list[dict[str, Any]]:
    """Let a file read each case; returns what it has found, and which custom data it has added."""
    text = text_for(project, sdk)
    texts = [
        {key: one if isinstance(one, str) else json.dumps(one) for key, one in case.items()} for case in cases
    ]
    command = RUNNERS[sdk](text, folder)
    for tool in NEEDED.get(sdk, ()):
        if not (shutil.which(tool) or Path(tool).exists()):
            pytest.skip(f"{tool} is missing: install it, or let `.ci/provide.py` do it as root")
    done = subprocess.run(
        command, cwd=folder, input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def text_for(project: Project, sdk: str) -> str:
    """The file for one SDK."""
    side = replace(project.server_side, sdks=(sdk,))
    (artifact,) = server_artifacts(replace(project, server_side=side))
    return artifact.text


def _in(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return str(file)


def _node(text: str, folder: Path) -> list[str]:
    return ["node", str(STAND_INS / "run.mjs"), _in(folder, "segment-data.mjs", text)]


def _python(text: str, folder: Path) -> list[str]:
    return [sys.executable, str(STAND_INS / "run.py"), _in(folder, "segment_data.py", text)]


def _go(text: str, folder: Path) -> list[str]:
    shutil.copytree(STAND_INS / "go", folder, dirs_exist_ok=True)
    _in(folder, "segmentdata/segmentdata.go", text)
    return ["go", "run", "."]


def _php(text: str, folder: Path) -> list[str]:
    return ["php", str(STAND_INS / "run.php"), _in(folder, "SegmentData.php", text)]


def _java(text: str, folder: Path) -> list[str]:
    shutil.copytree(STAND_INS / "java", folder, dirs_exist_ok=True)
    _in(folder, "SegmentData.java", text)
    return ["sh", str(STAND_INS / "run-java.sh"), JSON_FOR_JAVA]


NEEDED = {"go": ("go",), "php": ("php",), "java": ("javac", JSON_FOR_JAVA)}
RUNNERS: dict[str, Callable[[str, Path], list[str]]] = {
    "javascript": _node,
    "nodejs": _node,
    "python": _python,
    "go": _go,
    "php": _php,
    "java": _java,
}
