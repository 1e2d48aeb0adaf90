"""Each case is run with the readable snippets, with their minified twins and, if asked for, with the naive scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.kameleoon.pasting import pasted
from matrix.catalogue import CASES
from matrix.engines import CHROMIUM, OTHERS, is_of_core, reason_against
from matrix.naive import pasted_naively
from matrix.report import NAIVE, variants_of
from matrix.scene import Scene

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.emulator.http.faults import Fault
    from kamseg.harness.emulator.kameleoon.account import Account
    from kamseg.harness.emulator.segment.source import Source
    from kamseg.harness.emulator.site.pages import Site
    from kamseg.harness.journeys.visitor import Visitor
    from matrix.case import Case

SWALLOWED = "engine.error"
"""Code that throws: Kameleoon swallows it (CONTRACT 2.3). Ours may not throw; of the naive one only what follows counts."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    of_core = metafunc.function.__name__ == "test_case_of_the_core"
    wanted = ("readable",) if of_core else variants_of(metafunc.config)
    runs = [
        pytest.param(case, variant, id=f"{case.id}-{variant}", marks=_marks(case, variant))
        for case in CASES
        if is_of_core(case) or not of_core
        for variant in wanted
        if variant != NAIVE or not case.naive
    ]
    metafunc.parametrize(("case", "variant"), runs)


def _marks(case: Case, variant: str) -> list[pytest.MarkDecorator]:
    allowed = case.allow | ({SWALLOWED} if variant == NAIVE else set())
    impossible = {engine: why for engine in OTHERS if (why := reason_against(case, engine))}
    able = [engine for engine in (CHROMIUM, *OTHERS) if engine not in impossible]
    return [
        pytest.mark.kamseg_allow(*sorted(allowed)),
        pytest.mark.kamseg_tabs(case.tabs),
        pytest.mark.kamseg_engines(*able, reason="; ".join(impossible.values())),
    ]


@pytest.fixture
def account(case: Case, variant: str) -> Account:
    if variant == NAIVE:
        return case.change(pasted_naively(case.project, **case.account))
    return case.change(pasted(case.project, minified=variant == "minified", **case.account))


@pytest.fixture
def site(case: Case) -> Site:
    return case.site


@pytest.fixture
def source(case: Case) -> Source:
    return case.source


@pytest.fixture
def faults(case: Case) -> tuple[Fault, ...]:
    return case.faults


@pytest.fixture
def scene(case: Case, visitor: Visitor, emulator: Emulator) -> Scene:
    return Scene(case, visitor, emulator)
