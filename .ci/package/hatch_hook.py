"""Part of the build: the rooms of the checkout become one package, `kamseg`, in a wheel.

What goes where stands in pyproject.toml (`[tool.hatch.build.targets.wheel.hooks.custom.contents]`).
Hatchling's own `force-include` would do, but copies the same files into an editable installation, too, where
they would hide the checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator

# What else lies about in a folder, an editor's backup or somebody's notes, is not for everybody.
SUFFIXES = frozenset({".css", ".html", ".jinja", ".js", ".json", ".md", ".py", ".toml", ".typed"})


class OnePackage(BuildHookInterface):  # type: ignore[type-arg] # hatchling leaves the type of its settings open
    """See https://hatch.pypa.io/latest/plugins/build-hook/custom/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Say what a wheel contains.

        Args:
            version: `standard`, or `editable`, which takes the checkout as it is.
            build_data: what is built; changed here.
        """
        if version != "standard":
            return
        for source, target in self.config["contents"].items():
            place = Path(self.root, source)
            for file in _files_at(place):
                build_data["force_include"][str(file)] = str(Path(target, file.relative_to(place)))


def _files_at(place: Path) -> Iterator[Path]:
    """Return the file, or what belongs to the package in the folder; no links, nothing hidden."""
    files = place.rglob("*") if place.is_dir() else [place]
    for file in sorted(files):
        is_hidden = any(part.startswith(".") for part in file.relative_to(place).parts)
        if file.suffix in SUFFIXES and file.is_file() and not file.is_symlink() and not is_hidden:
            yield file
