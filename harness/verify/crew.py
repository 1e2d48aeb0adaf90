"""Many walks at once: each worker is a thread with a Playwright and browsers of its own.

They are daemons, and Playwright's driver ends its browsers when it is left alone: so however the program
ends, no browser stays behind.
"""

from __future__ import annotations

import queue
import shutil
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import msgspec
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

from ...generator.errors import OutputError
from ..browsers.engines import (
    SYSTEM_BROWSERS,
    Engine,
    launch_arguments,
    open_engine,
    webkit_gtk_for,
)
from ..browsers.quirks import usual_agent
from .options import context_arguments
from .remarks import WITH_USUAL_AGENT, WITHOUT_WORKERS
from .walk import Walk, tabs_of, walk

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from ..evidence.reports.run import Verification
    from ..journeys.journey import Step

_POLL_SECONDS = 0.1
_END_SECONDS = 5.0
_INTERRUPTED_SECONDS = 0.5


class Task(msgspec.Struct, frozen=True):
    """One address in one browser."""

    address: str
    browser: str


class _Ended(Exception):  # noqa: N818 - no fault: the user has ended it
    """The walk is given up."""


class Crew:
    """Workers that share out tasks.

    Args:
        arguments: of the command line.
        plan: how each site is walked.
        on_step: told of each step, from a worker's thread.
    """

    def __init__(
        self,
        arguments: argparse.Namespace,
        plan: Walk,
        on_step: Callable[[Task, str], None] = lambda *_: None,
    ) -> None:
        self._arguments = arguments
        self._plan = plan
        self._on_step = on_step
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._found: queue.SimpleQueue[tuple[Task, Verification] | BaseException] = queue.SimpleQueue()
        self._is_ending = threading.Event()

    def walk_all(self, tasks: list[Task]) -> Iterator[tuple[Task, Verification]]:
        """Walk all, and yield each as it is done.

        When the caller is interrupted, workers end at their next step.

        Raises:
            NoBrowserError: a browser is not installed.
            OutputError: a browser cannot be had, or not with these options.
        """
        for task in tasks:
            self._tasks.put(task)
        count = min(self._arguments.parallel, len(tasks))
        workers = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for worker in workers:
            worker.start()
        try:
            for _ in tasks:
                yield self._next_found()
        except BaseException:
            self._end(workers, _INTERRUPTED_SECONDS)
            raise
        self._end(workers, _END_SECONDS)

    def _end(self, workers: list[threading.Thread], seconds: float) -> None:
        """Let workers close what they have opened; who hangs in a page is left to the end of the program."""
        self._is_ending.set()
        end = time.monotonic() + seconds
        for worker in workers:
            worker.join(max(0, end - time.monotonic()))

    def _next_found(self) -> tuple[Task, Verification]:
        found = None
        while found is None:  # a wait without an end would not hear Ctrl-C on every system
            with suppress(queue.Empty):
                found = self._found.get(timeout=_POLL_SECONDS)
        if isinstance(found, BaseException):
            raise found
        return found

    def _work(self) -> None:
        try:
            with sync_playwright() as playwright, ExitStack() as stack:
                browsers: dict[str, Any] = {}
                while not self._is_ending.is_set():
                    task = self._tasks.get_nowait()
                    if task.browser not in browsers:
                        browsers[task.browser] = stack.enter_context(self._opened(playwright, task.browser))
                    self._found.put((task, self._walked(playwright, browsers[task.browser], task)))
        except (queue.Empty, _Ended):
            return
        except Error as error:
            self._found.put(error if self._is_ending.is_set() else _as_fault(error))
        except BaseException as error:  # noqa: BLE001 - told in the thread that waits
            self._found.put(error)

    def _walked(self, playwright: Playwright, browser: Browser | Engine, task: Task) -> Verification:
        def on_step(step: Step) -> None:
            if self._is_ending.is_set():
                raise _Ended
            self._on_step(task, str(step))

        plan = msgspec.structs.replace(self._plan, on_step=on_step)
        options = context_arguments(self._arguments, playwright.devices)
        changes = []
        if isinstance(browser, Browser):
            agent = {} if "user_agent" in options else usual_agent(browser)
            changes = [*([WITH_USUAL_AGENT] if agent else []), *([] if plan.delivers else [WITHOUT_WORKERS])]
            options |= agent
        with self._context(browser, options) as context:
            found = walk(task.address, task.browser, context, plan)
        remarks = () if found.unreachable else (*found.remarks, *changes)
        return msgspec.structs.replace(found, remarks=remarks)

    @contextmanager
    def _opened(self, playwright: Playwright, name: str) -> Iterator[Browser | Engine]:
        browser_type = getattr(playwright, name)
        if self._arguments.ws_endpoint:
            browser = browser_type.connect(self._arguments.ws_endpoint)
        elif webkit_gtk_for(browser_type):
            with open_engine(playwright, "webkit") as engine:
                yield engine
            return
        else:
            how = launch_arguments(browser_type)
            browser = browser_type.launch(**(_with_window(how) if self._arguments.headed else how))
        try:
            yield browser
        finally:
            browser.close()

    @contextmanager
    def _context(self, browser: Browser | Engine, options: dict[str, Any]) -> Iterator[BrowserContext]:
        if isinstance(browser, Browser):
            with browser.new_context(**options) as context:
                yield context
        else:  # WebKitGTK takes no options, and has to know how many tabs there will be
            with browser.new_context(tabs=tabs_of(self._plan.journey)) as context:
                yield context


def _with_window(arguments: dict[str, Any]) -> dict[str, Any]:
    """Choose a browser that can show itself: Debian's headless shell cannot."""
    program = str(arguments.get("executable_path", ""))
    if "headless" in program:
        found = next(filter(None, map(shutil.which, SYSTEM_BROWSERS[1:])), None)
        if found is None:
            raise OutputError(f"--headed: {program} has no window; install chromium, or leave --headed out")
        arguments = arguments | {"executable_path": found}
    return arguments | {"headless": False}


def _as_fault(error: Error) -> OutputError:
    first = error.message.strip().splitlines()[0]
    return OutputError(f"the browser cannot be used ({first}); look at the options, or try another --browser")
