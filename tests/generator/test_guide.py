"""The install guide: every file has its place, steps count up, and no name breaks the Markdown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from kamseg.generator.guide import code, install_guide, text
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, Segment, Trait
from kamseg.generator.render import render

SITECODE = "a1b2c3d4e5"
EVERYTHING = Project(
    sitecode=SITECODE,
    label="A | `shop` <b>",
    personas=Personas(values=("VIP",)),
    traits=(Trait(trait="plan", custom_data="Plan `a` | b", type="number"),),
    group=Group(),
)


def guide(project: Project) -> str:
    return install_guide(project, render(project))


def section(guide: str, number: int) -> str:
    return guide.split("\n## ")[number].partition("\n")[2]


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"exposures": Exposures(source="off")},
        {"exposures": Exposures(source="custom-integration"), "identity": Identity(mode="none")},
        {"identity": Identity(mode="identify"), "personas": Personas()},
        {"group": Group()},
    ],
    ids=lambda parts: ", ".join(parts) or "default",
)
def test_the_steps_of_each_section_count_up_from_one(parts: dict[str, Any]) -> None:
    written = guide(Project(sitecode=SITECODE, **parts))
    for number in (1, 2, 3):
        steps = [int(step) for step in re.findall(r"^(\d+)\. ", section(written, number), re.MULTILINE)]
        assert steps == list(range(1, len(steps) + 1))
        assert steps


def test_every_snippet_is_pasted_in_one_of_the_steps() -> None:
    steps = section(guide(EVERYTHING), 2)
    for artifact in render(EVERYTHING):
        assert artifact.snippet.file in steps


def test_the_fields_of_each_custom_data_are_named() -> None:
    steps = section(guide(EVERYTHING), 2)
    assert steps.count("| Scope | Visit |") == 3
    assert steps.count("| Type | List |") == 1
    assert steps.count("| Type | Unique |") == 2
    assert "| Format | Number |" in steps


def test_no_name_breaks_a_table_or_becomes_markup() -> None:
    written = guide(EVERYTHING)
    for row in (line.strip() for line in written.splitlines() if line.strip().startswith("|")):
        assert len(re.findall(r"(?<!\\)\|", row)) == 3, row
    assert "`` A | `shop` <b> ``" in written


@pytest.mark.parametrize("value", ["`", "``", "a`", "`a", "a", "|", " a ", "```x``"])
def test_a_code_span_ends_where_it_should(value: str) -> None:
    span = str(code(value))
    fence = re.match("`+", span)
    assert fence
    inside = span[len(fence[0]) : -len(fence[0])]
    assert span.endswith(fence[0])
    assert fence[0] not in re.findall("`+", inside)
    assert inside.strip() == value.strip()


def test_plain_text_means_nothing_in_markdown() -> None:
    assert str(text("*a* [b](c) <d> `e` | # &amp;")) == r"\*a\* \[b\](c) \<d\> \`e\` \| \# \&amp;"


def test_it_says_how_the_library_from_npm_is_found() -> None:
    line = "window.tracker = AnalyticsBrowser.load({ writeKey });"
    assert line in guide(Project(sitecode=SITECODE, segment=Segment(global_name="tracker")))


def test_it_says_what_a_page_is_and_who_else_sends_exposures() -> None:
    written = guide(EVERYTHING)
    for words in ("A page is a path", "Experiment viewed", "Segment Event Streaming", "`integrations`"):
        assert words in written
    assert "once per visit of a user" in guide(
        Project(sitecode=SITECODE, exposures=Exposures(once_per="visit"))
    )
    assert "Event Streaming" not in guide(Project(sitecode=SITECODE, exposures=Exposures(source="off")))
