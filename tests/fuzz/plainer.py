"""Makes a project that fails plain enough to read: what has nothing to do with the failure is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import fields, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.projects import World


def plainer_than(world: World) -> Iterator[World]:
    """Every world with one setting at its default, or one part less; the largest steps first."""
    for at in range(len(world.campaigns)):
        yield replace(world, campaigns=world.campaigns[:at] + world.campaigns[at + 1 :])
    project = world.project
    for name, value, default in _settings(project):
        yield replace(world, project=replace(project, **{name: default}))
        if isinstance(value, tuple):
            for at in range(len(value)):
                yield replace(world, project=replace(project, **{name: value[:at] + value[at + 1 :]}))
    for name, value, _ in _settings(project):
        if isinstance(value, msgspec.Struct):
            for inner, _, default in _settings(value):
                section = replace(value, **{inner: default})
                yield replace(world, project=replace(project, **{name: section}))


def told(world: World) -> str:
    """Tell what differs from the defaults."""
    settings = {name: value for name, value, _ in _settings(world.project)}
    return f"{settings}\n{world.campaigns}"


def _settings(part: msgspec.Struct) -> Iterator[tuple[str, Any, Any]]:
    """The settings that differ from their defaults, with these."""
    for field in fields(part):
        value = getattr(part, field.name)
        if field.default is not msgspec.NODEFAULT and value != field.default:
            yield field.name, value, field.default
