"""Tells when a file is saved."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import watchfiles

from ...generator.render import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_FOLDERS = ("snippets", "site")
_STEP_MS = 10
_DEBOUNCE_MS = 100


def watching(files: tuple[Path, ...], on_save: Callable[[], None]) -> AbstractContextManager[None]:
    """Call `on_save` in a thread of its own after one of the files, or a template, was saved.

    Args:
        files: watched through their folders, for most editors put a new file in the place of the old one.
        on_save: called once for what is saved together.
    """
    wanted = {file.resolve() for file in files}
    templates = [TEMPLATES / name for name in _FOLDERS]
    folders = {file.parent for file in wanted}.union(templates)

    def concerns(_: watchfiles.Change, name: str) -> bool:
        path = Path(name)
        return path.resolve() in wanted or (
            path.parent in templates and path.suffix in {".jinja", ".css", ".js"}
        )

    return _watching(folders, concerns, on_save)


@contextmanager
def _watching(
    folders: set[Path], concerns: Callable[[watchfiles.Change, str], bool], on_save: Callable[[], None]
) -> Iterator[None]:
    stop = threading.Event()

    def watch() -> None:
        for _ in watchfiles.watch(
            *folders,
            watch_filter=concerns,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=stop,
            recursive=False,
            rust_timeout=200,
        ):
            on_save()

    thread = threading.Thread(target=watch, name="kamseg watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
