"""What the tests wait with waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from waiting import HOLD_LOCK, LOCKS_FREE

if TYPE_CHECKING:
    from kamseg.harness.journeys.visitor import Visitor


@pytest.mark.kamseg_every_engine
def test_locks_are_waited_for_whatever_their_names(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.evaluate(HOLD_LOCK, "anybody's")
    visitor.page.evaluate(f"window.areFree = false; ({LOCKS_FREE})().then(() => {{ areFree = true; }}); null")
    visitor.page.evaluate("navigator.locks.query()")  # asked after the first question, so answered after it
    assert not visitor.page.evaluate("areFree")
    visitor.page.evaluate("release()")
    visitor.page.wait_for_function("areFree")
