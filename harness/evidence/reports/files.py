"""Reports on disk: the kind follows the name's ending, and all of them are written or none."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ....generator.errors import OutputError
from .document import json_report
from .junit import junit_report
from .markdown import markdown_report
from .page import page_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from .run import Run

FORMATS: dict[str, Callable[[Run], str]] = {
    ".html": page_report,
    ".json": json_report,
    ".xml": junit_report,
    ".md": markdown_report,
}


def report_files(names: Iterable[Path]) -> tuple[Path, ...]:
    """Check, before anything is walked, that each report is of a known kind and can be written.

    Args:
        names: of the files; folders that are missing are made.

    Returns:
        Each file once.

    Raises:
        OutputError: with all that is wrong, a line for each file.
    """
    files = tuple(dict.fromkeys(names))
    faults = [fault for file in files if (fault := _fault_of(file))]
    if faults:
        raise OutputError("\n".join(faults))
    return files


def write_reports(run: Run, files: Iterable[Path]) -> None:
    """Write a run into files of the kinds that their names say. Mask it first (`masking.masked`).

    Raises:
        OutputError: where one cannot be written; then none of them is.
    """
    fresh = {file: _beside(file) for file in files}
    try:
        for file, place in fresh.items():
            # Half a character, which a page may send, becomes an escape: in JSON that is its very own.
            text = FORMATS[file.suffix.lower()](run).encode(errors="backslashreplace")
            with _named(file):
                place.write_bytes(text)
        for file, place in fresh.items():
            with _named(file):
                place.replace(file)
    finally:
        for place in fresh.values():
            place.unlink(missing_ok=True)


def _fault_of(file: Path) -> str | None:
    if file.suffix.lower() not in FORMATS:
        return f"{file}: is no kind of report; name it with one of {', '.join(FORMATS)}"
    if file.is_dir():
        return f"{file}: is a folder; name a file for the report"
    try:
        with _named(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            _beside(file).touch()
            _beside(file).unlink()
    except OutputError as error:
        return str(error)
    return None


def _beside(file: Path) -> Path:
    """Where a file is written before it takes the place of an earlier one."""
    return file.with_name(f".{file.name}.{os.getpid()}.new")


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Let a failure name the report that it is about."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{file}: cannot be written ({reason}); choose another place for it") from error
