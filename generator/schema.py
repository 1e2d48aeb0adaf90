"""Checking a table of plain values against the types of `project.py`, with all faults at once.

msgspec converts and checks, but stops at the first fault and does not say how to mend it.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from msgspec import inspect

from .errors import Fault
from .project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 60
"""How many characters of an offending value are shown."""


_ITEM = re.compile(r"^(\w+)\[\d+\]$")
"""The path of an item of an array, whose tables are headed by the array's name alone."""

_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that no name has: controls, halves of characters, line and paragraph separators."""


def faults_in(value: object, expected: inspect.Type, path: str = "") -> Iterator[Fault]:
    """Find what is wrong with a value.

    Args:
        value: What the configuration has there: tables, arrays, strings, numbers and booleans.
        expected: What belongs there, from `msgspec.inspect.type_info`.
        path: The path of its key, for the messages.

    Yields:
        A fault for each wrong part, in the order of the configuration.
    """
    match expected:
        case inspect.Metadata(type=inner, extra=None):
            yield from faults_in(value, inner, path)
        case inspect.Metadata(type=inner, extra=dict(words)):
            for _ in faults_in(value, inner, path):
                yield Fault(path, words["rule"], words["remedy"], shown(value))
        case inspect.UnionType():
            yield from _union_faults(value, expected, path)
        case inspect.DictType() | inspect.AnyType():
            yield from _open_faults(value, expected, path)
        case inspect.StructType():
            yield from _table_faults(value, expected, path)
        case inspect.VarTupleType():
            yield from _array_faults(value, expected, path)
        case _:
            rule = _rule_broken(value, expected)
            if rule:
                yield Fault(path, rule, _did_you_mean(value, expected), shown(value))


def shown(value: object) -> str:
    """Write a value for a message as it would be written in TOML, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def nearest(word: str, known: list[str]) -> str:
    """Name the known word that was probably meant, or all of them."""
    close = _close_matches(word, known)
    return f'did you mean "{close[0]}"?' if close else f"known are: {', '.join(known)}"


def _table_faults(value: object, expected: inspect.StructType, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        heading = _ITEM.sub(r"[\1]", path)
        yield Fault(path, "must be a table", f"write [{heading}] and its keys below", shown(value))
        return
    fields = {field.encode_name: field for field in expected.fields}
    for key, item in value.items():
        inside = f"{path}.{key}" if path else key
        if key in fields:
            yield from faults_in(item, fields[key].type, inside)
        else:
            remedy = _with_move(nearest(key, list(fields)), key, item)
            yield Fault(inside, "is not a key that kamseg knows", remedy, shown(item))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Fault(f"{path}.{name}" if path else name, "is missing", _description(field.type))


def _with_move(remedy: str, key: str, item: object) -> str:
    """Add where a key of the whole file belongs that stands below a table: TOML gives it to that table."""
    if key not in Project.__struct_fields__:
        return remedy
    place = f"[{key}] and its keys below" if isinstance(item, dict) else "it above the first table"
    return "; ".join(filter(None, (remedy, f'"{key}" stands for the whole file: write {place}')))


def _union_faults(value: object, expected: inspect.UnionType, path: str) -> Iterator[Fault]:
    """Something or nothing, which comes from Python, for TOML has none; or something or an open table."""
    somethings = [option for option in expected.types if not isinstance(option, inspect.NoneType)]
    tables = [option for option in somethings if isinstance(option, inspect.DictType)]
    is_table = any(isinstance(option, inspect.StructType) for option in somethings)
    if value is not None and is_table and not isinstance(value, dict):
        remedy = f'write [{path}] and its keys below, or {path} = "off" above the first table'
        yield Fault(path, 'must be a table or "off"', remedy, shown(value))
    elif value is not None or len(somethings) == len(expected.types):
        fitting = tables if isinstance(value, dict) else []
        yield from faults_in(value, (fitting or somethings)[0], path)


def _open_faults(value: object, expected: inspect.DictType | inspect.AnyType, path: str) -> Iterator[Fault]:
    """A table whose keys are names that the user gives; or whatever JavaScript can hold, at any depth."""
    if isinstance(value, dict):
        of_item = expected.value_type if isinstance(expected, inspect.DictType) else expected
        for key, item in value.items():
            inside = f"{path}.{json.dumps(key)}"
            if isinstance(expected, inspect.DictType):
                yield from faults_in(key, expected.key_type, inside)
            for fault in faults_in(item, of_item, inside):
                yield fault._replace(remedy=_with_move(fault.remedy, key, item))
    elif isinstance(expected, inspect.DictType):
        yield Fault(path, "must be a table", f"write [{path}] and its keys below", shown(value))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from faults_in(item, expected, f"{path}[{number}]")
    elif not isinstance(value, str | int) and not (isinstance(value, float) and math.isfinite(value)):
        yield Fault(path, "must be a text, a number, true, false, an array or a table", "", shown(value))


def _array_faults(value: object, expected: inspect.VarTupleType, path: str) -> Iterator[Fault]:
    tables = isinstance(_bare(expected.item_type), inspect.StructType)
    if not isinstance(value, list | tuple):
        remedy = f"write [[{path}]] and its keys below" if tables else f"write {path} = […]"
        yield Fault(path, "must be an array", remedy, shown(value))
        return
    if expected.max_length is not None and len(value) > expected.max_length:
        yield Fault(
            path, f"has {len(value)} items, at most {expected.max_length} are possible", "leave some out"
        )
    for number, item in enumerate(value):
        yield from faults_in(item, expected.item_type, f"{path}[{number}]")


def _rule_broken(value: object, expected: inspect.Type) -> str:
    match expected:
        case inspect.LiteralType(values=words) if value not in words or not isinstance(value, str):
            return f"must be one of {', '.join(map(json.dumps, words))}"
        case inspect.BoolType() if not isinstance(value, bool):
            return "must be true or false"
        case inspect.IntType(ge=low, le=high) if (
            not isinstance(value, int)
            or isinstance(value, bool)
            or (low is not None and value < low)
            or (high is not None and value > high)
        ):
            return f"must be a whole number from {low} to {high}"
        case inspect.StrType() if not isinstance(value, str):
            return "must be a text in quotes"
        case inspect.StrType():
            return _text_rule_broken(str(value), expected)
    return ""


def _text_rule_broken(value: str, expected: inspect.StrType) -> str:
    if expected.min_length and len(value) < expected.min_length:
        return "must not be empty"
    if expected.max_length is not None and len(value) > expected.max_length:
        return f"has {len(value)} characters, at most {expected.max_length} are possible"
    if expected.pattern and not re.search(expected.pattern, value):
        return f"must match {expected.pattern}"
    if any(unicodedata.category(character) in _UNPRINTABLE for character in value):
        return "must not contain line breaks or control characters"
    return ""


def _did_you_mean(value: object, expected: inspect.Type) -> str:
    if isinstance(expected, inspect.LiteralType) and isinstance(value, str):
        close = _close_matches(value, [str(word) for word in expected.values])
        return f'did you mean "{close[0]}"?' if close else ""
    return ""


def _close_matches(word: str, known: list[str]) -> list[str]:
    import difflib  # noqa: PLC0415 - only where there are faults

    return difflib.get_close_matches(word, known, n=1)


def _bare(expected: inspect.Type) -> inspect.Type:
    return _bare(expected.type) if isinstance(expected, inspect.Metadata) else expected


def _description(expected: inspect.Type) -> str:
    found: dict[str, Any] = (
        (expected.extra_json_schema or {}) if isinstance(expected, inspect.Metadata) else {}
    )
    return f"add it: {found.get('description', '')}"
