"""Standard output and error of a command: UTF-8 for programs, no harm where one is closed or full."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def prepare_streams() -> None:
    """Let what is printed be written whatever the encoding of the system, also where a stream is closed.

    Files get UTF-8, as in all that kamseg writes; a terminal keeps its encoding, with escapes for the rest.
    """
    sys.stdout, sys.stderr = (_prepared(stream) for stream in (sys.stdout, sys.stderr))


def say(text: str) -> None:
    """Print a line to standard error, where that is possible."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Drop what is printed from now on, and what Python would still write at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _prepared(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed by the shell: `>&-`
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - pathlib is slow to import
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    return stream
