"""`kamseg build`: writes all files of one or more projects, or checks them."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..manifest import MANIFEST
from ..output import build, changes, pasted_in, write
from ..rules import doubts
from ..sources import projects_from
from .flags import add_flags, table_from
from .fleet import each
from .streams import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from ..output import Change
    from ..project import Project

DIFFERENT = 1
"""Exit code of `--check` where files on disk are not what would be built."""

_DEEDS = {
    "set": "set up",
    "again": "paste again",
    "new": "paste, new",
    "delete": "delete",
    "unset": "take back",
}


class Written(NamedTuple):
    """What is told of a project whose files are written."""

    folder: Path
    files: int
    manifest: str
    is_first: bool
    is_pasted: bool


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
    parser.add_argument(
        "--pasted",
        action="store_true",
        help="what this build writes is pasted: later builds say what has changed since",
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
    if arguments.check:
        compared = each(partial(_compare, arguments.output, arguments.pasted), projects)
        found = [change for changed in compared for change in changed]
        _print_changes(found, arguments.format)
        return DIFFERENT if found else 0
    written = each(partial(_write, arguments.output, arguments.pasted), projects)
    _print_builds(written, len(projects), arguments.format)
    return 0


def _compare(output: Path, is_pasted: bool, project: Project) -> list[Change]:  # noqa: FBT001 - bound by partial
    folder = output / project.sitecode
    return changes(build(project, None if is_pasted else pasted_in(folder)), folder)


def _write(output: Path, is_pasted: bool, project: Project) -> Written:  # noqa: FBT001 - same
    folder = output / project.sitecode
    pasted = None if is_pasted else pasted_in(folder)
    files = build(project, pasted)
    write(files, folder)
    return Written(folder, len(files), files[MANIFEST].strip(), pasted is None, is_pasted)


def _print_builds(builds: Iterable[Written], total: int, style: str) -> None:
    """Print each when it is written: there may be ten thousand, so none is kept."""
    done = _progress(builds, total)
    if style == "text":
        for written in done:
            _print_build(written)
    elif total == 1:
        print(*(written.manifest for written in done))
    else:
        _print_list(written.manifest for written in done)


def _progress(builds: Iterable[Written], total: int) -> Iterator[Written]:
    for number, written in enumerate(builds, start=1):
        _print_progress(number, total, written.folder)
        yield written


def _print_list(manifests: Iterable[str]) -> None:
    """Print a list of JSON; where a build fails it ends, with those that are written before."""
    print("[", end="")
    before = "\n"
    try:
        for manifest in manifests:
            print(f"{before}{manifest}", end="")
            before = ",\n"
    finally:
        print("\n]")


def _print_build(written: Written) -> None:
    if written.is_pasted:
        print(f"{written.folder}: {written.files} files, noted as pasted.")
        return
    steps = json.loads(written.manifest)["changes"]
    news = "" if written.is_first or steps else ", nothing to paste again"
    print(f"{written.folder}: {written.files} files{news}. Next: {written.folder / 'INSTALL.md'}")
    for step in steps:
        print(f"  {_step(step)}")
    if steps:
        print("  All others stand as they are. When it is done and published, build once more with --pasted")


def _step(step: dict[str, Any]) -> str:
    words = _DEEDS[step["do"]]
    how = f"\n{'':<15}{step['how']}" if "how" in step else ""
    if not step["file"]:
        return f"{words:<12} {step['place']}{how}"
    if_any = ", optional" if step["do"] == "new" else ", if you have it there"
    optional = if_any if step.get("optional") else ""
    settings = "".join(f"; set {key} to {value}" for key, value in step.get("settings", {}).items())
    return f"{words:<12} {step['file']}  ({step['place']}{optional}{settings}){how}"


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
