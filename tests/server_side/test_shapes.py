"""The file for each SDK reads the same of what is stored as the custom data in the browser; the body of an error is no data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.project import Group, Personas, Project, ServerSide, Trait
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

if TYPE_CHECKING:
    from pathlib import Path

SIDE = ServerSide(indexes={"P": 1, "G": 2, "A": 3, "N": 4, "D": 5, "S": 6})
# One program reads them all, so each type of a trait has a name of its own.
NAMES = {"string": "plan", "number": "amount", "boolean": "news"}
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
    server_side=SIDE,
)
OBJECTS_ONLY = {"php", "java"}
"""SDKs that hand over nothing but objects: for a list they throw."""


@pytest.fixture(params=list(RUNNERS))
def sdk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def audiences(stored: Any) -> dict[str, Any]:
    return {"COHORTS_ada": stored}


def profile(stored: Any, name: str = "plan") -> dict[str, Any]:
    return {"IDENTIFY_ada": json.dumps(stored).replace('"plan"', json.dumps(name))}


def handed_over(sdk: str, stored: Any) -> bool:
    return sdk not in OBJECTS_ONLY or isinstance(stored, dict)


def test_they_agree_with_the_browser(sdk: str, tmp_path: Path) -> None:
    cases: list[dict[str, Any]] = []
    expected: list[tuple[str, Any]] = []
    for stored, names in AUDIENCES:
        cases.append(audiences(stored))
        expected.append(("personas", sorted(names or []) if handed_over(sdk, stored) else None))
    for kind, stored, value in TRAITS:
        cases.append(profile(stored, NAMES[kind]))
        expected.append(("traits", {} if value is None else {NAMES[kind]: value}))
    for _, stored, value in TRAITS_AT:
        without = {key: one for key, one in stored.items() if key != "plan"}
        cases.append(profile(without))
        expected.append(("traits", {} if value is None else {"deep": value}))
    for stored, value in GROUPS:
        cases.append(profile(stored))
        expected.append(("group", value))
    found = run(ANYWHERE, sdk, cases, tmp_path)
    assert len(found) == len(expected)
    for case, one, (part, value) in zip(cases, found, expected, strict=True):
        read = sorted(one["personas"]) if part == "personas" and one["personas"] is not None else one[part]
        assert (read or None if part == "group" else read) == value, case
        if part == "traits":
            assert [type(each) for each in read.values() if isinstance(each, bool)] == [
                type(each) for each in value.values() if isinstance(each, bool)
            ], case


def test_the_body_of_an_error_is_no_data(sdk: str, tmp_path: Path) -> None:
    cases = [{"COHORTS_ada": body, "IDENTIFY_ada": body} for body in [*ERRORS, *NOT_OBJECTS]]
    cases += [{"IDENTIFY_ada": body} for body in ERRORS_LIKE_PROFILES]
    cases += [{}, {"COHORTS_ada": "!<html>"}, {"COHORTS_ada": '!{"VIP": true'}]
    for case, found in zip(cases, run(ANYWHERE, sdk, cases, tmp_path), strict=True):
        assert found["personas"] is None, case
        assert found["traits"] == {}, case
        assert not found["group"], case
        assert found["added"] == [], case


@pytest.mark.parametrize("path", sorted({path for path, _, _ in AUDIENCES_AT}))
def test_an_exact_path_is_followed(sdk: str, tmp_path: Path, path: str) -> None:
    project = Project(
        sitecode="a1b2c3d4e5",
        personas=Personas(custom_data="P", path=path),
        group=Group(custom_data="G", path="a.b"),
        server_side=ServerSide(indexes={"P": 1, "G": 2}),
    )
    rows = [(stored, names) for at, stored, names in AUDIENCES_AT if at == path]
    cases = [audiences(stored) | {"IDENTIFY_ada": {"groupId": "no", "a": {"b": "acme"}}} for stored, _ in rows]
    for (_, names), found in zip(rows, run(project, sdk, cases, tmp_path), strict=True):
        assert found["personas"] == names
        assert found["group"] == "acme"


def test_what_is_found_becomes_custom_data(sdk: str, tmp_path: Path) -> None:
    stored = {
        "COHORTS_ada": {"VIP": True, "Big": True, "left": False},
        "IDENTIFY_ada": {"plan": "gold", "amount": 5, "news": False, "groupId": "acme"},
    }
    cases = [stored, {"COHORTS_ada": {"VIP": False}}]
    rich, left = run(ANYWHERE, sdk, cases, tmp_path)
    added = {index: sorted(values) for index, values in rich["added"]}
    assert added == {1: ["Big", "VIP"], 6: ["gold"], 3: ["5"], 4: ["false"], 2: ["acme"]}
    # Whoever has left the last audience is in none: what the SDK still knows is replaced.
    assert left["added"] == [[1, []]]
