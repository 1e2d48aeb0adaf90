"""The files that hand Segment's data to Kameleoon's SDKs, one for each SDK that a project names."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from jinja2 import pass_context
from markupsafe import Markup

from .marks import STAMP, stamped
from .render import environment
from .sdks import SDKS, SdkFile

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

    from .project import Group, Personas, Project, Trait

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

WHOSE = {
    "visitor-code": "the visitor code",
    "segment-user-id": "Segment's user id",
    "segment-anonymous-id": "Segment's anonymous id",
    "segment-user-or-anonymous-id": "Segment's user id, or its anonymous id where there is none",
}
"""Whose data is read, by `identity.lookup`."""


class ServerArtifact(msgspec.Struct, frozen=True):
    """A rendered file.

    Attributes:
        file: Which SDK it is for.
        text: What stands in it.
        mark: Of what stands in it, apart from the version that wrote it.
    """

    file: SdkFile
    text: str
    mark: str


class Target(msgspec.Struct, frozen=True):
    """A custom data, as a template needs it.

    Attributes:
        name: Its name in Kameleoon.
        index: Its index there, where the project tells.
        path: The keys to the value in what Segment has stored; None where every usual place is tried.
        trait: The name of the trait, if it is one.
        type: What a trait's value is.
    """

    name: str
    index: int | None
    path: list[str] | None
    trait: str = ""
    type: str = "string"


def server_artifacts(project: Project) -> tuple[ServerArtifact, ...]:
    """Render the files of a project; none where Segment hands nothing back."""
    if not project.data:
        return ()
    values = {
        "project": project,
        "stamp": Markup(STAMP),  # noqa: S704 - our own
        "whose": WHOSE[project.identity.lookup],
        "own_id": project.identity.lookup != "visitor-code",
        "personas": project.personas and _target(project, project.personas),
        "traits": [_target(project, trait) for trait in project.traits],
        "group": project.group and _target(project, project.group),
    }
    return tuple(
        ServerArtifact(file, *stamped(_templates().get_template(file.template).render(values, sdk=file)))
        for file in SDKS
        if file.sdk in project.server_side.sdks
    )


def _target(project: Project, datum: Personas | Trait | Group) -> Target:
    told = {
        "name": datum.custom_data,
        "index": project.server_side.indexes.get(datum.custom_data),
        "path": None if datum.path is None else [] if datum.path == "." else datum.path.split("."),
        "trait": getattr(datum, "trait", ""),
        "type": getattr(datum, "type", "string"),
    }
    return msgspec.convert(told, Target)


@pass_context
def literal(context: Context, value: str | int) -> Markup:
    """Write a text or a number as the template's language has it."""
    return Markup(_literal(context["sdk"], value))  # noqa: S704 - a literal


@pass_context
def literals(context: Context, values: list[str]) -> Markup:
    """Write texts with commas between them."""
    return Markup(", ".join(_literal(context["sdk"], value) for value in values))  # noqa: S704 - literals


def words(value: str) -> Markup:
    """Write words of kamseg's own, or those that the configuration limits to harmless letters."""
    return Markup(value)  # noqa: S704 - never a name that the user gives


def _literal(file: SdkFile, value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + "".join(_character(file, character) for character in value) + '"'


def _character(file: SdkFile, character: str) -> str:
    if unicodedata.category(character) in _INVISIBLE:
        return file.escape(character)
    return f"\\{character}" if character in f'"\\{file.special}' else character


@cache
def _templates() -> Environment:
    return environment("server_side", literal=literal, literals=literals, words=words)
