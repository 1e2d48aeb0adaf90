"""The same work for each of many projects: one after the other, or on all cores where that pays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from ..errors import KamsegError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

MANY = 100
"""From so many projects on processes pay: to start one takes as long as to build thirty."""
_AT_ONCE = 16
_MOST_PROCESSES = 8


def each(work: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
    """Do the work for each, and give the results in their order, each as soon as it is there.

    Args:
        work: A function that other processes can import; its results, and errors, are handed over.
        items: What it is done for: projects.

    Raises:
        KamsegError: That of the first that has one, or where a process was ended from outside.
    """
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    if len(items) < MANY or processes == 1:
        yield from map(work, items)
        return
    # `spawn`: the minifier hangs in a fork, where its own threads are missing (tdewolff/minify#535).
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - for many alone
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - for many alone
    from multiprocessing import get_context  # noqa: PLC0415 - for many alone

    try:
        pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_ignore_interrupts)
    except (ImportError, NotImplementedError, OSError):  # no shared memory: some containers, AWS Lambda
        yield from map(work, items)
        return
    try:
        with pool:
            yield from pool.map(work, items, chunksize=_AT_ONCE)
    except BrokenProcessPool as error:
        raise KamsegError(
            "a process was ended from outside, perhaps for want of memory; the files of each project are"
            " whole: call again"
        ) from error


def _ignore_interrupts() -> None:
    import signal  # noqa: PLC0415 - same

    signal.signal(signal.SIGINT, signal.SIG_IGN)
