"""What is written is the language that it should be, laid out by the language's own formatter; names change no syntax."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
import tree_sitter_c_sharp
import tree_sitter_dart
import tree_sitter_swift
from hypothesis import given, settings
from hypothesis import strategies as st
from javascript import ROOT
from kamseg.generator.project import Group, Identity, Personas, Project, Sdk, ServerSide, Trait
from kamseg.generator.server_side import server_artifacts
from msgspec.structs import replace
from projects import EVERYTHING
from server_side.toolchains import text_for
from strategies import HOSTILE, allowed, projects
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

GRAMMARS = {
    "csharp": Language(tree_sitter_c_sharp.language()),
    "swift": Language(tree_sitter_swift.language()),
    "flutter": Language(tree_sitter_dart.language()),
}
"""Of the languages that Debian has no compiler for: the others are run."""

OWN_ID = replace(EVERYTHING, identity=Identity(mode="none", lookup="segment-user-id"))
PROJECTS = {
    "everything": EVERYTHING,
    "an id of its own": OWN_ID,
    "personas": replace(EVERYTHING, traits=(), group=None),
    "traits": replace(EVERYTHING, personas=None, group=None),
    "group": replace(EVERYTHING, personas=None, traits=()),
}
PRETTIER = ["node", str(ROOT / "node_modules/prettier/bin/prettier.cjs"), "--stdin-filepath"]
FORMATTERS = {
    "javascript": [*PRETTIER, "segment-data.js"],
    "react": [*PRETTIER, "use-segment-data.js"],
    "nodejs": [*PRETTIER, "segment-data.mjs"],
    "python": [str(Path(sys.executable).with_name("ruff")), "format", "--isolated", "-"],
    "go": ["gofmt"],
}


def with_names(name: str) -> Project:
    return Project(
        sitecode="a1b2c3d4e5",
        personas=Personas(custom_data=f"{name} P", path=f"{name}.x"),
        traits=(Trait(trait=name, custom_data=f"{name} T", path=name),),
        group=Group(custom_data=f"{name} G"),
    )


def tree_of(sdk: str, text: str) -> list[str]:
    """The kinds of all nodes; of a text in quotation marks only what is code again."""
    root = Parser(GRAMMARS[sdk]).parse(text.encode()).root_node
    assert not root.has_error, broken(root)
    return list(kinds(root))


def kinds(node: Node) -> Iterator[str]:
    yield node.type
    for child in node.children:
        if "string" not in node.type or re.search("interpolat|substitut", child.type):
            yield from kinds(child)


def broken(node: Node) -> str:
    inner = [child for child in node.children if child.has_error or child.is_missing]
    return broken(inner[0]) if inner else f"{node.start_point}: {node.text!r}"


@pytest.mark.parametrize("sdk", list(GRAMMARS))
@pytest.mark.parametrize("project", PROJECTS.values(), ids=list(PROJECTS))
def test_a_parser_takes_it(sdk: str, project: Project) -> None:
    assert tree_of(sdk, text_for(project, sdk))


@pytest.mark.parametrize("sdk", list(GRAMMARS))
def test_no_name_changes_the_syntax(sdk: str) -> None:
    tame = tree_of(sdk, text_for(with_names("tame"), sdk))
    for text in HOSTILE:
        if text.isprintable() and "." not in text:
            assert tree_of(sdk, text_for(with_names(f"x{text}x"), sdk)) == tame, text


@pytest.mark.parametrize("sdk", list(FORMATTERS))
@pytest.mark.parametrize("project", [EVERYTHING, OWN_ID], ids=["everything", "an id of its own"])
def test_its_own_formatter_changes_nothing(sdk: str, project: Project) -> None:
    text = text_for(project, sdk)
    if shutil.which(FORMATTERS[sdk][0]) is None:
        pytest.skip(f"{FORMATTERS[sdk][0]} is missing: install it, or let `.ci/provide.py` do it as root")
    assert (
        subprocess.run(FORMATTERS[sdk], input=text, capture_output=True, text=True, check=True).stdout == text
    )


def test_python_uses_what_it_imports(tmp_path: Path) -> None:
    for number, project in enumerate(PROJECTS.values()):
        (tmp_path / f"{number}.py").write_text(text_for(project, "python"), encoding="utf-8")
    ruff = [
        str(Path(sys.executable).with_name("ruff")),
        "check",
        "--isolated",
        "--select",
        "F",
        str(tmp_path),
    ]
    done = subprocess.run(ruff, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@settings(deadline=None, max_examples=10)
@given(project=projects(allowed, st.just("analytics")))
def test_any_project_is_rendered_for_every_sdk(project: Project) -> None:
    side = ServerSide(sdks=get_args(Sdk))
    for artifact in server_artifacts(replace(project, server_side=side)):
        if artifact.file.sdk == "python":
            ast.parse(artifact.text)
        if artifact.file.sdk in GRAMMARS:
            assert tree_of(artifact.file.sdk, artifact.text)
