"""Harness.

What a test costs beside what it tests. The emulator starts in the test's own process; next to it
stands a server of aiohttp with one route, started the same way, in a thread. Requests come from
another process over eight connections. The journal keeps 100,000 entries unless told otherwise, and
says when it has forgotten some: the memory of a million is that of 100,000. A browser test is one
page of the shop and one event: a new context, the page, what it waits for.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from kamseg.harness.emulator.emulator import Emulator
from provide import ROOT

from bench.bare_server import BareServer
from bench.table import Row
from bench.world import CODE, PROJECT, account, chromium, emulator, new_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_ROUNDS = 20
_LOADS = 3
_LOAD_SECONDS = "2"
_EVENT = {
    "type": "track",
    "event": "Order Completed",
    "messageId": "NUMBER",
    "anonymousId": "a-visitor",
    "properties": {"revenue": 42, "plan": "gold"},
}
_PARTS = ("emulator", "context and page", "page until the engine runs", "until Segment has an event", "end")
_JOURNAL = """
import resource, sys, time
from kamseg.harness.evidence.journal import Journal
journal, begin = Journal(limit=100_000), time.perf_counter()
for number in range(int(sys.argv[1])):
    journal.append("segment.event", type="track", event="Order", messageId=str(number), properties={"n": 1})
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure() -> list[Row]:
    """Measure the emulator, its journal, a browser test and the preview."""
    return [*_starts(), *_loads(), *_journals(), *_browser_test(), *_reload()]


def _starts() -> Iterator[Row]:
    ours, bare = [], []
    pasted = account("ours")
    for _ in range(_ROUNDS):
        ours.append(_seconds(lambda: Emulator(pasted)))
        bare.append(_seconds(BareServer))
    yield Row(
        what="emulator, start and stop",
        ours=median(ours) * 1000,
        unit="ms",
        other=median(bare) * 1000,
        beside="bare aiohttp",
    )


def _seconds(make: Callable[[], AbstractContextManager[object]]) -> float:
    begin = time.perf_counter()
    with make():
        pass
    return time.perf_counter() - begin


def _loads() -> Iterator[Row]:
    read = f"/map/map?siteCode={PROJECT.sitecode}&key=COHORTS_{CODE}"
    kinds = {
        "Data API, reads": ("eu-data.kameleoon.localhost", read, "GET", ""),
        "tracking API, events": (
            "api.segment.localhost",
            "/v1/t",
            "POST",
            json.dumps(_EVENT | {"writeKey": "emulatedWriteKey"}),
        ),
    }
    for what, (host, path, method, body) in kinds.items():
        ours, bare = [], []
        for _ in range(_LOADS):
            with emulator(account("ours")) as world:
                ours.append(_load(world.port, host, path, method, body))
            with BareServer() as server:
                bare.append(_load(server.port, host, path, method, body))
        yield Row(what=what, ours=median(ours), unit="1/s", other=median(bare), beside="bare aiohttp")


def _load(port: int, host: str, path: str, method: str, body: str) -> float:
    address = f"http://127.0.0.1:{port}{path}"
    script = Path(__file__).with_name("load.py")
    return float(_said([str(script), address, f"{host}:{port}", _LOAD_SECONDS, method, body]))


def _journals() -> Iterator[Row]:
    few, many = (
        [float(word) for word in _said(["-c", _JOURNAL, size]).split()] for size in ("100000", "1000000")
    )
    yield Row(what="journal, a million entries", ours=1_000_000 / many[0], unit="1/s")
    yield Row(
        what="memory with a journal of a million entries",
        ours=many[1],
        unit="MB",
        other=few[1],
        beside="100,000 entries",
        ratio=1.1,
    )


def _said(words: list[str]) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no reason said"])[-1])
    return done.stdout


def _browser_test() -> Iterator[Row]:
    """Do what a browser test does, and look at the clock in between."""
    parts: dict[str, list[float]] = {}
    pasted = account("ours")
    with chromium() as engine:
        for _ in range(_ROUNDS):
            marks = [time.perf_counter()]
            with emulator(pasted) as world:
                marks.append(time.perf_counter())
                with new_browser(engine, world) as context:
                    page = context.new_page()
                    marks.append(time.perf_counter())
                    page.goto(world.url(), wait_until="domcontentloaded")
                    world.journal.wait_for("engine.event", name="Started")
                    marks.append(time.perf_counter())
                    world.journal.wait_for("segment.event", event="Kameleoon identifier")
                    marks.append(time.perf_counter())
            marks.append(time.perf_counter())
            for name, begin, end in zip(_PARTS, marks, marks[1:], strict=False):
                parts.setdefault(name, []).append(end - begin)
            parts.setdefault("in all", []).append(marks[-1] - marks[0])
    for name, seconds in parts.items():
        yield Row(what=f"browser test in Chromium: {name}", ours=median(seconds) * 1000, unit="ms")


def _reload() -> Iterator[Row]:
    """Save a template of a copy of the checkout, and wait until the page has loaded with it."""
    with tempfile.TemporaryDirectory() as folder, chromium() as engine, _preview(Path(folder)) as address:
        home = Path(folder) / "templates/site/home.html.jinja"
        good, found = home.read_text(encoding="utf-8"), []
        with engine.new_context() as context:
            page = context.new_page()
            page.goto(address)
            for number in range(_ROUNDS // 2):
                begin = time.perf_counter()
                home.write_text(good.replace("<h1>", f"<h1>Edited {number}: ", 1), encoding="utf-8")
                page.get_by_role("heading", level=1).get_by_text(f"Edited {number}: ").wait_for()
                found.append(time.perf_counter() - begin)
    yield Row(
        what="preview, from a saved template to the page with it",
        ours=median(found) * 1000,
        unit="ms",
        note="of that 100 ms are waited for what is saved together (harness/preview/watch.py)",
    )


@contextmanager
def _preview(folder: Path) -> Iterator[str]:
    """Run the preview from a copy of the checkout; gives its address."""
    for name in ("generator", "harness", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "kamseg.py", folder)
    words = ["preview", "--no-open", "--port", "0", "--sitecode", PROJECT.sitecode]
    process = subprocess.Popen(
        [sys.executable, "-m", "kamseg", *words, "--node-modules", str(ROOT / "node_modules")],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout  # noqa: S101 - it is a pipe
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
