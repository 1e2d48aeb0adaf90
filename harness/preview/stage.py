"""The page of the shop that is steered: the one that was loaded or looked at last."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bell import Bell

_POLL_SECONDS = 25.0


class Command(msgspec.Struct, frozen=True):
    """What the page is to do: see `templates/preview/agent.js`."""

    number: int
    does: str
    value: Any = None


class Answer(msgspec.Struct, frozen=True):
    """What the page says when it has done it; `error` is a sentence, or empty."""

    number: int
    value: Any = None
    error: str = ""


class Stage:
    """Gives commands to one page, which asks for them.

    Args:
        bell: rings when anything here changes.
        address: of the shop, for messages.
        answer_seconds: how long a command may take.
    """

    def __init__(self, bell: Bell, address: str, answer_seconds: float = 12) -> None:
        self._bell = bell
        self._address = address
        self._answer_seconds = answer_seconds
        self._lock = threading.Lock()
        self._command: Command | None = None
        self._answer: Answer | None = None
        self._number = self._loads = 0
        self.page = ""
        self.url = ""
        self.state: dict[str, Any] = {}

    def enter(self, page: str, url: str, *, loaded: bool) -> None:
        """Take note that a page was loaded, or is looked at again."""
        self.page, self.url = page, url
        if loaded:
            self._loads += 1
            self.state = {}
        self._bell.ring()

    def tell(self, page: str, url: str, state: dict[str, Any]) -> None:
        """Take what a page says of itself; another one's is of no interest."""
        if page == self.page:
            self.url, self.state = url, state
            self._bell.ring()

    async def next_command(self, page: str) -> Command | None:
        """Wait for a command for this page; None when there is none for long, or another page is steered."""
        end = time.monotonic() + _POLL_SECONDS
        while page == self.page and time.monotonic() < end:
            count = self._bell.count
            with self._lock:
                command, self._command = self._command, None
            if command:
                return command
            await self._bell.heard(count, end - time.monotonic())
        return None

    def take_answer(self, answer: Answer) -> None:
        """Take the page's answer to a command."""
        self._answer = answer
        self._bell.ring()

    def do(self, does: str, value: Any = None) -> Any:
        """Let the page do something and return its answer; AssertionError when it does not come."""
        number = self._give(does, value)
        self._wait(lambda: self._answer is not None and self._answer.number == number, does)
        answer = self._answer
        if answer is None or answer.error:
            raise AssertionError(answer.error if answer else does)
        return answer.value

    def load(self, path: str) -> None:
        """Let the page load another one; returns when that is there."""
        loads = self._loads
        self._give("open", path)
        self._wait(lambda: self._loads > loads, f"open {path}")

    def reload(self) -> None:
        """Ask the page to load itself again, and do not wait."""
        if self.page:
            self._give("reload", None)

    def _give(self, does: str, value: Any) -> int:
        with self._lock:
            self._number += 1
            self._command = Command(self._number, does, value)
        self._bell.ring()
        return self._number

    def _wait(self, is_done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + self._answer_seconds
        while not is_done():
            count = self._bell.count
            if not is_done() and not self._bell.wait(count, end):
                raise AssertionError(f"no page of the shop did it ({what}): open {self._address}")
