"""Runs every check of this project: format, lint, types, then all tests. Words go to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from layout import PACKAGE, lay_out
from provide import ROOT, MissingError, provide

SCRIPTS = (
    ".ci/check.py", ".ci/faults.py", ".ci/flakes.py", ".ci/layout.py", ".ci/provide.py", ".ci/screenshots.py",
    ".ci/package/hatch_hook.py",
)  # fmt: skip
JAVASCRIPT = ("tests/golden", "harness", "templates/site", "templates/preview")
# On every core; `-n 0` among the words says otherwise. Tests of one `xdist_group` stay together.
PARALLEL = ("-n", "auto", "--dist", "loadgroup")
BIN = Path(sys.executable).parent


def main(words: list[str]) -> int:
    """Provide what is needed and run all checks; returns the exit code."""
    try:
        environment = provide()
    except MissingError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    lay_out()
    checks = {
        "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
        "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
        "types": [str(BIN / "mypy"), str(PACKAGE), "tests", *SCRIPTS],
        "javascript": ["node", "node_modules/eslint/bin/eslint.js", *JAVASCRIPT],
    }
    failed = [name for name, command in checks.items() if not _passes(name, command, environment)]
    tests = subprocess.run(
        [str(BIN / "pytest"), *PARALLEL, *words], cwd=ROOT, env=environment, check=False
    ).returncode
    if failed:
        print(f"run: failed before the tests: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else tests


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
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
    mark = "✗" if done.returncode else "✓"
    print(f"{mark} {name} ({time.monotonic() - begin:.1f} s)", flush=True)
    if done.returncode:
        # What is read is a copy; what has to be put right lies in the checkout.
        print(done.stdout.replace(f"{PACKAGE}{os.sep}", ""), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
