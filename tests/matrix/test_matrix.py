"""Every case of the matrix, in a browser. `./run faults` runs the same with the naive scripts and writes the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matrix.case import Case
    from matrix.scene import Scene


def test_case(case: Case, scene: Scene) -> None:
    case.visit(scene)
    for expectation in case.expect:
        expectation(scene)
