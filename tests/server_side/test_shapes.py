"""The file for each SDK reads the same of what is stored as the custom data in the browser; the body of an error is no data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.project import Group, Personas, Project, ServerSide, Trait
from kamseg.generator.sdks import SDKS
from server_side.toolchains import RUNNERS, run
from shapes import (
    AUDIENCES,
    AUDIENCES_AT,
    ERRORS,
    ERRORS_LIKE_PROFILES,
    GROUPS,
    NOT_OBJECTS,
    TRAITS,
    TRAITS_AT,
)
from strategies import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server_side.toolchains import Case

ANYWHERE = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(custom_data="P"),
    traits=(
        Trait(trait="plan", custom_data="S"),
        Trait(trait="amount", custom_data="A", type="number"),
        Trait(trait="news", custom_data="N", type="boolean"),
        Trait(trait="deep", custom_data="D", path="a.b.plan"),
    ),
    group=Group(custom_data="G"),
    server_side=ServerSide(indexes={"P": 1, "G": 2, "A": 3, "N": 4, "D": 5, "S": 6}),
)
# One program reads all of them, so a trait of each type has a name of its own.
NAMES = {"string": "plan", "number": "amount", "boolean": "news"}
BY_NAME = {sdk.sdk for sdk in SDKS if sdk.by_name}
OBJECTS_ONLY = {"php", "java"}
"""SDKs that hand over nothing but objects: for a list they throw."""

NO_DATA: list[Case] = [
    *({"COHORTS_ada": body, "IDENTIFY_ada": body} for body in [*ERRORS, *NOT_OBJECTS]),
    *({"IDENTIFY_ada": body} for body in ERRORS_LIKE_PROFILES),
    {},
    {"COHORTS_ada": '{"VIP": true', "IDENTIFY_ada": '{"plan": "gold"'},
]
ALL: list[Case] = [
    {
        "COHORTS_ada": {"VIP": True, "Big": True, "left": False},
        "IDENTIFY_ada": {"plan": "gold", "amount": 5, "news": False, "groupId": "acme"},
    },
    {"COHORTS_ada": {"VIP": False}},
]


def stored() -> Iterator[tuple[Case, str, Any]]:
    """What is kept, and what one part of the answer must be then."""
    for kept, names in AUDIENCES:
        yield {"COHORTS_ada": kept}, "personas", names
    for kind, kept, value in TRAITS:
        yield profile(kept, NAMES[kind]), "traits", {} if value is None else {NAMES[kind]: value}
    for _, kept, value in TRAITS_AT:
        elsewhere = {key: one for key, one in kept.items() if key != "plan"}
        yield {"IDENTIFY_ada": elsewhere}, "traits", {} if value is None else {"deep": value}
    for kept, value in GROUPS:
        yield {"IDENTIFY_ada": kept}, "group", value


def profile(kept: Any, name: str) -> Case:
    return {"IDENTIFY_ada": json.loads(json.dumps(kept).replace('"plan"', json.dumps(name)))}


STORED = list(stored())


@pytest.fixture(params=list(RUNNERS))
def sdk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def answers(sdk: str) -> list[dict[str, Any]]:
    """What the file for an SDK makes of all cases: it is compiled and started once."""
    with TemporaryDirectory() as folder:
        return run(ANYWHERE, sdk, [*(case for case, _, _ in STORED), *NO_DATA, *ALL], Path(folder))


def test_it_agrees_with_the_browser(sdk: str) -> None:
    found = answers(sdk)[: len(STORED)]
    for (case, part, expected), answer in zip(STORED, found, strict=True):
        is_handed_over = sdk not in OBJECTS_ONLY or not isinstance(case.get("COHORTS_ada"), list)
        wanted = expected if is_handed_over else None
        # Some languages keep no order; 5 and 5.0 are the same, 1 and true are not.
        assert json.dumps(alike(answer[part])) == json.dumps(alike(wanted)), (case, part)


def alike(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    if isinstance(value, dict):
        return {key: float(one) if type(one) is int else one for key, one in value.items()}
    return value or None  # Go has an empty text for no group


def test_the_body_of_an_error_is_no_data(sdk: str) -> None:
    found = answers(sdk)[len(STORED) : -len(ALL)]
    for case, answer in zip(NO_DATA, found, strict=True):
        assert answer["personas"] is None, case
        assert answer["traits"] == {}, case
        assert not answer["group"], case
        assert answer["added"] == [], case


def test_what_is_found_becomes_custom_data(sdk: str) -> None:
    rich, left = answers(sdk)[-len(ALL) :]
    added = {index: sorted(values) for index, values in rich["added"]}
    assert added == {1: ["Big", "VIP"], 6: ["gold"], 3: ["5"], 4: ["false"], 2: ["acme"]}
    # Whoever has left the last audience is in none: what the SDK still knows is replaced.
    assert left["added"] == [[1, []]]


# Each alone, at a path of its own: what a file does not need is not in it.
ALONE: dict[str, tuple[dict[str, Any], list[tuple[Case, Any]]]] = {
    "personas": (
        {"personas": Personas(custom_data="P", path="x.y")},
        [({"COHORTS_ada": kept}, names) for path, kept, names in AUDIENCES_AT if path == "x.y"],
    ),
    "traits": (
        {"traits": (Trait(trait="plan", custom_data="S", path="a.b.plan"),)},
        [({"IDENTIFY_ada": kept}, {"plan": value} if value else {}) for _, kept, value in TRAITS_AT],
    ),
    "group": (
        {"group": Group(custom_data="G", path="a.b")},
        [({"IDENTIFY_ada": {"groupId": "no", "a": {"b": value}}}, value) for value in ("acme", None)],
    ),
}


@pytest.mark.parametrize("part", list(ALONE))
def test_an_exact_path_is_followed(sdk: str, tmp_path: Path, part: str) -> None:
    parts, rows = ALONE[part]
    side = ServerSide(indexes={"P": 1, "G": 2, "S": 6})
    project = Project(sitecode="a1b2c3d4e5", server_side=side, **parts)
    found = run(project, sdk, [case for case, _ in rows], tmp_path)
    assert [alike(answer[part]) for answer in found] == [alike(expected) for _, expected in rows]


def test_any_name_arrives_as_it_is(sdk: str, tmp_path: Path) -> None:
    names = [f"x{text}x" for text in HOSTILE if text.isprintable()] + ["x\u202ex\U000e0001"]
    project = Project(
        sitecode="a1b2c3d4e5",
        personas=Personas(custom_data="P", path="."),
        traits=tuple(Trait(trait=name, custom_data=f"{name} data") for name in names),
        server_side=ServerSide(indexes={"P": 0} if sdk in BY_NAME else {f"{name} data": 7 for name in names}),
    )
    kept: Case = {
        "COHORTS_ada": dict.fromkeys(names, True),
        "IDENTIFY_ada": {name: f"{name}!" for name in names},
    }
    (answer,) = run(project, sdk, [kept], tmp_path)
    assert sorted(answer["personas"]) == sorted(names)
    assert answer["traits"] == {name: f"{name}!" for name in names}
    if sdk in BY_NAME:
        assert [key for key, _ in answer["added"]] == [0, *(f"{name} data" for name in names)]
