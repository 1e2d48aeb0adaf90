"""Changes the snippets line by line and names what no test notices: `./run mutants [FILE[:LINE] …]`.

Works on a copy of the checkout. A mutant with which the build or a test fails is killed. One that survives
takes the tests of the snippets in Chromium, some two minutes: name what you have changed; else it is all.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checkout import copy_to
from provide import ROOT, MissingError, provide

if TYPE_CHECKING:
    from collections.abc import Iterator

SNIPPETS = Path("templates/snippets")
# Quick ones first: what the text itself shows needs no browser.
SUITES = (
    ["tests/generator/test_render.py", "-n", "0"],
    [
        "tests/snippets",
        "tests/matrix/test_matrix.py",
        "-k",
        "readable and chromium",
        "-n",
        str((os.cpu_count() or 1) + 1),
    ],
)
SWAPS = (
    (r"&&", "||"), (r"\|\|", "&&"), (r"===", "!=="), (r"!==", "==="), (r" < ", " >= "), (r" > ", " <= "),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"(?<![=!])!(?=[a-z(])", ""), (r"\+ 1\b", "- 1"),
    (r"\b([1-9]\d*)\b", r"\g<1>00"),
)  # fmt: skip
_NO_CODE = re.compile(r"^\s*(//|/?\*|\{[%#].*[%#]\}\s*$|$|[\])};,]*$)")


class Mutant(NamedTuple):
    """One line of a template, written differently; no text: left out."""

    file: Path
    number: int
    text: str


def main(words: list[str]) -> int:
    """Make all mutants and try each; returns 1 when one survives."""
    try:
        environment = provide()
    except MissingError as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 1
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_to(Path(folder) / "checkout")
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
        environment |= {"PYTHONPATH": str(copy)}
        for mutant in _mutants(words):
            died = _is_killed(mutant, copy, environment)
            survivors += not died
            mark = "✓ killed  " if died else "✗ survives"
            print(f"{mark} {mutant.file}:{mutant.number}: {mutant.text.strip() or '(left out)'}", flush=True)
    print(f"mutants: {survivors} survive" if survivors else "mutants: none survives")
    return int(survivors > 0)


def _mutants(words: list[str]) -> Iterator[Mutant]:
    wanted = words or [str(file.relative_to(ROOT)) for file in sorted((ROOT / SNIPPETS).glob("*.jinja"))]
    for word in wanted:
        name, _, line = word.partition(":")
        for number, text in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1):
            if (not line or number == int(line)) and not _NO_CODE.match(text):
                yield from (Mutant(Path(name), number, changed) for changed in _changes(text))


def _changes(text: str) -> Iterator[str]:
    if text.rstrip().endswith(";"):
        yield ""
    for pattern, instead in SWAPS:
        # What stands in {{ }} and {% %} is no JavaScript.
        parts = re.split(r"(\{[{%].*?[%}]\})", text)
        for place, part in enumerate(parts):
            if place % 2 == 0 and re.search(pattern, part):
                changed = re.sub(pattern, instead, part, count=1)
                yield "".join([*parts[:place], changed, *parts[place + 1 :]])
                break


def _is_killed(mutant: Mutant, copy: Path, environment: dict[str, str]) -> bool:
    file = copy / mutant.file
    original = file.read_text(encoding="utf-8")
    lines = original.split("\n")
    lines[mutant.number - 1] = mutant.text
    file.write_text("\n".join(lines), encoding="utf-8")
    try:
        return any(_fails(suite, copy, environment) for suite in SUITES)
    finally:
        file.write_text(original, encoding="utf-8")


def _fails(suite: list[str], copy: Path, environment: dict[str, str]) -> bool:
    pytest = [str(Path(sys.executable).parent / "pytest"), "-q", "-x", "-p", "no:cacheprovider"]
    done = subprocess.run([*pytest, *suite], cwd=copy, env=environment, capture_output=True, check=False)
    return done.returncode != 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
