"""Append-only record of all that happened, in order; knows neither browser nor server.

Tests wait on the journal instead of sleeping: `journal.wait_for("segment.event", event="Order Completed")`.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from .entries import Entry
from .frames import hidden
from .patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__tracebackhide__ = hidden
_NEAREST = 5


class Journal:
    """Thread-safe list of entries that can be asked and waited on.

    Everywhere, `kind` and the keyword arguments make a `Pattern`: the data must contain those values. A kind
    that there is not (`kinds.KINDS`) is a ValueError.

    Args:
        pump: called again and again while a caller waits, at most every 20 ms. Playwright delivers its events
            only when it is called into, so its owner sets this to hear of page errors during a wait.
        limit: so many entries are kept at most, then the oldest tenth is forgotten and counted in
            `forgotten`; None: all are kept. An entry takes about a kilobyte.

    Raises:
        ValueError: the limit is less than 1.
    """

    def __init__(self, pump: Callable[[], None] | None = None, *, limit: int | None = None) -> None:
        if limit is not None and limit < 1:
            raise ValueError(f"a journal of {limit} entries can show nothing: 1 at least, or None for all")
        self.pump = pump
        self.limit = limit
        self.forgotten = 0
        self._entries: list[Entry] = []
        self._first = 0
        self._changed = threading.Condition()
        self._listeners: list[Callable[[Entry], None]] = []
        self._begin = time.monotonic()

    def append(self, kind: str, **data: Any) -> Entry:
        """Record what happened; returns the entry."""
        with self._changed:
            entry = Entry(self.next_seq, self.age, kind, data)
            self._entries.append(entry)
            if self.limit and len(self._entries) > self.limit:
                self._forget(max(1, self.limit // 10))
            listeners = tuple(self._listeners)
            self._changed.notify_all()
        for listener in listeners:
            listener(entry)
        return entry

    def clear(self) -> None:
        """Forget everything (for people and other languages; a test has its own journal). Numbers go on."""
        with self._changed:
            self._forget(len(self._entries))
            self.forgotten = 0

    def _forget(self, number: int) -> None:
        del self._entries[:number]
        self._first += number
        self.forgotten += number

    @property
    def age(self) -> float:
        """Seconds since it was made, as the entries count them."""
        return time.monotonic() - self._begin

    @property
    def next_seq(self) -> int:
        """The position that the next entry will have."""
        return self._first + len(self._entries)

    def since(self, seq: int) -> list[Entry]:
        """Return the entries from a position on, without those that are forgotten."""
        with self._changed:
            return self._entries[max(0, seq - self._first) :]

    def listen(self, listener: Callable[[Entry], None]) -> Callable[[], None]:
        """Call `listener` with each later entry, in the thread that appends; returns how to stop that."""
        with self._changed:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def __iter__(self) -> Iterator[Entry]:
        with self._changed:
            return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self, kind: str = "*", **expected: Any) -> list[Entry]:
        """Return the entries that match so far."""
        pattern = Pattern(kind, expected)
        return [entry for entry in self if not pattern.misses(entry)]

    def count(self, kind: str = "*", **expected: Any) -> int:
        """Return how many entries match so far."""
        return len(self.entries(kind, **expected))

    def only(self, kind: str = "*", **expected: Any) -> Entry:
        """Return the single entry that matches so far; AssertionError when there is none or another."""
        self._remember_all("exactly one")
        found = self.entries(kind, **expected)
        if len(found) != 1:
            raise AssertionError(
                self.explain(Pattern(kind, expected), f"wanted exactly one, found {len(found)}")
            )
        return found[0]

    def none(self, kind: str = "*", **expected: Any) -> None:
        """Assert that nothing matches so far. Pass a barrier first, else this only says that it is early."""
        self._remember_all("none")
        found = self.entries(kind, **expected)
        if found:
            lines = "\n".join(f"  {entry}" for entry in found)
            raise AssertionError(f"wanted none of: {Pattern(kind, expected)}; found\n{lines}")

    def _remember_all(self, claim: str) -> None:
        """Fail where a claim about all entries cannot be kept."""
        if self.forgotten:
            raise AssertionError(f"whether there is {claim} can no longer be told: {self._gap()}")

    def _gap(self) -> str:
        return (
            f"the oldest {self.forgotten} entries are forgotten, for the journal keeps {self.limit}"
            " (journal_limit)"
        )

    def wait_for(
        self, kind: str = "*", *, timeout: float = 10.0, times: int = 1, since: int = 0, **expected: Any
    ) -> Entry:
        """Wait until `times` entries match, those already there included; returns the last of them.

        Args:
            kind: kind of the entry.
            timeout: seconds; AssertionError with the nearest misses afterwards.
            times: how many must match.
            since: the position from which entries count.
            expected: what the data must contain.

        Raises:
            ValueError: there is no such kind, or `times` is less than 1.
        """
        if times < 1:
            raise ValueError(f"times={times}: wait for at least one entry, or assert that there is `none`")
        pattern = Pattern(kind, expected)
        found = self.wait_until(
            lambda found: len(found) >= times, pattern, timeout, f"wanted {times}", since=since
        )
        return found[times - 1]

    def wait_until(
        self,
        enough: Callable[[list[Entry]], bool],
        pattern: Pattern,
        timeout: float,
        wanted: str,
        *,
        since: int = 0,
    ) -> list[Entry]:
        """Wait until `enough` accepts the matching entries; returns them.

        Args:
            enough: the condition over all entries that match so far.
            pattern: which entries to consider.
            timeout: seconds.
            wanted: for the message of the AssertionError after `timeout`.
            since: the position from which entries count.
        """
        end = time.monotonic() + timeout
        found: list[Entry] = []
        seen = since
        while True:
            with self._changed:
                found += [entry for entry in self.since(seen) if not pattern.misses(entry)]
                seen = self.next_seq
                if enough(found):
                    return found
                left = end - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(min(left, 0.02) if self.pump else left)
            if self.pump:
                self.pump()
        raise AssertionError(self.explain(pattern, f"{wanted}, found {len(found)} in {timeout:g} s"))

    def explain(self, pattern: Pattern, problem: str) -> str:
        """Say what was wanted and show the nearest misses, each with its differences."""
        misses = [(pattern.misses(entry), entry) for entry in self]
        same_kind = [pair for pair in misses if pair[1].kind == pattern.kind] or misses
        nearest = sorted(same_kind, key=lambda pair: (len(pair[0]), -pair[1].seq))[:_NEAREST]
        lines = [f"{problem}: {pattern}"]
        for differences, entry in nearest:
            lines.append(f"  {entry}")
            lines += [f"      {difference}" for difference in differences or ["matches"]]
        gap = [f"  ({self._gap()})"] if self.forgotten else []
        return "\n".join([*lines, *gap] if nearest else [*lines, "  (the journal is empty)"])

    def __str__(self) -> str:
        gap = [f"({self._gap()})"] if self.forgotten else []
        return "\n".join([*gap, *(str(entry) for entry in self)])
