"""pytest plugin: `--naive` adds the baseline to the matrix, `--matrix-report FILE` writes what each case came to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

NAIVE = "naive"
OURS = ("readable", "minified")
_PROPERTY = "matrix"
_collected: dict[str, list[dict[str, Any]]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("matrix")
    group.addoption(
        "--naive", action="store_true", help="run the cases of the matrix with naive scripts, too"
    )
    group.addoption(
        "--matrix-report", metavar="FILE", type=Path, help="write the table of the matrix as JSON"
    )


def variants_of(config: pytest.Config) -> tuple[str, ...]:
    return (*OURS, NAIVE) if config.getoption("--naive") else OURS


def engine_of(config: pytest.Config) -> str:
    """The browser engine of this run, as pytest-playwright's `--browser` has it."""
    chosen: list[str] = config.getoption("--browser") or ["chromium"]
    return chosen[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what a case came to. That the naive scripts lose a case is a result; an assertion or a guard says so."""
    report = yield
    parameters = _parameters_of(item)
    if report.when != "call" or not {"case", "variant"} <= parameters.keys():
        return report
    case, variant = parameters["case"], parameters["variant"]
    lost = call.excinfo is not None and call.excinfo.errisinstance((AssertionError, pytest.fail.Exception))
    reason = str(call.excinfo.value).splitlines()[0] if call.excinfo and str(call.excinfo.value) else ""
    verdict = {"case": case.id, "variant": variant, "verdict": report.outcome[:4], "reason": reason}
    report.user_properties.append((_PROPERTY, verdict))
    if variant == NAIVE and lost:
        report.outcome, report.longrepr = "passed", None
    return report


def _parameters_of(item: pytest.Item) -> dict[str, Any]:
    if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
        return dict(item.callspec.params)
    return {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect; with pytest-xdist this is called where all reports arrive."""
    collected = _collected.setdefault(report.nodeid.partition("[")[0], [])
    properties: list[tuple[str, Any]] = report.user_properties
    verdicts = [value for name, value in properties if name == _PROPERTY]
    failed = [{"verdict": "fail"}] if report.failed else []
    if report.when == "call" or failed:
        collected.extend(verdicts or failed or [{"verdict": "pass"}])


def pytest_sessionfinish(session: pytest.Session) -> None:
    file: Path | None = session.config.getoption("--matrix-report")
    if file and not hasattr(session.config, "workerinput"):
        from matrix.table import table  # noqa: PLC0415 - the cases are needed only here

        file.write_text(json.dumps(table(_collected, engine_of(session.config)), indent=2), encoding="utf-8")
