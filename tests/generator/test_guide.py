"""The install guide: every file has its place, steps count up, and no name breaks the Markdown."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, get_args, get_type_hints

import pytest
from kamseg.generator.guide import code, install_guide, text
from kamseg.generator.project import Consent, Exposures, Group, Identity, Personas, Project, Segment, Trait
from kamseg.generator.reasons import CONSENTS
from kamseg.generator.render import render
from msgspec.structs import replace

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
    for table in re.findall(r"(?m)(?:^ *\|.*\n)+", written):
        rows = [len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()]
        assert set(rows) == {rows[0]}, table
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


SHOP = Project(
    sitecode=SITECODE,
    identity=Identity(lookup="segment-user-id"),
    exposures=Exposures(once_per="visit"),
    consent=Consent(require="personalization"),
    traits=(Trait(trait="plan", custom_data="Plan"),),
    segment=Segment(global_name="tracker"),
)


def test_it_speaks_of_this_configuration() -> None:
    check = section(guide(SHOP), 3)
    assert "Log in: before, Segment has no user id" in check
    assert "const id = (await tracker.user()).id();" in check
    assert 'retrieveDataFromRemoteSource(["IDENTIFY_" + id], console.log)' in check
    assert "COHORTS_" not in check
    assert "once in the whole visit" in check
    assert (
        "| `Plan` | after a login, on the page after Segment has sent something about this user | personalization |"
        in check
    )
    assert "identify with a trait)" in check
    assert "audience" not in check


@pytest.mark.parametrize(
    ("lookup", "id_code", "needs_login"),
    [
        ("visitor-code", "Kameleoon.API.Visitor.code;", False),
        ("segment-user-id", "(await analytics.user()).id();", True),
        ("segment-anonymous-id", "(await analytics.user()).anonymousId();", False),
        ("segment-user-or-anonymous-id", ".id() || (await analytics.user()).anonymousId();", False),
    ],
)
def test_the_id_that_lookup_names_is_the_one_to_look_at(
    lookup: Any, id_code: str, *, needs_login: bool
) -> None:
    check = section(guide(replace(EVERYTHING, identity=Identity(lookup=lookup))), 3)
    assert id_code in check
    assert ("Log in" in check) is needs_login


SAME_ID = "where your site gives both systems the same id: Kameleoon's visitor code is"
USER, ANONYMOUS = "the user id of Segment's identify", "Segment's anonymous id"
NEEDS = {
    ("track", "visitor-code"): ["Nothing else must hold."],
    ("track", "segment-user-id"): [f"{SAME_ID} {USER}."],
    ("track", "segment-anonymous-id"): [f"{SAME_ID} {ANONYMOUS}."],
    ("track", "segment-user-or-anonymous-id"): [
        f"{SAME_ID} {USER} after a login, and {ANONYMOUS} before it."
    ],
    ("identify", "visitor-code"): ["where your site gives no user ids of its own"],
    ("identify", "segment-user-id"): ["where your site gives no user ids of its own"],
    ("identify", "segment-anonymous-id"): ["where your site gives no user ids", f"{SAME_ID} {ANONYMOUS}."],
    ("identify", "segment-user-or-anonymous-id"): ["where your site gives no user ids of its own"],
    ("none", "visitor-code"): [
        "where your site gives both systems the same id, as",
        "or tells Segment the visitor code itself.",
    ],
    ("none", "segment-user-id"): [f"{SAME_ID} {USER}."],
    ("none", "segment-anonymous-id"): [f"{SAME_ID} {ANONYMOUS}."],
    ("none", "segment-user-or-anonymous-id"): [f"{SAME_ID} {USER} after a login, and {ANONYMOUS} before it."],
}


def test_every_mode_and_lookup_is_known() -> None:
    kinds = get_type_hints(Identity)
    assert set(NEEDS) == set(product(get_args(kinds["mode"]), get_args(kinds["lookup"])))


@pytest.mark.parametrize(("mode", "lookup"), NEEDS, ids=lambda one: one)
def test_each_identity_says_what_must_hold_on_this_site(mode: Any, lookup: Any) -> None:
    project = Project(sitecode=SITECODE, group=Group(), identity=Identity(mode=mode, lookup=lookup))
    identity = guide(project).partition("**Which identity fits you.**")[2].partition("\n## ")[0]
    assert f"\n| `{mode}` | " in identity
    assert f"\n| `{lookup}` | " in identity
    said = identity.partition(f"This project: `mode` `{mode}`, `lookup` `{lookup}`. ")[2]
    assert all(needs in said for needs in NEEDS[mode, lookup])
    wanted = "".join(NEEDS[mode, lookup]).count("where your site")
    assert said.count("where your site") == wanted


@pytest.mark.parametrize("require", ["any", "both", "experiment", "personalization", "none"])
def test_each_part_says_which_consent_it_waits_for(require: Any) -> None:
    check = section(guide(replace(EVERYTHING, consent=Consent(require=require))), 3).partition("**Which")[0]
    rows = [
        row.rstrip(" |").rpartition("| ")[2]
        for row in check.splitlines()
        if re.match(r"\| (`|the |exp)", row)
    ]
    assert rows == [CONSENTS[require]] * 5
    assert ("legal consent" in check) is (require != "none")


@pytest.mark.parametrize(
    ("project", "kept"),
    [
        (Project(sitecode=SITECODE), "until the browser is closed"),
        (SHOP, "until 30 minutes after they were last set"),
        (
            Project(sitecode=SITECODE, identity=Identity(mode="identify")),
            "until 365 days after they were last set",
        ),
    ],
)
def test_it_says_how_to_take_all_out_again(project: Project, kept: str) -> None:
    """By what is pasted, and what of it stays where no one deletes it: other tools' guides forget the storage."""
    removal = guide(project).partition("Take it all out again\n")[2].partition("\n## ")[0]
    assert kept in " ".join(removal.split())
    assert all(f"`{datum.custom_data}`" in removal for datum in project.data)
    assert render(project)[0].mark in removal


def test_the_vendors_own_way_has_its_steps() -> None:
    project = Project(sitecode=SITECODE, exposures=Exposures(source="built-in"))
    written = guide(project)
    steps = section(written, 2)
    for words in (
        "install the tool *Segment*",
        "reporting tool",
        "finalization panel",
        "hybrid mode",
        "getEngineTrackingCode",
    ):
        assert words in " ".join(steps.split())
    assert "Experiment viewed" in section(written, 3)
    assert "every time a visitor sees" in " ".join(written.split())
    assert not any(one.snippet.id == "exposure-integration" for one in render(project))
