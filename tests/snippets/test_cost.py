"""What the snippets leave behind in a page: nothing that runs. What they cost in time, `./run bench` measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from projects import EVERYTHING

if TYPE_CHECKING:
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

# Timers of pasted code alone: engine and library have their own. Chromium says where a function was made.
COUNT_TIMERS = """
const timers = (window.timers = { made: 0, open: new Set() });
for (const kind of ["Timeout", "Interval"]) {
  const set = window["set" + kind];
  const clear = window["clear" + kind];
  window["set" + kind] = (action, ms, ...rest) => {
    const isPasted = /eval at runPasted/.test(new Error().stack);
    const id = set((...values) => {
      if (kind === "Timeout") timers.open.delete(id);
      action(...values);
    }, ms, ...rest);
    if (isPasted) timers.made += 1;
    if (isPasted) timers.open.add(id);
    return id;
  };
  window["clear" + kind] = (id) => {
    timers.open.delete(id);
    clear(id);
  };
}
"""
SEEN = {"experiments": (Experiment(id=1, name="Bench", variations=(Variation(id=11, name="Gold"),)),)}


@pytest.mark.pasted(EVERYTHING, **SEEN)
def test_no_timer_is_left_once_the_work_is_done(visitor: Visitor, journal: Journal) -> None:
    visitor.context.add_init_script(COUNT_TIMERS)
    for path in ("/", "/pricing"):
        begin = journal.next_seq
        visitor.start(path)
        journal.wait_for("segment.event", event="Kameleoon identifier")
        journal.wait_for("segment.event", event="Experiment Viewed", since=begin)
        visitor.page.wait_for_function("timers.made > 0 && timers.open.size === 0", timeout=5000)
