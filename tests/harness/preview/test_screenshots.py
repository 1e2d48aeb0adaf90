"""The command that makes the pictures of the README."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_all_pictures_are_made(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / ".ci/screenshots.py"), str(tmp_path)]
    said = subprocess.run(command, text=True, capture_output=True, check=True, timeout=120).stdout
    made = sorted(tmp_path.iterdir())
    assert made
    assert sorted(map(Path, said.split())) == made
    assert all(file.read_bytes().startswith(b"\x89PNG") and file.stat().st_size > 10_000 for file in made)


def test_the_readme_shows_pictures_that_are_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(pictures) >= 2
    assert all((ROOT / picture).is_file() for picture in pictures)
