"""Journeys as files: what is not one is refused, with the place."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from configurations import pairs_of, pairwise, playable, project_of, projects
from kamseg.generator.project import Consent, Exposures, Identity, Personas, Project
from kamseg.harness import read_project
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.journeys.failure import StepFailedError
from kamseg.harness.journeys.fitting import fitted, hindrance
from kamseg.harness.journeys.journey import Journey, JourneyError, Step, journeys, read_journey
from kamseg.harness.journeys.player import Player
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from kamseg.harness import Journal

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
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
        (HEAD + 'steps = [{ open = "/", where = { a = 1 } }]', "`where` goes with `see`, `once`, `never`"),
        (
            HEAD + 'steps = [{ see = "linked", when = "rain" }]',
            "a project cannot have 'rain'; there are identifier",
        ),
        (HEAD + 'needs = ["rain"]\nsteps = [{ open = "/" }]', "a project cannot have 'rain'"),
        (HEAD + "steps = []", "a journey without steps would prove nothing, and pass"),
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


def test_no_page_is_left_while_segments_library_loads() -> None:
    """The library, told then that this failed, asks Segment's real metrics: an egress, once in some 200 plays."""
    for journey, row in playable():
        loading = ""
        for step in fitted(journey, project_of(*row)).steps:
            if step.open or step.later:
                assert not loading, f"{journey.name} {row}: {loading} is left"
                loading = step.open or ""
            is_blocked = step.see == "fault" and "cdn.segment" in str(step.where)
            if is_blocked or step.see in {"segment.event", "linked", "destination"}:
                loading = ""
        assert not loading, f"{journey.name} {row}: {loading} is left in the end"


IS_OURS = {"custom-data", "exposure", "linked", "data-api", "fault", "decision", "destination"}


def is_ours(step: Step) -> bool:
    """Whether a step looks at something that the snippets do, and not the shop alone."""
    assert isinstance(step.where, dict)
    event = step.where.get("event", "")
    is_event = event in {"Kameleoon identifier", "Experiment Viewed", "Personalization Viewed", "Ran"}
    is_identify = step.where.get("type") == "identify"
    return step.action in {"see", "once"} and (step.value in IS_OURS or is_event or is_identify)


def test_each_configuration_has_a_journey_or_a_reason_and_nothing_passes_vacuously() -> None:
    """What is left of a journey in any project still looks at what the snippets do."""
    reasons = set()
    for row, project in projects():
        for journey in journeys():
            reason = hindrance(journey, project)
            if reason:
                reasons.add(reason)
                with pytest.raises(
                    JourneyError, match=re.escape(f"{journey.title} is no journey for this project: {reason}")
                ):
                    fitted(journey, project)
                continue
            steps = fitted(journey, project).steps
            assert any(is_ours(step) for step in steps), f"{journey.name} {row} proves nothing"
            assert "{" not in "".join(str(step.where) for step in steps if isinstance(step.where, str))
            assert not any(step.when or step.each or step.known for step in steps)
    assert all(reason[0].islower() and len(reason) > 10 for reason in reasons)


@pytest.mark.parametrize("name", ["analyst", "default", "full", "minimal"])
def test_what_never_happens_is_asserted_only_where_it_could(name: str) -> None:
    """A `never` is worth nothing about what the project cannot do, and nothing where nothing came before it."""
    project = read_project(GOLDEN / f"{name}.toml")
    for journey in journeys():
        if hindrance(journey, project):
            continue
        seen = False
        for step in fitted(journey, project).steps:
            seen = seen or step.action == "see"
            assert seen or not (step.never or step.once), f"{journey.name}: {step}"


def test_the_pairs_are_all_played() -> None:
    every = {pair for row in playable() for pair in pairs_of(row)}
    assert {pair for row in pairwise(playable()) for pair in pairs_of(row)} == every


def test_the_projects_own_names_are_put_in() -> None:
    project = Project(
        sitecode="a1b2c3d4e5",
        personas=Personas(custom_data="Audiences", values=("Big spenders",)),
        exposures=Exposures(experiment_event="Seen", properties="segment"),
        identity=Identity(event="Linked"),
    )
    entered = fitted(read("05-audience-entered"), project)
    assert Step(enter="Big spenders") in entered.steps
    assert (
        Step(see="custom-data", where={"name": "Audiences", "value": ["Big spenders"], "outcome": "set"})
        in entered.steps
    )
    named = {"experiment_name": "Pricing for VIPs", "variation_name": "VIP price"}
    assert Step(see="segment.event", where={"event": "Seen", "properties": named}) in entered.steps


def test_each_trait_is_looked_at_by_its_own_type() -> None:
    steps = fitted(read("07-traits"), read_project(GOLDEN / "analyst.toml")).steps
    assert Step(traits={"membership": "gold", "lifetime_value": 1234.5, "newsletter": True}) in steps
    found = {
        step.where["name"]: step.where["value"]
        for step in steps
        if step.see == "custom-data" and isinstance(step.where, dict)
    }
    assert found == {"Membership": "gold", "Lifetime value": 1234.5, "Newsletter": True}


def test_whoever_must_be_known_by_a_user_id_logs_in_first() -> None:
    steps = fitted(read("05-audience-entered"), read_project(GOLDEN / "analyst.toml")).steps
    assert steps.index(Step(login="ada")) < steps.index(Step(enter="Big spenders"))
    assert not any(step.login for step in fitted(read("05-audience-entered"), EVERYTHING).steps)


def test_the_consent_is_given_that_the_file_asks_for() -> None:
    steps = fitted(read("03-consent-given-late"), read_project(GOLDEN / "analyst.toml")).steps
    assert [step.consent for step in steps if step.consent] == ["give experiment", "give personalization"]


def read(name: str) -> Journey:
    return next(journey for journey in journeys() if journey.name == name)


BARE = Project(sitecode="a1b2c3d4e5")
NONE = Identity(mode="none")


@pytest.mark.parametrize(
    ("name", "project", "said"),
    [
        ("05-audience-entered", BARE, "Audience entered is no journey for this project: personas are off"),
        ("07-traits", BARE, r"there is no \[\[traits\]\]"),
        ("09-company", BARE, "the group is off"),
        ("01-first-visit", Project(sitecode="a1b2c3d4e5", identity=NONE), "the site links visitors itself"),
        ("04-consent-refused", Project(sitecode="a1b2c3d4e5", consent=Consent(require="none")), "nothing waits for consent"),
        ("10-another-user", Project(sitecode="a1b2c3d4e5", identity=Identity(mode="identify")), "the visitor code is the user id"),
        ("05-audience-entered", replace(EVERYTHING, identity=Identity(properties=("code",))), "has neither kameleoonVisitorCode nor"),
        ("09-company", replace(EVERYTHING, identity=Identity(mode="identify", lookup="segment-anonymous-id")), "everybody has a user id"),
    ],
)  # fmt: skip
def test_what_the_project_lacks_is_said(name: str, project: Project, said: str) -> None:
    with pytest.raises(JourneyError, match=said):
        fitted(read(name), project)


def test_a_name_that_no_project_has_is_said() -> None:
    journey = Journey(title="T", about="A", steps=(Step(see="linked", where={"visitorCode": "{nobody}"}),))
    with pytest.raises(JourneyError, match=r"T: this project has no \{nobody\}"):
        fitted(journey, EVERYTHING)


def test_a_journey_of_which_nothing_is_left_to_see_is_refused() -> None:
    steps = (Step(open="/"), Step(see="custom-data", when="group"))
    with pytest.raises(JourneyError, match="T would prove nothing"):
        fitted(Journey(title="T", about="A", steps=steps), BARE)


class Nobody:
    """An actor that does nothing."""

    def __getattr__(self, name: str) -> object:
        return lambda *_, **__: {"user_id": None, "anonymous_id": None}


def play(*steps: Step, actor: object = None) -> StepFailedError | None:
    with Emulator() as emulator:
        emulator.journal.append("visitor", does="login", value="of an earlier run")
        player = Player(emulator, actor or Nobody(), timeout=0.05)  # type: ignore[arg-type] # it does not matter who
        try:
            player.play(Journey(title="T", about="A", steps=steps, name="odd"))
        except StepFailedError as error:
            return error
    return None


def test_what_is_not_seen_fails_with_the_step() -> None:
    error = play(Step(open="/"), Step(see="exposure", where={"name": "Hero"}))
    assert str(error).splitlines()[:3] == [
        "T, step 2 of 2",
        'Expected: the visitor sees a variation, with name "Hero", within 0.05 s',
        "Instead: nothing of the kind since the last thing that was done; the last thing seen is: opens /",
    ]


def test_what_was_there_instead_is_said_and_only_of_this_run() -> None:
    error = play(Step(open="/"), Step(see="visitor", where={"does": "open", "value": "/cart"}))
    assert error is not None
    assert error.instead == "opens / (value: wanted '/cart', got '/')"
    assert error.details[0].endswith('visitor  {"does":"open","value":"/"}')
    assert "earlier" not in str(error)


def test_what_came_too_early_is_said() -> None:
    error = play(Step(login="ada"), Step(open="/"), Step(see="visitor", where={"does": "login"}))
    assert error is not None
    assert "it came earlier in this run" in error.instead


def test_what_must_never_be_seen_fails_with_the_entry() -> None:
    error = play(Step(login="ada"), Step(open="/"), Step(never="visitor", where={"does": "login"}))
    assert error is not None
    assert error.summary.splitlines() == [
        "T, step 3 of 3",
        'Expected: never: a step of a journey is taken, with does "login"',
        "Instead: once: logs in as ada",
    ]


def test_once_is_neither_none_nor_twice() -> None:
    one, logged_in = Step(login="ada"), Step(once="visitor", where={"does": "login"})
    assert play(one, logged_in) is None
    none, two = play(Step(open="/"), logged_in), play(one, one, logged_in)
    assert (none and none.instead, two and two.instead) == ("not at all", "2 times")


class Leaving(Nobody):
    """An actor whose exposure a page was left with: the next one sends it some time later, whatever else comes."""

    def __init__(self, journal: Journal) -> None:
        self._sends = threading.Timer(0.1, lambda: journal.append("exposure", name="Hero"))

    def open(self, _: str) -> None:
        """The next page is there."""
        self._sends.start()


def test_once_waits_for_what_is_still_on_its_way() -> None:
    with Emulator() as emulator:
        actor: Any = Leaving(emulator.journal)
        steps = (Step(open="/"), Step(once="exposure", where={"name": "Hero"}))
        Player(emulator, actor).play(Journey(title="T", about="A", steps=steps))


def test_only_what_comes_after_the_last_action_is_seen() -> None:
    assert play(Step(open="/"), Step(see="visitor", where={"value": "/"}), Step(see="visitor")) is None
    error = play(Step(open="/"), Step(login="ada"), Step(see="visitor", where={"value": "/"}))
    assert error is not None
    assert error.place == "T, step 3 of 3"


class Told:
    """An actor whose page says why, and where nothing can be pressed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def why(self) -> None:
        for part, state, text in (
            ("SegmentIO personas", "waits", "no Segment user id yet (lookup = segment-user-id): log in"),
            ("identity link", "waits", "waits for consent to personalization"),
            ("exposures", "fails", "Segment's library is blocked or missing at window.analytics"),
        ):
            self._journal.append("why", url="/", part=part, state=state, reason="r", text=text)

    def open(self, path: str) -> None:
        """Nothing is to be done."""

    def use(self, action: str, selector: str, value: str) -> None:
        if action == "click":
            raise AssertionError(f"nothing is {selector}{value}\nCall log: much more")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(see="custom-data", where={"name": "SegmentIO personas"}), ["SegmentIO personas: no Segment user id yet (lookup = segment-user-id): log in"]),
        (Step(see="linked"), ["identity link: waits for consent to personalization"]),
        (Step(see="goal"), ["exposures: Segment's library is blocked or missing at window.analytics"]),
        (Step(never="visitor"), []),
    ],
)  # fmt: skip
def test_the_likely_reason_is_that_of_the_part_which_the_step_is_about(step: Step, said: list[str]) -> None:
    with Emulator(EVERYTHING) as emulator:
        player = Player(emulator, Told(emulator.journal), timeout=0.05)  # type: ignore[arg-type] # it does as little as is needed
        with pytest.raises(StepFailedError) as caught:
            player.play(Journey(title="T", about="A", steps=(Step(open="/"), step)))
    assert caught.value.likely == said


def test_what_cannot_be_done_is_told_with_its_step_and_without_a_log() -> None:
    with Emulator(EVERYTHING) as emulator:
        player = Player(emulator, Told(emulator.journal), timeout=0.05)  # type: ignore[arg-type] # same
        with pytest.raises(StepFailedError) as caught:
            player.play(Journey(title="T", about="A", steps=(Step(open="/"), Step(click="#buy"))))
    assert caught.value.summary.splitlines()[:3] == [
        "T, step 2 of 2", "Expected: `click #buy` can be done", "Instead: nothing is #buy",
    ]  # fmt: skip
