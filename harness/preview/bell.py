"""Tells threads and coroutines at once that something has changed."""

from __future__ import annotations

import asyncio
import threading
import time


class Bell:
    """A counter that can be waited on."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._sleepers: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.count = 0

    def ring(self) -> None:
        """Wake everybody, from any thread."""
        with self._condition:
            self.count += 1
            self._condition.notify_all()
            if self._loop and self._sleepers and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for sleeper in self._sleepers:
            sleeper.set()

    def wait(self, since: int, until: float) -> bool:
        """Block this thread until it rings after count `since`; False at the time `until` (monotonic, s)."""
        with self._condition:
            return self._condition.wait_for(lambda: self.count != since, until - time.monotonic())

    async def heard(self, since: int, seconds: float) -> bool:
        """Return once it has rung after count `since`, or False after so many seconds. For one event loop."""
        sleeper = asyncio.Event()
        with self._condition:
            if self.count != since:
                return True
            self._loop = asyncio.get_running_loop()
            self._sleepers.add(sleeper)
        try:
            async with asyncio.timeout(seconds):
                await sleeper.wait()
        except TimeoutError:
            return False
        finally:
            self._sleepers.discard(sleeper)
        return True
