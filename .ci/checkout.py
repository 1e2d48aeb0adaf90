"""What git knows of the checkout, or would add; and a copy of that."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def known_files() -> list[str]:
    """Return the names of the files that are there, committed or not, without what git ignores."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [name for name in names if (ROOT / name).exists()]


def copy_to(folder: Path) -> Path:
    """Copy these files, links as links; returns the folder."""
    for name in known_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder
