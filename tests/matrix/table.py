"""What all results come to: one row for each case."""

from __future__ import annotations

from typing import Any

from matrix.catalogue import CASES
from matrix.elsewhere import PROVEN
from matrix.engines import CHROMIUM, is_of_core, reason_against
from matrix.report import NAIVE
from matrix.unprovoked import UNPROVOKED

Results = dict[str, list[dict[str, Any]]]
"""The name of a test, without its parameters, to what each run came to."""
_NOT_RUN = "not run"


def table(results: Results, engine: str) -> dict[str, Any]:
    """The rows of all families; `reason` says why the naive scripts lost or were not asked."""
    runs = [run for found in results.values() for run in found if "case" in run]
    rows = [_row_of(case, [run for run in runs if run["case"] == case.id], engine) for case in CASES]
    for proof in PROVEN:
        verdict = _verdict(results.get(proof.test, []))
        row = {"id": proof.id, "family": proof.family, "title": proof.title, "ours": verdict}
        rows.append(row | {"naive": "n/a", "reason": "no browser is the point", "engines": {}})
    return {"cases": rows, "unprovoked": UNPROVOKED}


def _row_of(case: Any, runs: list[dict[str, Any]], engine: str) -> dict[str, Any]:
    ours = _verdict([run for run in runs if run["variant"] != NAIVE])
    naive = [run for run in runs if run["variant"] == NAIVE]
    unable = reason_against(case, engine)
    is_asked = engine == CHROMIUM or is_of_core(case)
    return {
        "id": case.id,
        "family": case.family,
        "title": case.title,
        "ours": ours,
        "naive": "n/a" if case.naive else _verdict(naive),
        "reason": case.naive or next((run["reason"] for run in naive), ""),
        "engines": {engine: f"n/a: {unable}" if unable else ours} if is_asked else {},
    }


def _verdict(runs: list[dict[str, Any]]) -> str:
    verdicts = {run["verdict"] for run in runs}
    return _NOT_RUN if not verdicts else "pass" if verdicts == {"pass"} else "fail"
