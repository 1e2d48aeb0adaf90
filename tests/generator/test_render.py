"""Every value reaches JavaScript as an inert literal, or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError
from kamseg.generator.config import checked
from kamseg.generator.errors import ConfigurationError
from kamseg.generator.minify import minify_body
from kamseg.generator.probe import probe_file
from kamseg.generator.project import Group, Identity, Personas, Project
from kamseg.generator.render import environment, fingerprint_of, js, literal_of, render
from msgspec.structs import replace
from strategies import HOSTILE, allowed, anything, projects

if TYPE_CHECKING:
    from javascript import Parser

SITECODE = "a1b2c3d4e5"


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_literal_is_the_value_again_and_nothing_else(parser: Parser, value: str) -> None:
    literal = literal_of(value)
    assert json.loads(literal) == value
    assert not set("<>&\u2028\u2029\n\x00") & set(literal)
    assert "*/" not in literal
    assert parser.parse(f"return {literal};").strings == [value]
    assert parser.parse(f"/* {literal} */ return 1;").error == ""


def test_an_undefined_value_is_an_error() -> None:
    template = environment("snippets", js=js).from_string("{{ nothing | js }}")
    with pytest.raises(UndefinedError, match="nothing"):
        template.render()


def test_a_value_that_takes_no_filter_is_an_error() -> None:
    template = environment("snippets", js=js).from_string("const name = {{ name }};")
    with pytest.raises(TypeError, match="takes none of the filters"):
        template.render(name="x")
    with pytest.raises(UndefinedError):
        template.render()


def test_templates_cannot_leave_their_folder() -> None:
    with pytest.raises(TemplateNotFound):
        environment("snippets", js=js).get_template("../guide/INSTALL.md.jinja")


def test_the_minifier_keeps_a_return_at_the_top_and_writes_es2017(parser: Parser) -> None:
    minified = minify_body("try { if (window.a) return; } catch (error) { return; } return 2;")
    assert "return 2" in minified
    assert "catch{" not in minified
    assert parser.parse(minified).error == ""


def test_the_minifier_never_sees_a_value() -> None:
    project = Project(sitecode=SITECODE, identity=Identity(event="</script>\u2028"))
    script = render(project)[0]
    for text in (script.text, script.minified):
        assert r"\u003c/script\u003e\u2028" in text


def test_same_input_same_bytes_and_the_label_does_not_count() -> None:
    project = Project(sitecode=SITECODE, personas=Personas(), group=Group())
    assert render(project) == render(replace(project))
    assert fingerprint_of(project) == fingerprint_of(replace(project, label="Shop"))
    assert fingerprint_of(project) != fingerprint_of(replace(project, debug=True))


@given(project=projects(anything, anything))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_configuration_is_refused_with_reasons_or_rendered(parser: Parser, project: Project) -> None:
    try:
        checked(project)
    except ConfigurationError as error:
        reasons = [fault.rule for fault in error.faults]
    else:
        reasons = ["rendered"]
        texts = [artifact.text for artifact in render(project)]
        assert all(parser.parse(text).error == "" for text in (*texts, probe_file(project)))
    assert reasons
    assert all(reasons)


@given(project=projects(allowed, st.sampled_from(["analytics", "_$", "constructor"])))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_value_changes_the_program(parser: Parser, project: Project) -> None:
    try:
        checked(project)
    except ConfigurationError:
        event("refused")
        return
    event("rendered")
    for text, twin in zip(_programs(project), _programs(_tamed(project)), strict=True):
        parsed = parser.parse(text)
        assert parsed.error == ""
        assert parsed.shape == parser.parse(twin).shape


def _programs(project: Project) -> list[str]:
    artifacts = render(project)
    texts = [text for artifact in artifacts for text in (artifact.text, artifact.minified)]
    return [*texts, probe_file(project)]


def _tamed(project: Project) -> Project:
    """Put harmless words in the place of all texts."""
    personas = project.personas
    return replace(
        project,
        label="",
        identity=replace(
            project.identity,
            event="event",
            properties=tuple(f"property{at}" for at in range(len(project.identity.properties))),
        ),
        exposures=replace(project.exposures, experiment_event="e", personalization_event="p"),
        personas=personas
        and replace(
            personas,
            custom_data="personas",
            values=tuple(f"value{at}" for at in range(len(personas.values))),
            path=_tame_path(personas.path),
        ),
        traits=tuple(
            replace(trait, trait=f"t{at}", custom_data=f"trait {at}", path=_tame_path(trait.path))
            for at, trait in enumerate(project.traits)
        ),
        group=project.group
        and replace(project.group, custom_data="group", path=_tame_path(project.group.path)),
    )


def _tame_path(path: str | None) -> str | None:
    return path if path in (None, ".") else ".".join("k" for _ in path.split("."))
