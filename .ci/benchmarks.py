"""Measures what kamseg costs next to what one would otherwise use; writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from importlib import import_module

import msgspec
from bench.document import markdown, text
from bench.machine import facts
from bench.table import Subject, Table
from provide import ROOT, MissingError, provide

SUBJECTS = ("sizes", "main_thread", "targeting", "building", "harness")
"""The files of `bench`, in the order of the document."""
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def main(words: list[str]) -> int:
    """Measure the subjects that are named, or all; returns 1 when one could not be measured."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME",
        help=f"of {', '.join(SUBJECTS)}; default: all. docs/benchmarks.md is written only with all",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what is printed")
    chosen = parser.parse_args(words)
    unknown = [name for name in chosen.names if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no subject {', '.join(unknown)}: there are {', '.join(SUBJECTS)}")
    try:
        environment = provide()
    except MissingError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    os.environ |= environment
    machine = facts(environment)
    table = Table(machine=machine, subjects=[measured(name) for name in chosen.names or SUBJECTS])
    if not chosen.names:
        DOCUMENT.write_text(markdown(table), encoding="utf-8")
    is_json = chosen.format == "json"
    print(msgspec.json.format(msgspec.json.encode(table)).decode() if is_json else text(table))
    return int(any(subject.failed for subject in table.subjects))


def measured(name: str) -> Subject:
    """Measure one subject; what goes wrong in it is told, and the others go on."""
    print(f"bench: {name} …", file=sys.stderr, flush=True)
    begin, about = time.monotonic(), name
    try:
        module = import_module(f"bench.{name}")
        about = module.__doc__ or name
        rows, failed = module.measure(), ""
    except Exception as error:  # noqa: BLE001 - whatever it is, the other subjects go on
        traceback.print_exc()
        rows, failed = [], f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
    return Subject(name=name, about=about, seconds=time.monotonic() - begin, rows=rows, failed=failed)


if __name__ == "__main__":
    # Tests' modules are beside: the naive scripts are one of them.
    sys.path.insert(0, str(ROOT / "tests"))
    raise SystemExit(main(sys.argv[1:]))
