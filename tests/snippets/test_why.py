"""The probe tells why each part does what it does: every reason of `generator/reasons.py`, in a browser.

One page serves for as many states as can be had by changing what is stored or what is on `window`.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.probe import probe
from kamseg.generator.project import (
    Consent,
    Exposures,
    Group,
    Identity,
    Personas,
    Project,
    RemoteData,
    Segment,
    Trait,
)
from kamseg.harness.emulator.http.faults import Fault, malformed_json
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum, Experiment, Variation
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.emulator.segment.source import Source
from kamseg.harness.emulator.site.pages import Site
from msgspec.structs import replace
from waiting import refreshed, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor

# What the Data API holds is put there by the tests: no destination writes to it.
pytestmark = pytest.mark.kamseg(source=Source(destinations=()))

LINK, EXPOSURES = "identity link", "exposures"
AUDIENCES, PLAN, VALUE, NEWS, COMPANY = "SegmentIO personas", "Subscribed Plan", "Value", "News", "Group ID"
ALL = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(),
    traits=(
        Trait(trait="plan", custom_data=PLAN),
        Trait(trait="value", custom_data=VALUE, type="number"),
        Trait(trait="news", custom_data=NEWS, type="boolean"),
    ),
    group=Group(),
)
LINKED_ONLY = Project(sitecode="a1b2c3d4e5", exposures=Exposures(source="off"))
NO_READ = Project(sitecode="a1b2c3d4e5")
HERO = Experiment(id=7, name="Hero", variations=(Variation(id=1, name="B"),))


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Account:
    """As the marker `pasted` says, and then with something amiss."""
    marker = request.node.get_closest_marker("pasted")
    rest = dict(marker.kwargs)
    change = rest.pop("change", lambda account: account)
    return change(pasted(marker.args[0], minified=True, **rest))  # type: ignore[no-any-return] # a marker holds anything


def says(visitor: Visitor, project: Project, part: str) -> str:
    """The reason of one part and, behind a colon, its sentence."""
    answer = visitor.why(project)[part]
    return f"{answer.reason}: {answer.text}"


def reasons(visitor: Visitor, project: Project) -> dict[str, str]:
    return {part: answer.reason for part, answer in visitor.why(project).items()}


# ---- What is stored, and what becomes of it ----

LONG = "x" * 1001
STORED: list[tuple[str, Any, str, str]] = [
    ("IDENTIFY_", {"other": 1}, PLAN, "no-trait: read, but no trait plan in IDENTIFY_{code}"),
    ("IDENTIFY_", {"other": 1}, COMPANY, "no-group: read, but no group id in IDENTIFY_{code}: join one with analytics.group()"),
    ("IDENTIFY_", {"plan": {"a": 1}}, PLAN, 'not-a-type: read, but {{"a":1}} is not a string'),
    ("IDENTIFY_", {"value": "1234,5"}, VALUE, 'not-a-type: read, but "1234,5" is not a number'),
    ("IDENTIFY_", {"news": "perhaps"}, NEWS, 'not-a-type: read, but "perhaps" is not a boolean'),
    ("IDENTIFY_", {"plan": LONG}, PLAN, "too-long: read, but it is longer than the 1000 characters that Kameleoon takes"),
    ("IDENTIFY_", {"groupId": LONG}, COMPANY, "too-long: read, but it is longer than the 1000 characters that Kameleoon takes"),
    ("IDENTIFY_", {"plan": "gold"}, PLAN, 'next-page: read "gold", which this page could not know yet: the next page sets it'),
    ("COHORTS_", {"VIP": True}, AUDIENCES, 'next-page: read ["VIP"], which this page could not know yet: the next page sets it'),
]  # fmt: skip


@pytest.mark.pasted(ALL)
def test_what_is_stored_is_told_as_it_is_now(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    refreshed(visitor)
    code = visitor.code
    assert says(visitor, ALL, PLAN) == (
        f"nothing-stored: nothing is stored under IDENTIFY_{code}: let Segment send something about this user"
    )
    assert reasons(visitor, ALL)[AUDIENCES] == "nothing-stored"
    for prefix, stored, part, expected in STORED:
        emulator.data_api.put(f"{prefix}{code}", stored)
        assert says(visitor, ALL, part) == expected.format(code=code)


@pytest.mark.pasted(ALL)
@pytest.mark.kamseg_every_engine
def test_what_is_set_is_told_and_what_the_next_page_has(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    settled(visitor)
    emulator.data_api.put(
        f"IDENTIFY_{visitor.code}", {"plan": "gold", "value": 1.5, "news": False, "groupId": "acme"}
    )
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"VIP": False})
    visitor.start("/pricing")
    refreshed(visitor)
    settled(visitor)
    answers = visitor.why(ALL)
    assert {part: (answer.state, answer.text) for part, answer in answers.items()} == {
        LINK: ("sent", "sent in this visit"),
        EXPOSURES: ("waits", "no campaign is active on this page: open one that has one"),
        AUDIENCES: ("waits", "read: this user is in no audience"),
        PLAN: ("set", 'set to "gold"'),
        VALUE: ("set", "set to 1.5"),
        NEWS: ("set", "set to false"),
        COMPANY: ("set", 'set to "acme"'),
    }
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"plan": "silver"})
    after = visitor.why(ALL)
    assert after[PLAN].text == 'set to "gold"; the next page has "silver"'
    assert after[COMPANY].text == 'set to "acme"'  # it stays for this visit


def with_data(change: Callable[[CustomDatum], CustomDatum]) -> Callable[[Account], Account]:
    return lambda account: replace(account, custom_data=tuple(change(datum) for datum in account.custom_data))


def amiss(datum: CustomDatum) -> CustomDatum:
    """Each custom data was created in another wrong way."""
    changes: dict[str, dict[str, Any]] = {
        AUDIENCES: {"type": "unique"},
        PLAN: {"name": "subscribed plan"},
        VALUE: {"format": "string"},
        COMPANY: {"code": ""},
    }
    return replace(datum, **changes.get(datum.name, {}))


@pytest.mark.pasted(ALL, change=with_data(amiss))
def test_what_is_wrong_in_kameleoon_is_told(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"plan": "gold", "value": 1.5, "groupId": "acme"})
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"VIP": True})
    visitor.start("/pricing")
    refreshed(visitor)
    answers = visitor.why(ALL)
    texts = {
        part: f"{answers[part].state}: {answers[part].text}" for part in (AUDIENCES, PLAN, VALUE, COMPANY)
    }
    assert texts == {
        AUDIENCES: 'fails: set to "VIP", but its type in Kameleoon is not List',
        PLAN: 'fails: read "gold", but unknown name in Kameleoon: no custom data is called exactly "Subscribed Plan"',
        VALUE: 'fails: set to "1.5", but its format in Kameleoon is not Number',
        COMPANY: 'fails: read "acme", but the code of "Group ID" does not run: paste it there and publish',
    }


NO_CACHE = replace(ALL, remote_data=RemoteData(cache_seconds=0))
DEEP = replace(ALL, personas=Personas(path="computed.audiences"))


@pytest.mark.pasted(ALL, change=lambda account: replace(account, custom_data=(), global_script=""))
def test_what_is_not_pasted_is_told(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"VIP": True})
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"plan": "gold"})
    assert (
        says(visitor, ALL, LINK)
        == "script-missing: its script does not run: paste it into Kameleoon and publish"
    )
    assert reasons(visitor, ALL)[EXPOSURES] == "script-missing"
    for project in (ALL, NO_CACHE):
        assert says(visitor, project, PLAN) == (
            f'not-asked: this page has not asked for IDENTIFY_{visitor.code}: the code of "Subscribed Plan" is not'
            " there, or knew too late whom to ask for; open another page"
        )


@pytest.mark.pasted(DEEP)
def test_an_empty_path_is_told(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"VIP": True})
    assert (
        says(visitor, DEEP, AUDIENCES)
        == f"no-path: read, but nothing at computed.audiences in COHORTS_{visitor.code}"
    )


@pytest.mark.kamseg(source=Source(destinations=()), faults=(Fault(host="*-data.kameleoon", path="/map/*"),))
@pytest.mark.kamseg_engines(
    "chromium", "firefox", reason="WebKit does not tell scripts the status of requests"
)
@pytest.mark.kamseg_allow("page-error")
@pytest.mark.pasted(ALL)
def test_a_failing_data_api_is_told(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    refreshed(visitor)
    assert says(visitor, ALL, PLAN) == "api-failed: the Data API is blocked or failed (status 500)"
    emulator.faults.clear()
    emulator.faults.add(Fault(host="*-data.kameleoon", path="/map/*", does="abort"))
    assert says(visitor, ALL, PLAN) == "api-failed: the Data API is blocked or failed (status 0)"


# ---- Whom it is about ----


@pytest.mark.pasted(ALL, consent="required")
def test_each_consent_that_is_waited_for_is_named(visitor: Visitor) -> None:
    visitor.start()
    waiting: dict[Any, str] = {
        "any": "experiments or personalization",
        "both": "experiments and personalization",
        "experiment": "experiments",
        "personalization": "personalization",
    }
    for require, words in waiting.items():
        project = replace(ALL, consent=Consent(require=require))
        assert says(visitor, project, PLAN) == f"no-consent: waits for consent to {words}"
    visitor.page.wait_for_function("typeof analytics.user === 'function'")
    assert reasons(visitor, ALL)[LINK] == "no-consent"
    assert "no-consent" not in reasons(visitor, replace(ALL, consent=Consent(require="none"))).values()


@pytest.mark.pasted(replace(ALL, identity=Identity(lookup="segment-user-id")))
def test_a_missing_user_is_told_and_how_to_get_one(visitor: Visitor) -> None:
    project = replace(ALL, identity=Identity(lookup="segment-user-id"))
    visitor.start()
    assert (
        says(visitor, project, PLAN)
        == "no-user-id: no Segment user id yet (lookup = segment-user-id): log in"
    )
    visitor.identify("4711")
    refreshed_for(visitor, "4711")
    assert reasons(visitor, project)[PLAN] == "nothing-stored"


def refreshed_for(visitor: Visitor, user: str) -> None:
    visitor.page.wait_for_function(
        "(user) => String(window.kamseg && kamseg.read).endsWith('_' + user)", arg=user
    )
    refreshed(visitor)


@pytest.mark.kamseg(site=Site(scripts=("engine",)), source=Source(destinations=()))
@pytest.mark.pasted(ALL)
def test_a_missing_library_is_told_whatever_is_in_its_place(visitor: Visitor) -> None:
    visitor.start()
    visitor.page.wait_for_load_state("load")
    anonymous = replace(ALL, identity=Identity(lookup="segment-anonymous-id"))
    assert says(visitor, anonymous, PLAN) == (
        "no-segment-id: no Segment id yet (lookup = segment-anonymous-id): Segment's library makes one"
    )
    other = replace(NO_READ, segment=Segment(global_name="tracker"))
    assert (
        says(visitor, other, LINK)
        == "library-missing: Segment's library is blocked or missing at window.tracker"
    )
    for place, reason in (
        ("undefined", "library-missing"),
        ("[]", "library-blocked"),
        ("document.createElement('div')", "library-odd"),
        ("{ track() {}, user() { throw new Error('not now'); } }", "library-odd"),
        # The npm package, whose settings a blocker holds back: it fails, or hangs.
        ("{ track() {}, user: () => Promise.reject(new Error('blocked')) }", "library-odd"),
        ("{ track() {}, user: () => new Promise(() => {}) }", "library-silent"),
    ):
        visitor.page.evaluate(f"window.analytics = {place}; 0")
        assert reasons(visitor, NO_READ)[LINK] == reason, place


@pytest.mark.kamseg(
    source=Source(destinations=()), faults=(Fault(host="cdn.segment", does="delay", name="library"),)
)
@pytest.mark.pasted(NO_READ, experiments=(HERO,))
def test_a_library_on_its_way_and_one_that_is_blocked(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    assert says(visitor, NO_READ, LINK) == "library-loading: Segment's library is on its way"
    emulator.faults.clear()
    emulator.release("library")
    settled(visitor)
    emulator.faults.add(Fault(host="cdn.segment", status=403))
    visitor.open("/pricing")
    assert says(visitor, NO_READ, LINK) == (
        "library-blocked: Segment's library is blocked, or waits for its own consent: only its stub is at window.analytics"
    )
    assert reasons(visitor, NO_READ)[EXPOSURES] == "library-blocked"


DISABLED = Site(after_scripts="<script>analytics._loadOptions = { disable: true };</script>")


@pytest.mark.kamseg(site=DISABLED, source=Source(destinations=()))
@pytest.mark.pasted(NO_READ)
def test_a_disabled_library_is_told(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.wait_for_function("!analytics.pop")
    assert says(visitor, NO_READ, LINK) == "library-disabled: Segment's library is disabled: it sends nothing"


@pytest.mark.kamseg(
    faults=(Fault(host="a1b2c3d4e5.kameleoon", path="/engine.js", does="delay", name="engine"),)
)
@pytest.mark.pasted(ALL, abort="BROWSER")
def test_an_engine_that_is_not_there_or_does_not_run(visitor: Visitor, emulator: Emulator) -> None:
    visitor.open(until="domcontentloaded")
    assert says(visitor, ALL, LINK) == "engine-loading: Kameleoon's engine is on its way"
    emulator.release("engine")
    visitor.page.wait_for_load_state("load")
    assert set(reasons(visitor, ALL).values()) == {"engine-stopped"}
    visitor.page.evaluate("delete window.Kameleoon")
    answers = visitor.why(ALL)
    assert {answer.reason for answer in answers.values()} == {"engine-missing"}
    assert {answer.state for answer in answers.values()} == {"fails"}


# ---- The identity link and the exposures ----

FORGET = """(age) => {
  const stored = JSON.parse(localStorage.getItem("kameleoonLocalData"));
  window.marks = window.marks || Object.keys(stored).filter((name) => /\\d$/.test(name));
  localStorage.removeItem("kameleoonLocalData");
  for (const mark of window.marks) {
    delete kamseg[mark];
    for (const name of [mark, "kamseg"]) {
      location.hostname.split(".").reduceRight((rest, label) => {
        document.cookie = name + "=;path=/;max-age=0;domain=" + label + "." + rest;
        return label + "." + rest;
      });
    }
    if (age) Kameleoon.API.Data.writeLocalData(mark, Date.now() - age);
  }
}"""
"""Forgets that anything was sent; with an age, as if it had been begun so long ago."""
FREE = "campaigns on this page: 1; nothing stands in the way of telling them"
BY_TRACK, BY_ID = Identity(), Identity(mode="identify")
EACH, ONCE, BY_CODE = Exposures(), Exposures(once_per="visit"), Exposures(source="custom-integration")


def when_forgotten(visitor: Visitor, project: Project, age: int) -> list[dict[str, Any]]:
    """Ask in the same turn, before the script can send anything again."""
    return list(
        visitor.page.evaluate(f"(age) => {{ ({FORGET})(age); return ({probe(project)})(true); }}", age)
    )


def linking(identity: Identity, exposures: Exposures) -> Any:
    project = Project(sitecode="a1b2c3d4e5", identity=identity, exposures=exposures)
    name = f"{identity.mode} {exposures.once_per} {exposures.source}"
    return pytest.param(project, marks=pytest.mark.pasted(project, experiments=(HERO,)), id=name)


@pytest.mark.parametrize(
    "project", [linking(*each) for each in product((BY_TRACK, BY_ID), (EACH, ONCE, BY_CODE))]
)
def test_what_was_sent_is_told_and_what_was_not(visitor: Visitor, project: Project) -> None:
    visitor.start()
    settled(visitor)
    by_visit = project.exposures.once_per == "visit"
    answers = visitor.why(project)
    by_track = project.identity.mode == "track"
    assert answers[LINK].text == (
        "sent in this visit" if by_track else "the visitor code is Segment's user id"
    )
    assert answers[EXPOSURES].text == ("sent in this visit" if by_visit else FREE)
    begun = (31536000 if project.identity.mode == "identify" else 1800) - 3
    link, exposures = when_forgotten(visitor, project, begun * 1000)
    assert link["text"] == "is being sent, by this page or another tab"
    if by_visit and by_track:  # otherwise their marks do not last as long
        assert exposures["reason"] == "reserved"
    link, exposures = when_forgotten(visitor, project, 0)
    assert link["text"] == "not sent yet, though nothing stands in its way: is a plugin dropping it?"
    assert exposures["reason"] == ("not-sent" if by_visit else "exposures-free")


@pytest.mark.pasted(replace(NO_READ, identity=BY_ID))
def test_a_user_id_of_the_site_is_left_alone(visitor: Visitor) -> None:
    project = replace(NO_READ, identity=BY_ID)
    visitor.start()
    settled(visitor)
    visitor.identify("4711")
    assert (
        says(visitor, project, LINK)
        == "user-id-foreign: the site itself has given the user id 4711: it is left alone"
    )
    assert (
        says(visitor, project, EXPOSURES)
        == "no-campaign: no campaign is active on this page: open one that has one"
    )


@pytest.mark.pasted(NO_READ)
def test_a_part_that_cannot_be_looked_at_does_not_hide_the_others(visitor: Visitor) -> None:
    visitor.start()
    settled(visitor)
    visitor.page.evaluate("delete Kameleoon.API.Experiments; 0")
    answers = visitor.why(NO_READ)
    assert answers[LINK].state == "sent"
    assert answers[EXPOSURES].reason == "unforeseen"


# ---- What takes its time ----


@pytest.mark.kamseg(source=Source(destinations=()), faults=(malformed_json("*-data.kameleoon"),))
@pytest.mark.kamseg_allow("page-error")
@pytest.mark.pasted(ALL, build="older")
def test_a_data_api_that_never_answers(visitor: Visitor) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.page.evaluate(f"window.answers = ({probe(ALL)})(true); 0")
    visitor.pass_time(5)
    answers = visitor.page.evaluate("window.answers")
    assert {answer["text"] for answer in answers[2:]} == {"the Data API has not answered within five seconds"}
