"""Custom data code and thousands of payloads in one page; what goes wrong, each made small."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from fuzz.shrinking import shrunk
from kamseg.generator.catalogue import prefixes_of
from kamseg.generator.project import Group, Identity, Personas, Project, RemoteData, Trait
from kamseg.generator.render import render
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

MOST_SHOWN = 5
SITECODE = "a1b2c3d4e5"
TRAITS = (
    Trait(trait="plan", custom_data="Plan"),
    Trait(trait="value", custom_data="Value", type="number"),
    Trait(trait="news", custom_data="News", type="boolean"),
)
INHERITED = (
    Trait(trait="__proto__", custom_data="Proto"),
    Trait(trait="constructor", custom_data="Constructor", type="number"),
    Trait(trait="toString", custom_data="Text", type="boolean"),
)
PROJECTS = {
    "anywhere": Project(sitecode=SITECODE, personas=Personas(), traits=TRAITS + INHERITED, group=Group()),
    "at a path": Project(
        sitecode=SITECODE,
        personas=Personas(path="audiences"),
        traits=tuple(replace(trait, path=f"traits.{trait.trait}") for trait in TRAITS),
        group=Group(path="group.id"),
    ),
    "at the top": Project(
        sitecode=SITECODE,
        personas=Personas(path="."),
        traits=(Trait(trait="plan", custom_data="Plan", path="__proto__.constructor"),),
        group=Group(path="."),
    ),
    "personas alone": Project(sitecode=SITECODE, personas=Personas()),
    "not kept": Project(
        sitecode=SITECODE,
        identity=Identity(lookup="segment-user-id"),
        remote_data=RemoteData(cache_seconds=0),
        personas=Personas(),
        traits=TRAITS,
        group=Group(),
    ),
}


class Program(msgspec.Struct, frozen=True):
    """The code of one custom data.

    Attributes:
        label: What it is called in a report.
        code: What is pasted.
        name: The custom data that it may set.
        type: What it may set it to.
        prefixes: The keys, without the id, that it asks for.
        cached: Whether a later page knows what an earlier one has read.
    """

    label: str
    code: str
    name: str
    type: str
    prefixes: tuple[str, ...]
    cached: bool = True


class Violation(msgspec.Struct, frozen=True):
    """What a program did wrong with a case, a JSON text of `[id, payload]`."""

    program: str
    case: str
    what: str

    @property
    def kind(self) -> str:
        return self.what.split(":", maxsplit=1)[0]

    def __str__(self) -> str:
        return f"{self.program} {self.what}\n    for {self.case}"


def programs(*, minified: bool) -> list[Program]:
    """The custom data code of all projects."""
    return [one for name, project in PROJECTS.items() for one in _programs_of(name, project, minified)]


def _programs_of(label: str, project: Project, minified: bool) -> Iterable[Program]:
    for artifact in render(project):
        datum = artifact.snippet.datum
        if artifact.snippet.kind is None or datum is None:
            continue
        kinds = {"audiences": "list", "group": "string", "trait": getattr(datum, "type", "")}
        yield Program(
            label=f"{datum.custom_data}, {label}",
            code=artifact.minified if minified else artifact.text,
            name=datum.custom_data,
            type=kinds[artifact.snippet.kind],
            prefixes=prefixes_of(project),
            cached=project.remote_data.cache_seconds > 0,
        )


def violations(page: Page, programs: list[Program], cases: list[str]) -> list[Violation]:
    """Run each program with each case, a JSON text of `[id, payload]`."""
    # As a text of ASCII characters: halves of characters would not survive the way into the page otherwise.
    data = json.dumps({"programs": msgspec.to_builtins(programs), "cases": cases})
    found = page.evaluate(script("watch.js", "remote_data.js"), data)
    return msgspec.convert(json.loads(found), list[Violation])


def small(page: Page, programs: list[Program], found: list[Violation]) -> list[Violation]:
    """One violation of each kind that each program shows, with the smallest case that shows it."""
    kinds = {(one.program, one.kind): one for one in reversed(found)}
    return [_shrunk(page, programs, one) for one in list(kinds.values())[:MOST_SHOWN]]


def _shrunk(page: Page, programs: list[Program], one: Violation) -> Violation:
    """Shrink the case; what was seen only after all of them have run is one program's doing: find out whose."""

    def same(cases: list[str], some: list[Program]) -> list[Violation]:
        return [other for other in violations(page, some, cases) if other.kind == one.kind]

    named = [program for program in programs if program.label == one.program]
    guilty = named or [program for program in programs if same([one.case], [program])][:1] or programs

    case = shrunk(
        one.case, lambda texts: [other.case for other in same(list(filter(_is_case, texts)), guilty)]
    )
    (shown, *_) = same([case], guilty) or [one]
    return shown if named else replace(shown, program=guilty[0].label)


def _is_case(text: str) -> bool:
    match json.loads(text):
        case [str(visitor), _]:
            return bool(visitor)
    return False


@cache
def script(*files: str) -> str:
    """Make a function of files beside this one; it takes and answers a JSON text."""
    folder = Path(__file__).parent
    code = "\n".join((folder / file).read_text() for file in files)
    return f"async (input) => {{\n{code}\nreturn JSON.stringify(await run(JSON.parse(input)));\n}}"
