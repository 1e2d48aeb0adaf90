"""The `kamseg.toml` that a new project starts with: every key, its meaning and its default."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from msgspec import NODEFAULT, inspect

from .project import Group, Personas, Project, Trait

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 100

_INTRODUCTION = """\
One Kameleoon project and how it is connected with Segment. `kamseg build` reads this file.
Every key stands here with its default, which it also has where you leave it out.
To build no personas or no group, write personas = "off" or group = "off" above the first table, not theirs.
"""


def starter(sitecode: str) -> str:
    """Write the file for a sitecode, which the caller has checked."""
    return "\n".join([*_comment(_INTRODUCTION), "", *_project(sitecode)]) + "\n"


def _project(sitecode: str) -> Iterator[str]:
    project = inspect.type_info(Project)
    assert isinstance(project, inspect.StructType)  # noqa: S101 - for the type checker
    sections = {"personas": Personas, "group": Group}
    for field in project.fields:
        if field.name == "traits":
            yield from ("", *_comment("One table for each trait of Segment that becomes a custom data."))
            yield from (f"# {line}" if line else "#" for line in _section("[[traits]]", Trait))
        elif isinstance(field.type, inspect.StructType) or field.name in sections:
            struct = sections.get(field.name) or type(field.default)
            yield from ("", *_comment(struct.__doc__ or ""), *_section(f"[{field.name}]", struct))
        else:
            yield from _key(field, sitecode if field.name == "sitecode" else field.default)


def _section(heading: str, struct: type) -> Iterator[str]:
    yield heading
    table = inspect.type_info(struct)
    assert isinstance(table, inspect.StructType)  # noqa: S101 - for the type checker
    for field in table.fields:
        made = field.default_factory
        yield from _key(field, field.default if made is NODEFAULT else made())


def _key(field: inspect.Field, value: object) -> Iterator[str]:
    assert isinstance(field.type, inspect.Metadata)  # noqa: S101 - every key has its description
    words = field.type.extra_json_schema or {}
    yield from _comment(words["description"])
    shown = words["examples"][0] if value is NODEFAULT or value is None else value
    # What JSON writes for texts, numbers, booleans and arrays is TOML too.
    line = f"{field.encode_name} = {json.dumps(shown, ensure_ascii=False)}"
    yield f"# {line}" if value is None else line


def _comment(text: str) -> Iterator[str]:
    for paragraph in text.strip().splitlines():
        yield from (f"# {line}" for line in textwrap.wrap(paragraph, _WIDTH, break_on_hyphens=False))
