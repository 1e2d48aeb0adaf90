"""`kamseg build`: writes all files of one or more projects, or checks them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..output import build, changes, write
from ..rules import doubts
from ..sources import projects_from
from .flags import add_flags, table_from
from .streams import say

if TYPE_CHECKING:
    import argparse

    from ..output import Change, Files

DIFFERENT = 1
"""Exit code of `--check` where files on disk are not what would be built."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what stands behind `kamseg build`."""
    parser.add_argument(
        "configuration",
        nargs="*",
        type=Path,
        metavar="CONFIGURATION",
        help="kamseg.toml files or folders of them (default: kamseg.toml here, if there is no --sitecode)",
    )
    add_flags(parser)
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("dist"), metavar="FOLDER",
        help="where the folder of each sitecode goes (default: dist)",
    )  # fmt: skip
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 with a diff if files are out of date"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="json prints the manifest")


def run(arguments: argparse.Namespace) -> int:
    """Build or check; returns the exit code.

    Raises:
        KamsegError: Where the user can put something right.
    """
    projects = projects_from(arguments.configuration, table_from(arguments))
    for project in projects:
        for doubt in doubts(project):
            say(f"kamseg: warning: {project.sitecode}: {doubt}")
    builds = [(arguments.output / project.sitecode, build(project)) for project in projects]
    if arguments.check:
        found = [change for folder, files in builds for change in changes(files, folder)]
        _print_changes(found, arguments.format)
        return DIFFERENT if found else 0
    for number, (folder, files) in enumerate(builds, start=1):
        _print_progress(number, len(builds), folder)
        write(files, folder)
    _print_builds(builds, arguments.format)
    return 0


def _print_builds(builds: list[tuple[Path, Files]], style: str) -> None:
    if style == "json":
        manifests = [files["manifest.json"].strip() for _, files in builds]
        print(manifests[0] if len(manifests) == 1 else "[\n" + ",\n".join(manifests) + "\n]")
        return
    for folder, files in builds:
        print(f"{folder}: {len(files)} files. Next: {folder / 'INSTALL.md'}")


def _print_changes(found: list[Change], style: str) -> None:
    if style == "json":
        print(json.dumps([{"file": change.file, "state": change.state} for change in found], indent=2))
        return
    for change in found:
        sys.stdout.write(change.diff)
    if found:
        say(f"kamseg: out of date: {len(found)} file{'s' * (len(found) > 1)}")


def _print_progress(number: int, total: int, folder: Path) -> None:
    if total > 1 and sys.stderr.isatty():
        end = "\n" if number == total else ""
        print(f"\r\033[K{number}/{total} {folder}", end=end, file=sys.stderr, flush=True)
