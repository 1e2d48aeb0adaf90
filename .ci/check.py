"""Runs every check of this project: format, lint and types beside all tests. Words go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from layout import PACKAGE, lay_out
from provide import ROOT, MissingError, provide

SCRIPTS = (
    ".ci/api.py", ".ci/bench", ".ci/benchmarks.py", ".ci/check.py", ".ci/checkout.py", ".ci/faults.py",
    ".ci/flakes.py", ".ci/layout.py", ".ci/mutants.py", ".ci/provide.py", ".ci/screenshots.py",
    ".ci/package/hatch_hook.py",
)  # fmt: skip
JAVASCRIPT = ("tests/golden", "tests/sdk", "harness", "templates/site", "templates/preview")
BIN = Path(sys.executable).parent
CHECKS = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "javascript": ["node", "node_modules/eslint/bin/eslint.js", *JAVASCRIPT],
    "types": [str(BIN / "mypy"), str(PACKAGE), "tests", *SCRIPTS],
}
# Browsers wait now and then, so one test more is under way than there are cores; `-n 0` among the words says
# otherwise. A worker that has nothing left takes tests from another.
WORKERS = (os.cpu_count() or 1) + 1
PYTEST = [str(BIN / "pytest"), "-n", str(WORKERS), "--dist", "worksteal", "--durations", "10"]


class Stage(NamedTuple):
    """What was run, how long it took, and what was wrong."""

    name: str
    seconds: float
    failed: bool = False
    said: str = ""


def main(words: list[str]) -> int:
    """Provide what is needed and run all checks; returns the exit code."""
    begin = time.monotonic()
    try:
        environment = provide()
    except MissingError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    lay_out()
    set_up = Stage("set-up", time.monotonic() - begin)
    with ThreadPoolExecutor(max_workers=1) as beside:
        checks = [beside.submit(_run, name, command, environment) for name, command in CHECKS.items()]
        begin = time.monotonic()
        code = subprocess.run([*PYTEST, *words], cwd=ROOT, env=environment, check=False).returncode
        tests = Stage("tests", time.monotonic() - begin, failed=code != 0)
    _report([set_up, *(check.result() for check in checks), tests])
    return code or int(any(check.result().failed for check in checks))


def _run(name: str, command: list[str], environment: dict[str, str]) -> Stage:
    begin = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    # What mypy reads is a copy; what has to be put right lies in the checkout.
    said = done.stdout.replace(f"{PACKAGE}{os.sep}", "")
    return Stage(name, time.monotonic() - begin, done.returncode != 0, said)


def _report(stages: list[Stage]) -> None:
    for stage in stages:
        if stage.failed and stage.said:
            print(f"\n{stage.name}:\n{stage.said}")
    words = [f"{'✗' if stage.failed else '✓'} {stage.name} {stage.seconds:.1f} s" for stage in stages]
    print("  ".join(words), flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
