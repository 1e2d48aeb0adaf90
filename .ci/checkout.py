"""What belongs to the checkout: what git knows of it, or would add; and a copy of that."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).resolve().parents[1]
_ADDED = "PKG-INFO"  # what an sdist has beside the files of the checkout


def known_files(root: Path = ROOT) -> list[str]:
    """Return the names of the files that are there, committed or not, without what git ignores.

    Args:
        root: a checkout, or an unpacked sdist, which is one without git.
    """
    if not (root / ".git").exists():
        ignored = GitIgnoreSpec.from_lines((root / ".gitignore").read_text(encoding="utf-8").splitlines())
        return sorted(name for name in ignored.match_tree_files(root, negate=True) if name != _ADDED)
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return sorted(name for name in names if (root / name).exists())


def copy_to(folder: Path) -> Path:
    """Copy these files, links as links; returns the folder."""
    for name in known_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder
