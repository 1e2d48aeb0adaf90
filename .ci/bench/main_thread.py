"""Main thread.

What the minified scripts add to two pages of a first visit: processor time of the page's main
thread in Chromium (`Performance.getMetrics` in thread ticks, so that what else runs on the machine
does not count), over the same pages without scripts. Script is JavaScript; task is everything, also
what requests and cookies cost. It includes what the engine and analytics.js do because they are
told something, an event for example, which is most of it. *Bare calls* tell them the same without a
look at anything: what kamseg takes over those is its own. Personas, five traits, a group, an
experiment; pages alternate, twenty rounds; throttled four times, as a slow phone is.
"""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING, Any, get_args

from bench.document import number
from bench.table import Row
from bench.world import Scripts, account, chromium, emulator, new_browser

if TYPE_CHECKING:
    from kamseg.harness.browsers.engines import Engine
    from kamseg.harness.emulator.emulator import Emulator
    from playwright.sync_api import CDPSession, Page

_ROUNDS = 20
_THROTTLES = (1, 4)
_PAGES = {"first page": "/", "later page": "/pricing"}
_QUIET_MS = 250  # after the last that is waited for
_METRICS = {"script": "ScriptDuration", "task": "TaskDuration"}
_LIBRARY_IS_THERE = "window.analytics && typeof window.analytics.user === 'function'"
_LONG_TASKS = "long tasks"
_OVER: dict[Scripts, str] = {"none": "", "bare": " over bare calls"}
_COLD = "eight scripts are compiled and run for the first time; in Node.js alone that takes 1.5 ms"
_ONE_TASK = (
    "more than on the page without scripts; what is known is set while the engine starts, in that one task"
)
_MOST_MS = 1  # wanted, not throttled

# A long task is one of more than 50 ms, by the clock on the wall: what else runs on the machine counts.
_WATCH = """
window.longTasks = 0;
new PerformanceObserver((list) => { longTasks += list.getEntries().length; }).observe({ type: "longtask" });
"""

_Place = tuple[int, str]
"""Throttling and page."""
_Times = dict[tuple[Scripts, str, _Place], list[float]]
"""Scripts, metric and place to milliseconds, one for each round."""


def measure() -> list[Row]:
    """Measure two pages without scripts, with bare calls, naive and ours, in turns."""
    times: _Times = {}
    with ExitStack() as stack:
        worlds = {scripts: stack.enter_context(emulator(account(scripts))) for scripts in get_args(Scripts)}
        engine = stack.enter_context(chromium())
        for _ in range(_ROUNDS):
            for throttle in _THROTTLES:
                for scripts, world in worlds.items():
                    if scripts == "bare" and throttle > 1:
                        continue
                    for page, metric, found in _visit(engine, world, scripts, throttle):
                        times.setdefault((scripts, metric, (throttle, page)), []).append(found)
    return _rows(times)


def _visit(engine: Engine, world: Emulator, scripts: Scripts, throttle: int) -> list[tuple[str, str, float]]:
    """Open both pages in a new browser; returns page, metric and milliseconds."""
    found = []
    with new_browser(engine, world) as context:
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.goto(world.url("/__kamseg/journal?kind=barrier"))  # so that the process is there
        cdp = context.new_cdp_session(page)
        cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
        for name, path in _PAGES.items():
            _open(page, world, path, scripts)
            metrics = _metrics(cdp)
            found += [(name, metric, metrics[theirs]) for metric, theirs in _METRICS.items()]
            found.append((name, _LONG_TASKS, float(page.evaluate("longTasks"))))
    return found


def _open(page: Page, world: Emulator, path: str, scripts: Scripts) -> None:
    """Open a page and stay until it has done all that it is going to do."""
    journal, begin = world.journal, world.journal.next_seq
    page.goto(world.url(path))
    journal.wait_for("exposure", since=begin)
    if scripts != "none":
        if path == _PAGES["first page"]:
            journal.wait_for("segment.event", event="Kameleoon identifier", since=begin)
        journal.wait_for("segment.event", event="Experiment Viewed", since=begin)
        journal.wait_for("remote-data.read", since=begin, times=7 if scripts == "naive" else 1)
    page.wait_for_function(_LIBRARY_IS_THERE)
    page.wait_for_timeout(_QUIET_MS)


def _metrics(cdp: CDPSession) -> dict[str, float]:
    """What this page has taken so far, in milliseconds: a new one begins with nothing."""
    found = cdp.send("Performance.getMetrics")["metrics"]
    return {str(metric["name"]): float(metric["value"]) * 1000 for metric in found}


def _rows(times: _Times) -> list[Row]:
    def over(scripts: Scripts, other: Scripts, metric: str, place: _Place) -> float:
        pairs = zip(times[scripts, metric, place], times[other, metric, place], strict=True)
        return median(one - without for one, without in pairs)

    def row(metric: str, place: _Place, without: Scripts = "none", **wanted: Any) -> Row:
        throttle, page = place
        return Row(
            what=f"{metric}{_OVER[without]}, {page}, {throttle} \N{MULTIPLICATION SIGN}",
            ours=over("ours", without, metric, place),
            unit="" if metric == _LONG_TASKS else "ms",
            other=over("naive", without, metric, place),
            beside="naive",
            ratio=1,
            **wanted,
        )

    def bare(place: _Place) -> str:
        floor = number(over("bare", "none", "script", place))
        return f"bare calls take {floor} ms, in engine and analytics.js: less cannot be had"

    normal, slow = ([(throttle, page) for page in _PAGES] for throttle in _THROTTLES)
    return [
        *(row("script", place, most=_MOST_MS, note=bare(place)) for place in normal),
        *(row("script", place, "bare", most=_MOST_MS, note=_COLD) for place in normal),
        *(row("script", place) for place in slow),
        *(row("task", place) for place in (*normal, *slow)),
        *(row(_LONG_TASKS, place, note=_ONE_TASK) for place in (*normal, *slow)),
    ]
