"""The front door of kamseg: which commands there are and where each lives, and nothing else."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["__version__", "main"]

# Makes `kamseg.generator` and its neighbours importable from the checkout, where they lie beside this file.
__path__ = [os.path.dirname(__file__)]  # noqa: PTH120 - pathlib takes as long as all else of `--version`

from kamseg.generator import __version__

COMMANDS = {
    "build": ("generator.commands.build", "write all files of one or more projects"),
    "show": ("generator.commands.show", "print one snippet"),
    "preview": ("harness.preview.command", "see it live, on a demo shop with an inspector"),
    "verify": ("harness.verify.command", "test it on your own site, in a real browser"),
    "init": ("generator.commands.init", "write a kamseg.toml with every key and its meaning"),
    "schema": ("generator.commands.schema", "print the JSON Schema of kamseg.toml"),
}
"""Each command's module, which has `add_arguments(parser)` and `run(arguments)`, and what it is for."""

FAULT = 2
"""Exit code where the user can put something right."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        words: What stands behind `kamseg`; by default what the program was called with.

    Returns:
        The exit code.
    """
    from kamseg.generator.commands.streams import discard, prepare_streams, say
    from kamseg.generator.errors import KamsegError

    prepare_streams()
    if words is None:  # a program of its own: what is imported stays until its end, so none of it is garbage
        gc.disable()
    try:
        code = _run(sys.argv[1:] if words is None else words)
        sys.stdout.flush()
    except KamsegError as error:
        lines = str(error).splitlines()
        if len(lines) > 1:
            lines = ["nothing is done, put this right first:", *(f"  {line}" for line in lines)]
        say("kamseg: " + "\n".join(lines))
        return FAULT
    except BrokenPipeError:  # the reader, `head` for example, has seen enough
        discard(sys.stdout)
        return 0
    except OSError as error:
        discard(sys.stdout)
        say(f"kamseg: what is printed cannot be written ({error.strerror})")
        return FAULT
    except KeyboardInterrupt:
        say("kamseg: interrupted; the files of each project are whole")
        return INTERRUPTED
    return code


def _run(words: Sequence[str]) -> int:
    """Run the command that is called."""
    if [*words] == ["--version"]:  # argparse, which knows it for `--help`, takes as long as all else
        print(f"kamseg {__version__}")
        return 0
    arguments = _parser(words).parse_args(words)
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    code: int = arguments.run(arguments)
    return code


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser; of all commands it loads only the one that is called."""
    import argparse

    from kamseg.generator.commands.words import CommandParser

    parser = argparse.ArgumentParser(
        prog="kamseg",
        description="Builds the JavaScript that connects Kameleoon with Segment.",
        epilog="Start with: kamseg build --sitecode YOURSITECODE",
    )
    parser.add_argument("--version", action="version", version=f"kamseg {__version__}")
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", parser_class=CommandParser
    )
    called = next((word for word in words if not word.startswith("-")), None)
    for name, (module, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        if name == called:
            home = import_module(f"kamseg.{module}")
            home.add_arguments(command)
            command.set_defaults(run=home.run)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
