"""Snippets to text: one Jinja environment, and one filter through which every value goes."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, pass_context
from markupsafe import Markup

from . import __version__
from .catalogue import Snippet, prefixes_of, snippets_of
from .compiled import CompiledTemplates
from .marks import STAMP, cache_key_of, link_key_of, stamped
from .minify import minify_body
from .reasons import REASONS, known, pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

    from .project import Project

TEMPLATES = Path(__file__).parent.parent / "templates"

_COMPILED = CompiledTemplates()

_IDENTIFIER = re.compile(r'"[A-Za-z_$][A-Za-z0-9_$]*"')

_THOUSANDS = re.compile(r"([1-9]\d*?)(0{3,})")

_STAND_IN = re.compile(r"\bkamseg_literal_(\d+)_")

_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False)

_SUSPECT = re.compile(r"[^ -~]|[<>&]")
"""What may have to be escaped; the rest of ASCII never has, and is nearly all there is."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that are written as escapes: controls, invisible marks, surrogates, line separators."""


class Artifact(msgspec.Struct, frozen=True):
    """A rendered snippet.

    Attributes:
        snippet: What it is and where it is pasted.
        text: The readable file.
        minified: Its twin: the same behaviour in fewer bytes.
        mark: Of both: it changes where they do, apart from the version that wrote them.
    """

    snippet: Snippet
    text: str
    minified: str
    mark: str


def render(project: Project) -> tuple[Artifact, ...]:
    """Render all snippets of a project, in the order in which they are pasted."""
    shared = shared_values(project) | {"explains": project.debug}
    return tuple(_render(snippet, shared) for snippet in snippets_of(project))


def shared_values(project: Project) -> dict[str, Any]:
    """Return what all templates of a project know."""
    return {
        "project": project,
        "prefixes": prefixes_of(project),
        "stamp": Markup(STAMP),  # noqa: S704 - our own
        "link_key": link_key_of(project),
    }


def fingerprint_of(project: Project) -> str:
    """Name a configuration, and the version that renders it, in six hexadecimal digits.

    The guide, the manifest and reports say it; what no snippet contains does not count. Each file has a mark
    of its own (`marks.py`).
    """
    counted = msgspec.to_builtins(msgspec.structs.replace(project, label=""))
    del counted["server_side"]
    return hashlib.sha256(__version__.encode() + msgspec.json.encode(counted)).hexdigest()[:6]


def gzip_size(text: str) -> int:
    """Size in bytes after compression, as a web server would send it."""
    return len(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def environment(folder: str, **filters: Callable[..., Markup]) -> Environment:
    """Make a Jinja environment for one folder of `templates/`, which its templates cannot leave.

    Args:
        folder: The folder's name.
        filters: The ways in which values may enter the text; a value that takes none of them is an error.
    """
    env = Environment(
        loader=FileSystemLoader(TEMPLATES / folder),
        bytecode_cache=_COMPILED,
        auto_reload=False,  # it would ask for the time of each file, 190 times for a project
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - JavaScript and Markdown, not HTML; the filters do the escaping
        finalize=_filtered,
    )
    env.filters.update(filters)
    return env


@cache
def snippet_templates() -> Environment:
    """Return the templates of the snippets, and of what is made of their parts.

    They are read once; `cache_clear()` forgets them, for whoever edits templates.
    """
    return environment("snippets", js=js, says=says, said=said)


@pass_context
def js(context: Context, value: object, *, quotes: bool = True, key: bool = False) -> Markup:
    """Write a value as a JavaScript literal, inert in code, in a comment and in a <script>.

    Args:
        context: Where `literals` is a list, the value goes there and a name stands for it in the text:
            the minifier never sees a value, so it cannot undo an escape.
        value: What JSON can hold.
        quotes: Whether to keep the quotation marks; without them it is text for a comment.
        key: Whether it is the name of a property, which needs no quotation marks where it is an identifier.
    """
    literal = literal_of(value)
    if key and _IDENTIFIER.fullmatch(literal):
        literal = literal.strip('"')
    literals: list[str] | None = context.get("literals")
    if not quotes:  # in a comment, which the minifier takes away
        return Markup("" if literals is not None else literal.strip('"'))  # noqa: S704 - a literal may pass
    if literals is None:
        return Markup(literal)  # noqa: S704 - same
    thousands = _THOUSANDS.fullmatch(literal)
    literals.append(f"{thousands[1]}e{len(thousands[2])}" if thousands else literal)
    return Markup(f"kamseg_literal_{len(literals) - 1}_")  # noqa: S704 - same


@pass_context
def says(context: Context, reason: str, answer: str = "", about: str = "", **found: str) -> Markup:
    """Write JavaScript that gives a reason.

    `{{ "no-trait" | says(key="key") }}` is a call of `say`; its sentence is made of literals and expressions.

    Args:
        context: Has the project and, in a custom data, its datum.
        reason: Its id in `reasons.py`.
        answer: The expression that the call answers, if it is to answer something.
        about: An expression for whatever it is about, where one part has many.
        found: Expressions for what is only known in the page.
    """
    values = known(context["project"], context.get("datum"))
    state, words = msgspec.structs.astuple(REASONS[reason])
    parts = pieces(words, {name: text for name, text in values.items() if name not in found})
    text = " + ".join(js(context, part) if is_text else found[part] for is_text, part in parts)
    rest = [answer or "undefined", about] if about else [answer] if answer else []
    call = ", ".join([js(context, reason), js(context, state), text, *rest])
    return Markup(f"say({call})")  # noqa: S704 - literals, and our own code


@pass_context
def said(context: Context, reason: str, answer: str = "", about: str = "", **found: str) -> Markup:
    """Write what an early return answers; only where reasons are wanted, it says one, too.

    `return{{ "sent" | said }};` is `return;` without them, `return {{ "no-consent" | said("null") }};` is
    `return null;`.
    """
    if not context["explains"]:
        return Markup(answer)  # noqa: S704 - our own code
    call = says(context, reason, answer, about, **found)
    return call if answer else Markup(" ") + call


def literal_of(value: object) -> str:
    """Write a value as JSON that is also JavaScript and cannot end a string, a comment or a <script>."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - Jinja's own way to say which name is undefined
    return _inert(_JSON.encode(value))


@lru_cache(maxsize=4096)
def _inert(literal: str) -> str:
    """Escape what would end a string, a comment or a <script>; most texts stand in every project."""
    return _SUSPECT.sub(_escape, literal).replace("*/", "*\\/")


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in "<>&" or unicodedata.category(character) in _INVISIBLE:
        units = character.encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
    return character


def _filtered(value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - as above
    raise TypeError(f"{value!r} takes none of the filters")


def _render(snippet: Snippet, shared: dict[str, Any]) -> Artifact:
    """Render one snippet, with the values that all snippets of its project share."""
    template = snippet_templates().get_template(snippet.template)
    values = shared | {
        "snippet": snippet,
        "kind": snippet.kind,
        "datum": snippet.datum,
        "prefix": snippet.prefix,
        "keys": snippet.keys,
        "cache_key": cache_key_of(snippet),
    }
    literals: list[str] = []
    minified = minify_body(template.render(values, literals=literals, stamp=Markup()))
    # In one pass: a value that looks like a stand-in stays what it is.
    minified = _STAND_IN.sub(lambda match: literals[int(match[1])], minified)
    # A field that holds other code too: without the semicolon, what stands before would be called as a
    # function.
    if snippet.shares_field:
        minified = f";{minified}"
    text, mark = stamped(template.render(values))
    return Artifact(snippet, text, f"/*{mark}*/{minified}\n", mark)
