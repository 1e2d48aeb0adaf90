"""Runs the matrix of faults with our scripts and with naive ones; prints the table, writes docs/faults.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from provide import ROOT, MissingError, provide

sys.path.insert(0, str(ROOT / "tests"))
from matrix.document import markdown, text
from matrix.elsewhere import PROVEN
from matrix.engines import CHROMIUM, OTHERS

DOCUMENT = ROOT / "docs" / "faults.md"
PYTEST = [str(Path(sys.executable).parent / "pytest"), "-q", "-p", "no:cacheprovider", "--naive"]
# Browsers wait more than they compute, so there are more of them than cores.
WHOLE = ["--dist", "worksteal", "-n", str(2 * (os.cpu_count() or 1))]


def main(words: list[str]) -> int:
    """Run the cases in each engine; returns 1 when one of ours fails or did not run."""
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what is printed")
    parser.add_argument(
        "--engine", choices=(CHROMIUM, *OTHERS), action="append",
        help="Chromium and no other than this; may be given again; docs/faults.md stays as it is then",
    )  # fmt: skip
    chosen = parser.parse_args(words)
    try:
        environment = provide()
    except MissingError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    engines = [CHROMIUM, *(engine for engine in OTHERS if engine in (chosen.engine or OTHERS))]
    runs = [_run(engine, environment) for engine in engines]
    table = _merged([table for table, _ in runs])
    if not chosen.engine:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(markdown(table), encoding="utf-8")
    print(json.dumps(table, indent=2) if chosen.format == "json" else text(table))
    return (
        0 if all(case["ours"] == "pass" for case in table["cases"]) and all(sound for _, sound in runs) else 1
    )


def _run(engine: str, environment: dict[str, str]) -> tuple[dict[str, Any], bool]:
    """One run of pytest, its progress on stderr: in Chromium everything, elsewhere the core.

    Returns:
        The table, and whether pytest had no complaint: that naive scripts lose is none, that they
        could not be asked is one.
    """
    everything = ["tests/matrix/test_matrix.py::test_case", *sorted({proof.test for proof in PROVEN})]
    tests = everything if engine == CHROMIUM else ["tests/matrix/test_matrix.py::test_case_of_the_core"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "matrix.json")
        command = [*PYTEST, *WHOLE, "--browser", engine, "--matrix-report", str(file), *tests]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=sys.stderr)
        if not file.exists():
            raise SystemExit(f"run: pytest wrote no results for {engine} (above: why)")
        table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return table, done.returncode == 0


def _merged(tables: list[dict[str, Any]]) -> dict[str, Any]:
    """The first engine's rows with what every engine says; a case that fails anywhere fails."""
    first, *others = tables
    for table in others:
        for case, other in zip(first["cases"], table["cases"], strict=True):
            case["engines"] |= other["engines"]
            if "fail" in other["engines"].values():
                case["ours"] = "fail"
    return first


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
