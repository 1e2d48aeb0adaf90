"""Whatever a project is called in every field, and its campaigns in Kameleoon: it runs, and says it verbatim."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from fuzz.campaigns import campaigns
from fuzz.drawing import drawn
from fuzz.plainer import plainer_than, told
from fuzz.projects import World, done, expected
from hypothesis import strategies as st
from kamseg.generator.config import checked
from kamseg.generator.errors import ConfigurationError
from kamseg.harness.emulator.site.pages import Site
from msgspec.structs import asdict
from strategies import allowed, projects

if TYPE_CHECKING:
    from kamseg.generator.project import Project
    from kamseg.harness.emulator.emulator import Emulator
    from playwright.sync_api import Page

pytestmark = pytest.mark.kamseg(site=Site(scripts=()))

COUNT = 300
IN_ONE_PAGE = 40
words = allowed | st.sampled_from(
    ["__proto__", "constructor", "toString", "then", "length", "'", '"', "\\", "1", "*/"]
)
globals_ = st.sampled_from(
    ["analytics", "_$", "class", "constructor", "toString", "kamseg", "Kameleoon", "__proto__"]
)


@cache
def worlds() -> list[World]:
    return [
        world
        for world in drawn(st.builds(World, projects(words, globals_), campaigns), COUNT)
        if fits(world.project)
    ]


def fits(project: Project) -> bool:
    try:
        checked(project)
    except ConfigurationError:
        return False
    return True


def test_every_project_runs_and_says_everything_verbatim(
    page: Page, emulator: Emulator, minified: bool
) -> None:
    page.goto(emulator.url())
    assert len(worlds()) > COUNT / 3
    wrong: list[World] = []
    for start in range(0, len(worlds()), IN_ONE_PAGE):
        wrong += differing(page, worlds()[start : start + IN_ONE_PAGE], minified)
    assert not wrong, report(page, wrong[0], minified)


def differing(page: Page, some: list[World], minified: bool) -> list[World]:
    seen = done(page, some, minified=minified)
    return [world for world, one in zip(some, seen, strict=True) if one != expected(world)]


def report(page: Page, world: World, minified: bool) -> str:
    """Show what goes wrong, and in which world: one where all is plain that has nothing to do with it."""
    while plainer := differing(page, [one for one in plainer_than(world) if fits(one.project)], minified):
        world = plainer[0]
    (seen,) = done(page, [world], minified=minified)
    wanted = asdict(expected(world))
    wrong = [
        f"{part}: {value}\n    is not {wanted[part]}"
        for part, value in asdict(seen).items()
        if value != wanted[part]
    ]
    return "\n".join([told(world), *wrong])
