"""Lays the checkout out as what it is when installed, the package `kamseg`: for type checkers.

In the checkout `kamseg.py` names its own folder as the package's path, which is understood by Python alone.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from provide import ROOT

PACKAGE = Path("build/package/kamseg")
"""Below the checkout. pyproject.toml names the folder above it for mypy."""


def lay_out() -> None:
    """Copy the package, with the times of its files: mypy reads again only what has changed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contents = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["contents"]
    shutil.rmtree(ROOT / PACKAGE, ignore_errors=True)
    for source, target in contents.items():
        place = ROOT / PACKAGE.parent / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / source, place)


if __name__ == "__main__":
    lay_out()
