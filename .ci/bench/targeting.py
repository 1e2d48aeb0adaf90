"""Requests and time to targeting.

The Data API takes 100 ms; personas, five traits and a group are read; an experiment is for an
audience. From the engine's start to the last custom data that is set: before that, targeting on it
cannot succeed. A later page is one of the same visit. Frames are those that showed the original
content before the variation, with an engine that blocks the parser. That the naive scripts show
none on later pages, either, is the engine's doing: it keeps values as long as the visit lasts. What
they set again is read again, seven times, and comes late for whom an audience has just changed. Six
of these reads are of one address, which Chromium asks for one after the other.
"""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING, Any

from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import DataCondition, Targeting
from kamseg.harness.emulator.site.pages import Site

from bench.table import Row
from bench.world import PROJECT, Scripts, account, chromium, emulator, new_browser

if TYPE_CHECKING:
    from kamseg.harness.browsers.engines import Engine
    from kamseg.harness.emulator.emulator import Emulator

_ROUNDS = 10
_COMPARED: tuple[Scripts, ...] = ("ours", "naive")
_PAGES = {"first page": "/", "later page": "/pricing"}
_SLOW = Fault(host="eu-data.kameleoon", path="/map/*", does="slow", seconds=0.1)
_CHANGE = "document.documentElement.dataset.variation = 'gold';"
_ENGINE = "code that answers at once, without a look at anything, takes as long: it is the engine's own time"
_DATA = len(PROJECT.traits) + 2
_WATCH = """
const seen = (window.seen = { start: 0, last: 0, frames: 0 });
addEventListener("Kameleoon::Loaded", () => { seen.start = seen.last = performance.now(); });
addEventListener("Kameleoon::CustomDataSet", () => { seen.last = performance.now(); });
requestAnimationFrame(function count() {
  if (document.documentElement.dataset.variation) return;
  if (document.body && document.body.firstElementChild) seen.frames += 1;
  requestAnimationFrame(count);
});
"""


def measure() -> list[Row]:
    """Measure two pages of a visit, ours and naive in turns."""
    found: dict[tuple[Scripts, str], list[dict[str, float]]] = {}
    with ExitStack() as stack:
        worlds = {scripts: stack.enter_context(_world(scripts)) for scripts in _COMPARED}
        engine = stack.enter_context(chromium())
        for _ in range(_ROUNDS):
            for scripts, world in worlds.items():
                for page, figures in _visit(engine, world).items():
                    found.setdefault((scripts, page), []).append(figures)
    medians = {pair: _medians(several) for pair, several in found.items()}
    wanted: list[tuple[str, str, str, dict[str, Any]]] = [
        ("reads", "first page", "", {"most": 1}),
        ("reads", "later page", "", {"most": 1}),
        ("reads before the last custom data", "first page", "", {}),
        ("reads before the last custom data", "later page", "", {"most": 0}),
        ("engine's start to last custom data", "first page", "ms", {"ratio": 1}),
        ("engine's start to last custom data", "later page", "ms", {"most": 5, "note": _ENGINE}),
        ("frames of original content", "first page", "", {}),
        ("frames of original content", "later page", "", {"most": 0}),
    ]
    return [
        Row(
            what=f"{what}, {page}",
            ours=medians["ours", page][what],
            unit=unit,
            other=medians["naive", page][what],
            beside="naive",
            **limits,
        )
        for what, page, unit, limits in wanted
    ]


def _world(scripts: Scripts) -> Emulator:
    assert PROJECT.personas  # noqa: S101 - it has
    vip = Targeting(custom_data=(DataCondition(name=PROJECT.personas.custom_data, value="VIP"),))
    return emulator(account(scripts, vip, _CHANGE), faults=(_SLOW,), site=Site(engine_async=False))


def _visit(engine: Engine, world: Emulator) -> dict[str, dict[str, float]]:
    """Open both pages in a new browser; returns the figures of each."""
    found = {}
    with new_browser(engine, world) as context:
        context.add_init_script(_WATCH)
        page = context.new_page()
        for name, path in _PAGES.items():
            begin = world.journal.next_seq
            page.goto(world.url(path))
            world.journal.wait_for("exposure", since=begin)
            world.journal.wait_for("custom-data", since=begin, times=_DATA)
            world.journal.wait_for("data-api", method="GET", since=begin)
            page.wait_for_timeout(300)  # three times what the Data API takes: whatever is read comes in
            seen = page.evaluate("window.seen")
            kinds = [entry.kind for entry in world.journal.since(begin)]
            reads = [kind for kind in kinds if kind == "data-api"]
            last = len(kinds) - 1 - kinds[::-1].index("custom-data")
            found[name] = {
                "reads": len(reads),
                "reads before the last custom data": kinds[:last].count("remote-data.read"),
                "engine's start to last custom data": seen["last"] - seen["start"],
                "frames of original content": seen["frames"],
            }
    return found


def _medians(several: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(one[name] for one in several) for name in several[0]}
