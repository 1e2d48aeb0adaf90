"""`kamseg show`: prints one snippet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..called import called
from ..errors import OutputError
from ..output import snippet_text
from ..sources import projects_from
from .flags import add_flags, table_from

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what stands behind `kamseg show`."""
    parser.add_argument(
        "snippet", metavar="SNIPPET", help="for example global-script, custom-data/group-id, or probe"
    )
    parser.add_argument("configuration", nargs="?", type=Path, metavar="CONFIGURATION", help="a kamseg.toml")
    add_flags(parser)
    parser.add_argument("--min", action="store_true", help="the minified twin")


def run(arguments: argparse.Namespace) -> int:
    """Print it; returns the exit code.

    Raises:
        KamsegError: Where the user can put something right.
    """
    if arguments.snippet.endswith(".toml") or Path(arguments.snippet).is_dir():
        raise OutputError(
            f"{arguments.snippet}: is a configuration; name a snippet: "
            f"{called()} show global-script {arguments.snippet}"
        )
    places = [arguments.configuration] if arguments.configuration else []
    for project in projects_from(places, table_from(arguments)):
        sys.stdout.write(snippet_text(project, arguments.snippet, minified=arguments.min))
    return 0
