"""Journeys as files: what is not one is refused, with the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Exposures, Identity, Personas, Project, Trait
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.journeys.journey import Journey, JourneyError, Step, fitted, journeys, read_journey
from kamseg.harness.journeys.player import Player

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'title = "T"\nabout = "A"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps = ", "Invalid"),
        ("steps = " + "[" * 5000, "maximum recursion depth"),
        (HEAD, "missing required field `steps`"),
        (HEAD + "steps = [{ fly = true }]", "unknown field `fly`"),
        (HEAD + "steps = [{}]", "a step is one of open, go, follow"),
        (HEAD + 'steps = [{ open = "/", go = "/" }]', "not open and go"),
        (HEAD + 'steps = [{ trouble = "rain" }]', "no such trouble: rain; there are none, segment-blocked"),
        (HEAD + 'steps = [{ open = "/", where = { a = 1 } }]', "`where` goes with `see` and `never`"),
        (HEAD + 'consent = "perhaps"\nsteps = []', "Invalid enum value 'perhaps'"),
        (HEAD + 'colour = "red"\nsteps = []', "unknown field `colour`"),
    ],
)
def test_what_is_no_journey_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(text)
    with pytest.raises(JourneyError) as caught:
        read_journey(file)
    assert str(file) in str(caught.value)
    assert said in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(HEAD + 'steps = [{ open = "/" }]', encoding="utf-8-sig")
    assert read_journey(file).title == "T"


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(JourneyError, match="is not a journey"):
        read_journey(__import__("pathlib").Path("/nowhere.toml"))


def test_there_are_enough_each_with_a_title_of_its_own() -> None:
    found = journeys()
    assert len(found) >= 8
    assert len({journey.title for journey in found}) == len(found)
    assert all(journey.about.endswith(".") and journey.steps for journey in found)


@pytest.mark.parametrize("journey", journeys(), ids=lambda journey: journey.name)
def test_no_page_is_left_while_segments_library_loads(journey: Journey) -> None:
    """The library, told then that this failed, asks Segment's real metrics: an egress, once in some 200 plays."""
    loading = ""
    for step in journey.steps:
        if step.open or step.later:
            assert not loading, f"{loading} is left"
            loading = step.open or ""
        is_blocked = step.see == "fault" and "cdn.segment" in step.where.get("host", "")
        if is_blocked or step.see in {"segment.event", "linked"}:
            loading = ""
    assert not loading, f"{loading} is left in the end"


def test_the_projects_own_names_are_put_in() -> None:
    project = Project(
        sitecode="a1b2c3d4e5",
        personas=Personas(custom_data="Audiences", values=("Big spenders",)),
        exposures=Exposures(experiment_event="Seen"),
        identity=Identity(event="Linked"),
    )
    entered = fitted(read("05-audience-entered"), project)
    assert Step(enter="Big spenders") in entered.steps
    assert (
        Step(see="custom-data", where={"name": "Audiences", "value": ["Big spenders"], "outcome": "set"})
        in entered.steps
    )
    assert Step(see="segment.event", where={"event": "Seen"}) in entered.steps


def read(name: str) -> Journey:
    return next(journey for journey in journeys() if journey.name == name)


@pytest.mark.parametrize(
    ("name", "project", "said"),
    [
        ("05-audience-entered", Project(sitecode="a1b2c3d4e5"), "needs personas; this project has none"),
        ("07-login-and-trait", Project(sitecode="a1b2c3d4e5"), "needs a trait that is text"),
        ("09-company", Project(sitecode="a1b2c3d4e5"), "needs a group"),
        ("01-first-visit", Project(sitecode="a1b2c3d4e5", identity=Identity(mode="none")), "needs an event that links identities"),
        ("08-personalization", Project(sitecode="a1b2c3d4e5", traits=(Trait(trait="plan", custom_data="Plan"),), exposures=Exposures(source="off")), "needs exposure events"),
    ],
)  # fmt: skip
def test_what_the_project_lacks_is_said(name: str, project: Project, said: str) -> None:
    with pytest.raises(JourneyError, match=said):
        fitted(read(name), project)


class Nobody:
    """An actor that does nothing."""

    def __getattr__(self, name: str) -> object:
        return lambda *_, **__: {"user_id": None, "anonymous_id": None}


def play(*steps: Step) -> None:
    with Emulator() as emulator:
        Player(emulator, Nobody(), timeout=0.05).play(Journey(title="T", about="A", steps=steps, name="odd"))  # type: ignore[arg-type] # it does not matter who


def test_what_is_not_seen_fails_with_the_step() -> None:
    with pytest.raises(AssertionError, match=r"odd, step 2 \(see exposure name=Hero\): wanted one, found 0"):
        play(Step(open="/"), Step(see="exposure", where={"name": "Hero"}))


def test_what_must_never_be_seen_fails_with_the_entry() -> None:
    with pytest.raises(AssertionError, match=r"odd, step 3 .*wanted none of visitor does='login'"):
        play(Step(login="ada"), Step(open="/"), Step(never="visitor", where={"does": "login"}))


def test_only_what_comes_after_the_last_action_is_seen() -> None:
    play(Step(open="/"), Step(see="visitor", where={"value": "/"}), Step(see="visitor"))
    with pytest.raises(AssertionError, match="step 3"):
        play(Step(open="/"), Step(login="ada"), Step(see="visitor", where={"value": "/"}))
