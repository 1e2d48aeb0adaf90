"""The mark of a file depends on what makes that file; what is kept in the browser outlives a new build."""

from __future__ import annotations

from typing import Any

import pytest
from kamseg.generator import marks as generator_marks
from kamseg.generator.marks import STAMP, link_key_of
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, ServerSide, Trait
from kamseg.generator.render import render
from msgspec.structs import replace

PROJECT = Project(sitecode="a1b2c3d4e5")


def marks(project: Project) -> dict[str, str]:
    return {artifact.snippet.id: artifact.mark for artifact in render(project)}


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ({"personas": Personas(values=("VIP", "New"))}, {"custom-data/segmentio-personas.values"}),
        ({"traits": (Trait(trait="plan", custom_data="Plan", type="number"),)}, {"custom-data/plan"}),
        ({"exposures": Exposures(experiment_event="Seen")}, {"global-script", "exposure-integration"}),
        ({"label": "Shop", "server_side": ServerSide(sdks=())}, set()),
    ],
    ids=["the names of audiences", "the type of a trait", "the name of an event", "what is in no snippet"],
)
def test_a_change_touches_only_the_files_that_it_makes(part: dict[str, Any], changed: set[str]) -> None:
    project = Project(
        sitecode=PROJECT.sitecode,
        personas=Personas(values=("VIP",)),
        traits=(Trait(trait="plan", custom_data="Plan"),),
        group=Group(),
    )
    before, after = marks(project), marks(replace(project, **part))
    assert {name for name, mark in after.items() if mark != before[name]} == changed


def test_a_new_trait_touches_no_other_file() -> None:
    """Not even the keys of what the others keep in the browser: they are named by what is read."""
    plan, value = (Trait(trait=name, custom_data=name) for name in ("plan", "value"))
    before = marks(Project(sitecode=PROJECT.sitecode, traits=(value,), group=Group()))
    after = marks(Project(sitecode=PROJECT.sitecode, traits=(plan, value), group=Group()))
    assert after.items() >= before.items()


def test_a_new_version_keeps_the_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render(PROJECT)
    monkeypatch.setattr(generator_marks, "__version__", "9.9.9")
    after = render(PROJECT)
    assert [one.mark for one in after] == [one.mark for one in before]
    assert all(
        f"kamseg 9.9.9, mark {one.mark}" in one.text and f"/*{one.mark}*/" in one.minified for one in after
    )


def test_what_stands_for_a_mark_cannot_come_from_a_value() -> None:
    trait = Trait(trait=f"a{STAMP}b", custom_data=f"a{STAMP}b")
    texts = [artifact.text for artifact in render(Project(sitecode=PROJECT.sitecode, traits=(trait,)))]
    assert all(text.count("Made by kamseg") == 1 and text.count(", mark ") == 1 for text in texts)


@pytest.mark.parametrize(
    ("part", "same"),
    [
        ({"identity": Identity(session_minutes=60, lookup="segment-user-id")}, True),
        ({"debug": True, "exposures": Exposures(once_per="visit"), "group": Group()}, True),
        ({"identity": Identity(event="Known")}, False),
        ({"identity": Identity(properties=("k_visitorCode",))}, False),
        ({"identity": Identity(mode="identify")}, False),
        ({"sitecode": "b1b2c3d4e5"}, False),
    ],
)
def test_who_is_linked_is_known_until_something_else_is_told(part: dict[str, Any], *, same: bool) -> None:
    assert (link_key_of(replace(PROJECT, **part)) == link_key_of(PROJECT)) is same
