"""`kamseg init`: writes a `kamseg.toml` with every key and its meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..called import called
from ..output import write_new
from ..sources import DEFAULT_FILE, projects_from
from ..starter import starter

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what stands behind `kamseg init`."""
    parser.add_argument("--sitecode", required=True, help="ten lower-case letters and digits")
    parser.add_argument(
        "-o", "--output", type=Path, default=DEFAULT_FILE, metavar="FILE",
        help="the file to write (default: kamseg.toml); it must not exist yet",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Write it; returns the exit code.

    Raises:
        KamsegError: Where the user can put something right.
    """
    projects_from([], {"sitecode": arguments.sitecode})  # a fault shows before anything is written
    write_new(arguments.output, starter(arguments.sitecode))
    print(f"{arguments.output} is written. Next: {called()} build {arguments.output}")
    return 0
