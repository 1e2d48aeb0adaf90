"""Writes docs/api.md: all that is public, from the docstrings.

`PUBLIC` says which modules are public; of each, what its `__all__` names. Fixtures are those of the pytest
plugin. What is not on that page is private.
"""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from _pytest.fixtures import FixtureFunctionDefinition
from provide import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PAGE = ROOT / "docs" / "api.md"
PUBLIC = {
    "kamseg": "The command line, to be called from Python, and the version.",
    "kamseg.generator.project": "The configuration: what `kamseg.toml` says, as values.",
    "kamseg.harness": "The emulator, its journal and its visitors.",
}
PLUGIN = "kamseg.harness.pytest_plugin"
PREFACE = """\
# The public API

`./run api` writes this page from the docstrings. What is not on it is private and may change without notice.
"CONTRACT 2.9" means a section of [contract.md](contract.md).
"""
WIDEST = 100
"""A longer signature takes a line for each argument."""
LONGEST_DEFAULT = 40
_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Yields):\n((?:[ ]+.*\n|\n)+)", re.MULTILINE)
_ITEM = re.compile(r"^ {4}(\*{0,2}[\w.]+(?:, [\w.]+)*): ", re.MULTILINE)


class _Text:
    """An annotation or a default, shown as it is written."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def page() -> str:
    """Return the whole page."""
    parts = [PREFACE]
    for name, about in PUBLIC.items():
        module = import_module(name)
        parts += [f"## `{name}`\n\n{about}\n", *(_entry(getattr(module, one), one) for one in module.__all__)]
    parts += [f"## pytest: the fixtures of `{PLUGIN}`\n", *_fixtures(import_module(PLUGIN))]
    return "\n".join(parts)


def _entry(value: Any, name: str) -> str:
    if not callable(value):
        return f"### `{name}`\n\n`{type(value).__name__}`\n"
    lines = [f"### `{name}`\n", _signature(value, name), _prose(value)]
    if inspect.isclass(value):
        lines += [*_inherited(value), *_fields(value)]
        lines += [_member(value, name, one) for one in _members(value)]
    return "\n".join(line for line in lines if line)


def _inherited(home: type) -> Iterator[str]:
    """Describe the attributes of what a class is made from."""
    for base in home.__mro__[1:]:
        found = _SECTION.search(f"{inspect.cleandoc(base.__dict__.get('__doc__') or '')}\n")
        if base.__module__.startswith("kamseg") and found and found[1] == "Attributes":
            yield _section(found).replace("Attributes", f"As each {base.__name__.lower()}")


def _member(home: type, home_name: str, name: str) -> str:
    value = inspect.getattr_static(home, name)
    title = f"#### `{home_name}.{name}`\n"
    if isinstance(value, property):
        return f"{title}\n{_prose(value)}"
    return "\n".join([title, _signature(getattr(home, name), name), _prose(value)])


def _members(home: type) -> Iterator[str]:
    """Name the methods and properties that kamseg itself gives a class."""
    for one in reversed(home.__mro__):
        if one.__module__.startswith("kamseg"):
            for name, value in vars(one).items():
                if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                    yield name


def _signature(value: Any, name: str) -> str:
    if inspect.isclass(value) and issubclass(value, BaseException):
        value = value.__init__
    if getattr(value, "_is_protocol", False):  # it is never made
        return ""
    signature = inspect.signature(value)
    parameters = [
        one.replace(annotation=_annotation(one.annotation), default=_default(one.default))
        for one in signature.parameters.values()
        if one.name != "self"
    ]
    nothing = signature.return_annotation == "None"
    returned = inspect.Signature.empty if nothing else _annotation(signature.return_annotation)
    shown = signature.replace(parameters=parameters, return_annotation=returned)
    text = f"{name}{shown}"
    if len(text) > WIDEST:
        lines = [f"    {one}," for one in _separate(shown)]
        text = "\n".join([f"{name}(", *lines, f"){str(shown).rpartition(')')[2]}"])
    return f"```python\n{text}\n```\n"


def _separate(signature: inspect.Signature) -> Iterator[str]:
    kinds = inspect.Parameter
    has_star = False
    for one in signature.parameters.values():
        if one.kind is kinds.KEYWORD_ONLY and not has_star:
            has_star = True
            yield "*"
        yield str(one)


def _annotation(value: Any) -> Any:
    if value is inspect.Parameter.empty:
        return value
    if isinstance(value, str):
        return _Text(value)
    if get_origin(value) is Annotated:
        return _annotation(get_args(value)[0])
    return _Text(getattr(value, "__name__", "") if isinstance(value, type) else _bare(repr(value)))


def _bare(text: str) -> str:
    """Leave out where names live, and what is checked beside the type."""
    text = re.sub(r"\b(?:typing|msgspec|pathlib|kamseg[\w.]*)\.", "", text)
    text = re.sub(r"Annotated\[(\w+), Meta\([^()]*\)\]", r"\1", text)
    return re.sub(r"Optional\[(\w+)\]", r"\1 | None", text)


def _default(value: Any) -> Any:
    if value is inspect.Parameter.empty or isinstance(value, str | int | float | bool | None):
        return value
    return _Text("…" if len(repr(value)) > LONGEST_DEFAULT or "<" in repr(value) else repr(value))


def _fields(home: type) -> list[str]:
    """Describe the fields whose description stands beside them: those of the configuration."""
    if not (issubclass(home, msgspec.Struct) and "Attributes:" not in (inspect.getdoc(home) or "")):
        return []
    hints = get_type_hints(home, include_extras=True)
    lines = []
    for name, hint in hints.items():
        notes = [
            note.description for note in getattr(hint, "__metadata__", ()) if getattr(note, "description", "")
        ]
        lines += [f"- `{name}`: {note}" for note in notes]
    return ["\n".join([*lines, ""])] if lines else []


def _fixtures(package: ModuleType) -> Iterator[str]:
    for info in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{info.name}")
        for name, value in vars(module).items():
            if isinstance(value, FixtureFunctionDefinition) and not name.startswith("_"):
                function = inspect.unwrap(value)
                returned = inspect.signature(function).return_annotation
                yield f"### `{name}`: `{returned}`\n\n{_prose(function)}"


def _prose(value: Any) -> str:
    """Turn a docstring with Google's sections into Markdown."""
    text = f"{inspect.getdoc(value) or ''}\n"
    return f"{_SECTION.sub(_section, text).rstrip()}\n"


def _section(found: re.Match[str]) -> str:
    title, body = found[1], found[2]
    if not _ITEM.search(body):
        return f"**{title}:** {' '.join(body.split())}\n\n"
    items = [part for part in re.split(r"^(?= {4}\S)", body, flags=re.MULTILINE) if part.strip()]
    lines = [_ITEM.sub(r"- `\1`: ", f"    {' '.join(item.split())}") for item in items]
    return "\n".join([f"**{title}:**\n", *lines, "", ""])


def main() -> int:
    """Write the page; returns the exit code."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"api: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
