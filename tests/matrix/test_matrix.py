"""Every case of the matrix, in a browser. `./run faults` runs the same with the naive scripts and writes the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from matrix.engines import OTHERS

if TYPE_CHECKING:
    from matrix.case import Case
    from matrix.scene import Scene


def test_case(case: Case, scene: Scene) -> None:
    case.visit(scene)
    for expectation in case.expect:
        expectation(scene)


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_engines(*OTHERS, reason="test_case runs it there")
def test_case_of_the_core(case: Case, scene: Scene) -> None:
    test_case(case, scene)
