"""Which files for SDKs a project has, what they are called, and that the browser's snippets do not care."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from kamseg.generator.config import project_from
from kamseg.generator.errors import ConfigurationError
from kamseg.generator.guide import install_guide
from kamseg.generator.output import build, snippet_text
from kamseg.generator.project import Project, Sdk, ServerSide
from kamseg.generator.render import fingerprint_of, render
from kamseg.generator.sdks import SDKS
from kamseg.generator.server_side import server_artifacts
from msgspec.structs import replace
from projects import COMPANY, EVERYTHING, PERSONAS, PLAN

ALL = replace(EVERYTHING, server_side=ServerSide(sdks=get_args(Sdk)))


def paths(project: Project) -> list[str]:
    return [path for path in build(project) if path.startswith("server-side/")]


def test_a_project_has_a_file_for_each_sdk_that_it_names() -> None:
    assert [sdk.sdk for sdk in SDKS] == list(get_args(Sdk))
    assert [path.split("/")[1] for path in paths(EVERYTHING)] == ["javascript", "nodejs", "python"]
    assert [path.split("/")[1] for path in paths(ALL)] == list(get_args(Sdk))
    assert paths(replace(EVERYTHING, server_side=ServerSide(sdks=()))) == []
    # Nothing comes back from Segment.
    assert paths(replace(ALL, personas=None, traits=(), group=None)) == []


def test_the_manifest_lists_them() -> None:
    listed = json.loads(build(ALL)["manifest.json"])["server_side"]
    assert [one["file"]["path"] for one in listed] == paths(ALL)
    assert listed[0]["package"] == "@kameleoon/javascript-sdk"


@pytest.mark.parametrize("name", ["server-side/python", "server-side/python/segment_data.py"])
def test_show_prints_them(name: str) -> None:
    assert (
        snippet_text(EVERYTHING, name, minified=False)
        == build(EVERYTHING)["server-side/python/segment_data.py"]
    )


def test_the_snippets_of_the_browser_do_not_change_with_them() -> None:
    for side in (ServerSide(sdks=()), ServerSide(indexes={PERSONAS: 3})):
        assert render(replace(EVERYTHING, server_side=side)) == render(EVERYTHING)


def test_their_mark_changes_with_the_indexes_and_not_with_the_list_of_sdks() -> None:
    def text(**parts: Any) -> str:
        side = ServerSide(**parts)
        return server_artifacts(replace(EVERYTHING, server_side=side))[0].mark

    assert text() == text(sdks=("javascript",)) != text(indexes={PERSONAS: 3})
    assert fingerprint_of(EVERYTHING) == fingerprint_of(ALL)


@pytest.mark.parametrize("project", [EVERYTHING, ALL], ids=["default", "all"])
def test_the_guide_names_each_file_and_each_index_to_fill_in(project: Project) -> None:
    guide = install_guide(project, render(project), server_artifacts(project))
    assert all(f"`{path}`" in guide for path in paths(project))
    fill_in = guide.partition("Fill in the index")[2].partition("Or write them")[0]
    assert bool(fill_in) == (project is ALL)
    assert all(f"`{name}`" in fill_in for name in (PERSONAS, PLAN, COMPANY) if project is ALL)


def test_the_guide_asks_for_no_index_that_is_known() -> None:
    project = replace(ALL, server_side=ServerSide(sdks=("java",), indexes={PERSONAS: 0, PLAN: 1, COMPANY: 2}))
    assert "Fill in the index" not in install_guide(project, render(project), server_artifacts(project))
    assert (
        "-1"
        not in snippet_text(project, "server-side/java", minified=False)
        .partition("public List")[0]
        .partition("PERSONAS")[2]
    )


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ({"sdks": ["ruby"]}, "must be one of"),
        ({"sdks": ["go", "go"]}, "stands at server_side.sdks[0] already"),
        ({"indexes": {"Segment personas": 1}}, "is not a custom data of this project"),
        ({"indexes": {PERSONAS: 1, COMPANY: 1}}, "is the index of"),
        ({"indexes": {PERSONAS: -1}}, "must be a whole number from 0"),
    ],
)
def test_what_does_not_fit_is_refused(side: dict[str, Any], message: str) -> None:
    table = {"sitecode": "a1b2c3d4e5", "personas": {}, "group": {}, "server_side": side}
    with pytest.raises(ConfigurationError, match=message.replace("[", r"\[")):
        project_from(table, "the test")
