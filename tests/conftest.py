from __future__ import annotations

import os
import random
import signal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

pytest_plugins = ["pytester", "matrix.report"]


# Tests that take long begin first, so that none is left alone at the end. Workers take from each other from behind.
FIRST = {"firefox": 0, "webkit": 1, "chromium": 2}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shuffle", type=int, metavar="SEED", help="run the tests in a random order, this one")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens a browser; set by itself, for -m")
    # A background job of a script ignores Ctrl-C, and so does all that it starts: also programs whose end is tested.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    for item in items:
        if engine_of(item):
            item.add_marker("browser")
    yield
    seed = config.getoption("--shuffle")
    if seed is not None:
        shuffle(items, seed)
    else:
        items.sort(key=lambda item: FIRST.get(engine_of(item), len(FIRST)))


def engine_of(item: pytest.Item) -> str:
    parameters = (
        item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    )
    return str(parameters.get("browser_name", ""))


def shuffle(items: list[pytest.Item], seed: int) -> None:
    """Shuffle the tests of each engine, one engine after the other: they would be started again and again."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    engines = sorted({engine_of(item) for item in items})
    chance.shuffle(engines)
    chance.shuffle(items)
    items.sort(key=lambda item: engines.index(engine_of(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,  # noqa: ARG001 - the hook's signature
    call: pytest.CallInfo[None],  # noqa: ARG001 - same
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing is skipped: what is missing there fails."""
    report = yield
    if report.skipped and "KAMSEG_COMPLETE" in os.environ and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be: {report.longrepr}"
    return report
