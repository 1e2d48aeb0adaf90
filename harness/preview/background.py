"""Runs what waits, beside an event loop that must not."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


async def in_thread(action: Callable[[], T]) -> T:
    """Run something in a thread that does not keep the program from ending; returns or raises as it does."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(settling: Callable[[], None]) -> None:
        if not done.cancelled():
            settling()

    def run() -> None:
        settling: Callable[[], None]
        try:
            settling = partial(done.set_result, action())
        except BaseException as error:  # noqa: BLE001 - handed over to whoever awaits it
            settling = partial(done.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, settling)

    threading.Thread(target=run, name="kamseg preview", daemon=True).start()
    return await done
