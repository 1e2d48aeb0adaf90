"""From `kamseg.toml` and flags to a `Project`, or to all the faults that are in the way."""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from .called import called
from .errors import ConfigurationError, Fault
from .project import Project
from .rules import broken_rules
from .schema import faults_in

if TYPE_CHECKING:
    from pathlib import Path

Table = dict[str, Any]

OFF = "off"
"""What stands in place of a table that is not wanted; in Python it is None."""
_CAN_BE_OFF = ("personas", "group")

ADDED = "added"
"""Where flags keep the traits that they add, if they change others by their number."""


def project_from(table: Table, origin: str) -> Project:
    """Make a project from plain values. What the table does not name has its default, personas and group too.

    Args:
        table: What a `kamseg.toml` holds; `personas` and `group` may be `OFF` there.
        origin: Where it comes from, for the messages.

    Raises:
        ConfigurationError: With every fault that was found.
    """
    table = table | {key: _without_off(table.get(key, {})) for key in _CAN_BE_OFF}
    try:
        faults = list(faults_in(table, _project_type()))
    except RecursionError:
        faults = [Fault("", "is nested too deeply", "no key of kamseg.toml is")]
    if not faults:
        project = msgspec.convert(table, Project)
        faults = list(broken_rules(project))
        if not faults:
            return project
    raise ConfigurationError(origin, faults)


def _without_off(value: object) -> object:
    return None if value == OFF else value


def checked(project: Project) -> Project:
    """Check a project that was made in Python, where the types are not enforced.

    Raises:
        ConfigurationError: With every fault that was found.
    """
    return project_from(msgspec.to_builtins(project), "the project")


def read_table(path: Path) -> Table:
    """Read a TOML file. Some editors on Windows begin it with a byte order mark, which is no part of it.

    Raises:
        ConfigurationError: Where there is no such file, it cannot be read, or it is not TOML.
    """
    import tomllib  # noqa: PLC0415 - only where there is a file

    text = ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError:
        fault = Fault("", "there is no such file", f"{called()} init --sitecode … -o {path} writes one")
    except OSError as error:
        fault = Fault("", f"cannot be read ({error.strerror})", "check the path and its permissions")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        is_utf_16 = error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        what = "is UTF-16 text" if is_utf_16 else f"is not UTF-8 text (line {line})"
        fault = Fault("", what, "save it as UTF-8")
    except tomllib.TOMLDecodeError:
        from .toml_faults import toml_faults  # noqa: PLC0415 - only where there are faults

        raise ConfigurationError(str(path), toml_faults(text)) from None
    except (RecursionError, ValueError):  # a number of thousands of digits is a ValueError of Python's
        fault = Fault("", "is nested too deeply, or a number in it is too long", "look for a typing error")
    raise ConfigurationError(str(path), [fault]) from None


def merged(table: Table, flags: Table) -> Table:
    """Lay flags over a table: tables key by key, traits behind those of the file, the rest instead of it.

    Where the flags have a table of traits, its numbers name traits to change, and `ADDED` has those to add.

    Raises:
        ConfigurationError: Where there is no trait of such a number.
    """
    result = dict(table)
    for key, value in flags.items():
        present = result.get(key)
        if isinstance(value, dict) and isinstance(present, dict):
            result[key] = merged(present, value)
        elif key == ADDED and isinstance(present, list) and isinstance(value, list):
            result[key] = [*present, *value]
        elif key == "traits" and isinstance(present, list):
            result[key] = _changed(present, value if isinstance(value, dict) else {ADDED: value})
        else:
            result[key] = value
    return result


def _changed(traits: list[Any], changes: Table) -> list[Any]:
    added = changes.get(ADDED, [])
    result = [*traits, *added] if isinstance(added, list) else [*traits, added]
    faults = []
    for number, change in changes.items():
        if number == ADDED:
            continue
        if not number.isdecimal() or int(number) >= len(result) or not isinstance(result[int(number)], dict):
            known = f"there are traits.0 to traits.{len(result) - 1}" if result else "add one with --trait"
            faults.append(Fault(f"traits.{number}", "is no trait", known))
            continue
        at = int(number)
        result[at] = merged(result[at], change) if isinstance(change, dict) else change
    if faults:
        raise ConfigurationError("command line", faults)
    return result


def json_schema() -> Table:
    """Describe `kamseg.toml` as JSON Schema, for editors."""
    schema = msgspec.json.schema(Project)
    for key in _CAN_BE_OFF:
        field = schema["$defs"]["Project"]["properties"][key]
        field |= {"anyOf": [field["anyOf"][0], {"const": OFF}], "default": {}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "kamseg.toml", **schema}


@cache
def _project_type() -> inspect.Type:
    return inspect.type_info(Project)
