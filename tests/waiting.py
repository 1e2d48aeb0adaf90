"""Waiting until the snippets have done all that they are going to do."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kamseg.harness.journeys.visitor import Visitor

_LIBRARY = "window.analytics && typeof analytics.user === 'function'"
LOOK_NOW = """() => {
  dispatchEvent(new CustomEvent("Kameleoon::LegalConsentUpdated", { detail: {} }));
  document.documentElement.click();
}"""
"""Makes snippets look at once, instead of at their next look.

By an event of the engine and by a click, which scripts may listen to and by which nothing has changed.
"""
HOLD_LOCK = """(name) => new Promise((held) => {
  navigator.locks.request(name, () => new Promise((release) => { window.release = release; held(); }));
})"""
"""Takes a lock, until the page calls `release()`."""
LOCKS_FREE = """async () => {
  while (navigator.locks) {
    const { held, pending } = await navigator.locks.query();
    const [lock] = [...held, ...pending];
    if (!lock) return;
    await navigator.locks.request(lock.name, () => undefined);
  }
}"""
"""Waits until nobody holds or awaits a lock any more.

To be evaluated: `wait_for_function` takes a promise for a yes, whatever becomes of it.
"""


def settled(*visitors: Visitor) -> None:
    """Wait until each tab, with Segment's library there, has sent what it is going to send, and Segment has it."""
    for visitor in visitors:
        visitor.page.wait_for_function(_LIBRARY)
        visitor.page.evaluate(LOOK_NOW)
        visitor.page.evaluate(LOCKS_FREE)
        visitor.barrier()


def refreshed(visitor: Visitor) -> None:
    """Wait until the answer to this page's question to the Data API is dealt with."""
    visitor.page.evaluate("kamseg.remote.then(() => new Promise((resolve) => setTimeout(resolve)))")
    recorded(visitor)


def recorded(visitor: Visitor) -> None:
    """Wait until the journal has all that the engine in this page has recorded: it tells it by beacons, in order."""
    name = f"nobody made this {uuid.uuid4().hex}"
    visitor.page.evaluate("(name) => Kameleoon.API.Data.setCustomData(name, 1)", name)
    visitor.journal.wait_for("custom-data", name=name, outcome="unknown")
