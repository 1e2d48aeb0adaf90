"""The floor plan: which room may import which, and that no two files import each other."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
# From the ground up. A room may import what stands before it, and itself; rooms of one line know nothing of each other.
FLOORS = """
    kamseg.generator
    kamseg.generator.commands
    kamseg.harness.evidence
    kamseg.harness.evidence.reports
    kamseg.harness.emulator.http        kamseg.harness.browsers
    kamseg.harness.emulator.kameleoon   kamseg.harness.emulator.segment
    kamseg.harness.emulator.site
    kamseg.harness.emulator
    kamseg.harness.journeys
    kamseg.harness.preview              kamseg.harness.verify
    kamseg.harness.pytest_plugin
    kamseg.harness
"""
FLOOR_OF = {room: number for number, line in enumerate(FLOORS.splitlines()) for room in line.split()}


def modules() -> dict[str, Path]:
    files = [file for room in ("generator", "harness") for file in (ROOT / room).rglob("*.py")]
    return {name_of(file): file for file in files}


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(["kamseg", *parts]).removesuffix(".__init__")


MODULES = modules()


def imports_of(name: str) -> Iterator[str]:
    """What a module imports of ours, imports for types and within functions included."""
    file = MODULES[name]
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            for alias in node.names:
                found = f"{module}.{alias.name}"
                yield found if found in MODULES else module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def room_of(name: str) -> str:
    """The innermost room that a module lies in; what a package says of itself lies in it, too."""
    return max((room for room in FLOOR_OF if f"{name}.".startswith(f"{room}.")), key=len)


IMPORTS = {name: {found for found in imports_of(name) if found in MODULES} - {name} for name in MODULES}


def is_above(name: str, found: str) -> bool:
    room, other = room_of(name), room_of(found)
    return other != room and FLOOR_OF[other] >= FLOOR_OF[room]


def test_no_room_imports_an_upper_one() -> None:
    upper = [
        f"{name} imports {found}" for name in MODULES for found in IMPORTS[name] if is_above(name, found)
    ]
    assert not upper


def test_no_two_files_import_each_other() -> None:
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


def test_no_room_imports_the_sdk_that_is_under_the_gpl() -> None:
    """Kameleoon's Python SDK is a dependency of tests alone."""
    assert not [name for name in MODULES for found in imports_of(name) if found.split(".")[0] == "kameleoon"]


def test_contributing_shows_the_folders_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^\| `(harness/[\w/]*)/`", text, re.MULTILINE))
    present = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "harness").rglob("__init__.py")}
    assert shown == present - {"harness"}


def test_tests_mirror_the_rooms() -> None:
    rooms = {path.name for path in (ROOT / "harness").iterdir() if (path / "__init__.py").exists()}
    mirrored = {path.name for path in (ROOT / "tests/harness").iterdir() if any(path.glob("test_*.py"))}
    assert mirrored == rooms
