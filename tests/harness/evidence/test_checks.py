"""Each check holds, fails and stays open when it should, on journals written by hand."""

from __future__ import annotations

from typing import Any

import pytest
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, Trait
from kamseg.generator.reasons import REASONS, sentence
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.evidence.judge import Judgement, judge

PROJECT = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(),
    traits=(Trait(trait="plan", custom_data="Plan"),),
    group=Group(),
)

Happening = tuple[str, dict[str, Any]]


def page(
    code: str = "c", visit: int = 1, *, stored: bool = True, at: str = "p1", script: bool | None = None
) -> list[Happening]:
    return [
        ("engine.event", {"name": "Loaded", "page": at, "detail": {}}),
        (
            "engine.visitor",
            {
                "visitorCode": code,
                "numberOfVisits": visit,
                "pageViews": 1,
                "stored": stored,
                "page": at,
                "time": 1000,
                **({} if script is None else {"globalScript": script}),
            },
        ),
    ]


def identifier(
    code: str = "c",
    user: str | None = None,
    message: str = "m1",
    event: str = "Kameleoon identifier",
    timestamp: Any = "1970-01-01T00:00:02.000Z",
) -> Happening:
    data = {
        "type": "track",
        "event": event,
        "properties": {"k_visitorCode": code},
        "anonymousId": "a",
        "messageId": message,
        "timestamp": timestamp,
    }
    return "segment.event", data | ({"userId": user} if user else {})


def stamp(second: int) -> str:
    return f"1970-01-01T00:00:0{second}.000Z"


def login(second: int) -> Happening:
    return "segment.event", {
        "type": "identify",
        "userId": "ada",
        "timestamp": stamp(second),
        "messageId": "login",
    }


def delivered(message: str = "m1", status: int = 200) -> list[Happening]:
    return [
        ("destination", {"status": status, "body": {"messageId": message, "type": "track"}}),
        ("forwarded", {"messageId": message}),
    ]


def shown(name: str = "Hero", variation: str | None = "B") -> Happening:
    return "exposure", {
        "campaign": "experiment",
        "name": name,
        "associatedVariation": {"name": variation} if variation else None,
    }


def viewed(event: str = "Experiment Viewed", **properties: Any) -> Happening:
    return "segment.event", {"type": "track", "event": event, "properties": properties, "messageId": "e"}


def read(*keys: str, by: str = "page") -> Happening:
    return "data-api", {"method": "GET", "status": 200, "keys": list(keys), "path": "/map/maps", "by": by}


def why(part: str, reason: str, text: str = "because") -> Happening:
    """What the probe says of a part."""
    return "why", {"part": part, "state": REASONS[reason].state, "reason": reason, "text": text, "url": ""}


def fault(host: str, does: str = "abort") -> Happening:
    return "fault", {"host": f"{host}.localhost", "does": does, "path": "/"}


def datum(name: str = "Plan", outcome: str = "set", skipped: int = 0, *, overwrite: bool = True) -> Happening:
    data = {"name": name, "value": "gold", "outcome": outcome, "source": "api"}
    return "custom-data", {**data, "skipped": skipped, "overwrite": overwrite}


def judged(check: str, *happenings: Happening, project: Project = PROJECT) -> Judgement:
    journal = Journal()
    for kind, data in happenings:
        journal.append(kind, **data)
    return {one.id: one for one in judge(project, journal)}[check]


def consent(given: bool | None = True, at: int = 1000) -> Happening:  # noqa: FBT002 - it says itself
    detail = {"legalConsentUpdate": {"AB_TESTING": given, "PERSONALIZATION": None}, "time": at}
    return "engine.event", {"name": "LegalConsentUpdated", "page": "p1", "detail": detail}


CONSENT = consent()
WITHDRAWN = consent(given=False, at=1500)

SETTINGS: Happening = ("segment.settings", {"version": "1.84.3"})
STARTED: Happening = ("engine.event", {"name": "Started", "page": "p1", "detail": {}})
CASES: list[tuple[str, str, list[Happening]]] = [
    ("no-errors", "open", []),
    ("no-errors", "pass", page()),
    ("no-errors", "fail", [("page-error", {"message": "boom", "url": ""})]),
    ("no-errors", "fail", [("engine.error", {"where": "global custom script", "message": "boom"})]),
    ("no-errors", "fail", [("emulator-error", {"trace": "Traceback\nValueError: boom"})]),
    ("nothing-leaves", "pass", page()),
    ("nothing-leaves", "fail", [("egress", {"host": "evil.example"})]),
    ("engine-there", "open", []),
    ("engine-there", "pass", [SETTINGS, *page()]),
    ("engine-there", "pass", [SETTINGS, fault("a1b2c3d4e5.kameleoon")]),
    ("engine-there", "fail", [SETTINGS]),
    ("library-there", "open", page()),
    ("library-there", "pass", [*page(), STARTED, SETTINGS]),
    ("library-there", "pass", [*page(), STARTED, ("segment.request", {"messageId": "m1"})]),
    ("library-there", "pass", [*page(), STARTED, fault("cdn.segment")]),
    ("library-there", "fail", [*page(), STARTED]),
    ("script-pasted", "open", page()),
    ("script-pasted", "pass", page(script=True)),
    ("script-pasted", "fail", page(script=False)),
    ("identifier-once", "open", page()),
    ("identifier-once", "pass", [*page(), identifier()]),
    ("identifier-once", "fail", [*page(), identifier(), identifier(message="m2")]),
    ("identifier-once", "fail", [*page(), identifier(), *page(), identifier(message="m2")]),
    ("identifier-once", "pass", [*page(), identifier(), *page(visit=2), identifier(message="m2")]),
    ("identifier-once", "pass", [*page(), identifier(), identifier(user="ada", message="m2")]),
    ("identifier-once", "pass", [*page(), identifier(user="ada"), login(2), identifier(user="ada", timestamp=stamp(3))]),
    ("identifier-once", "fail", [*page(), login(1), identifier(user="ada"), identifier(user="ada")]),
    ("identifier-once", "pass", [*page(), identifier(), *page("d"), identifier("d", message="m2")]),
    ("identifier-once", "open", [*page(), identifier(event="Other"), identifier(event="Other")]),
    ("identifier-lasting", "pass", [*page(), identifier()]),
    ("identifier-lasting", "fail", [*page(stored=False), identifier()]),
    ("identifier-lasting", "pass", [*page(stored=False), CONSENT, identifier()]),
    ("identifier-lasting", "fail", [*page(stored=False), *page("d", stored=False, at="p2"), CONSENT, identifier("d")]),
    ("identifier-allowed", "open", [identifier()]),
    ("identifier-allowed", "pass", [*page(), identifier()]),
    ("identifier-allowed", "fail", [*page(), WITHDRAWN, identifier()]),
    ("identifier-allowed", "fail", [*page(), WITHDRAWN, *page(stored=False), identifier()]),
    ("identifier-allowed", "pass", [*page(), WITHDRAWN, consent(at=1800), identifier()]),
    ("identifier-allowed", "pass", [*page(), WITHDRAWN, identifier(timestamp="1970-01-01T00:00:01.400Z")]),
    ("identifier-allowed", "open", [*page(), WITHDRAWN, identifier(timestamp="yesterday")]),
    ("identifier-allowed", "open", [*page(), WITHDRAWN, identifier(timestamp=7)]),
    ("linked", "open", [*page(), identifier()]),
    ("linked", "pass", [*page(), identifier(), *delivered()]),
    ("linked", "fail", [*page(), identifier(), *delivered(status=401)]),
    ("linked", "fail", [*page(), identifier(), ("forwarded", {"messageId": "m1"})]),
    ("exposures-named", "pass", [viewed(experimentName="Hero", variationName="B")]),
    ("exposures-named", "pass", [viewed("Personalization Viewed", personalization_name="Hero", variation_name="B")]),
    ("exposures-named", "fail", [viewed(experimentName="Hero")]),
    ("exposures-named", "fail", [viewed()]),
    ("exposures-once", "open", [shown()]),
    ("exposures-once", "pass", [shown(), viewed(experimentName="Hero", variationName="B")]),
    ("exposures-once", "fail", [shown(), *[viewed(experimentName="Hero", variationName="B")] * 2]),
    ("exposures-once", "fail", [shown(variation=None), viewed(experimentName="Hero", variationName="B")]),
    ("exposures-once", "fail", [shown("Other"), viewed(experimentName="Hero", variationName="B")]),
    ("exposures-alone", "pass", [viewed(experimentID=12, kameleoonVisitorCode="c")]),
    ("exposures-alone", "fail", [viewed("Experiment viewed")]),
    ("exposures-alone", "fail", [viewed(experimentID=12, experimentName="Hero")]),
    ("exposures-alone", "fail", [viewed("Personalization Viewed", personalizationID=12)]),
    # Other tools send the same event: VWO, Optimizely, GrowthBook.
    ("exposures-alone", "pass", [viewed(experiment_id="12", variation_id="3")]),
    ("exposures-alone", "pass", [viewed(experimentId="12", variationName="B")]),
    ("one-request", "open", page()),
    ("one-request", "pass", [*page(), read()]),
    ("one-request", "pass", [*page(), read(), read(by="server")]),
    ("one-request", "fail", [*page(), read(), read()]),
    ("data-arrives", "open", [datum()]),
    ("data-arrives", "pass", [datum(), datum("SegmentIO personas"), datum("Group ID")]),
    ("data-arrives", "fail", [datum(), datum("SegmentIO personas"), why("Group ID", "too-long")]),
    ("data-arrives", "open", [why("Plan", "library-missing")]),
    ("one-request", "pass", [*page(), read(), read("COHORTS_c", "kamseg.probe")]),
    ("data-arrives", "fail", [datum(outcome="too-long")]),
    ("data-arrives", "fail", [datum(skipped=1)]),
    ("data-arrives", "fail", [datum("SegmentIO personas", "lost")]),
    ("data-arrives", "open", [datum("Somebody else's", "lost")]),
]  # fmt: skip


@pytest.mark.parametrize(("check", "state", "happenings"), CASES)
def test_verdict(check: str, state: str, happenings: list[Happening]) -> None:
    judgement = judged(check, *happenings)
    assert judgement.state == state
    assert judgement.evidence
    assert bool(judgement.remedy) == bool(judgement.entries) == (state == "fail")


NO_PAGE = "nothing has happened yet: open a page of the site"
MISSING: list[tuple[str, list[Happening], str]] = [
    ("linked", [], NO_PAGE),
    ("linked", page(), "no visitor code is sent yet: open a page of the site, and give consent where it is asked for"),
    ("linked", [*page(), why("identity link", "no-consent", "waits for consent")], "waits for consent"),
    ("linked", [*page(), fault("cdn.segment")], "Segment's library is blocked or missing at window.analytics"),
    ("linked", [*page(), why("identity link", "sent"), fault("api.segment")], "Segment's tracking is blocked: nothing that is sent arrives"),
    ("linked", [*page(), identifier()], "Segment has not forwarded it yet: is the destination enabled, and its mapping for Track?"),
    ("identifier-allowed", [identifier()], "nothing tells what the consent was when the visitor code was sent: open another page"),
    ("exposures-once", page(), "no exposure is sent yet: open a page on which a campaign is active"),
    ("exposures-once", [fault("cdn.segment", "slow")], "no exposure is sent yet: open a page on which a campaign is active"),
    ("exposures-once", [fault("a1b2c3d4e5.kameleoon")], sentence("engine-missing")),
    ("one-request", [("engine.event", {"name": "Aborted", "detail": {"reason": "STORAGE"}})], "Kameleoon's engine has refused to run: STORAGE"),
    ("data-arrives", [], f"no value yet for SegmentIO personas (and 2 more): {NO_PAGE}"),
    ("data-arrives", [datum(), datum("SegmentIO personas"), why("Group ID", "no-group", "join one")], "no value yet for Group ID: join one"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "happenings", "expected"), MISSING)
def test_a_check_that_cannot_judge_says_what_is_missing(
    check: str, happenings: list[Happening], expected: str
) -> None:
    judgement = judged(check, *happenings)
    assert (judgement.state, judgement.evidence) == ("open", expected)


def test_a_custom_data_with_a_wrong_value_does_not_hold() -> None:
    says = why("Plan", "not-a-type", 'read, but "1234,5" is not a number')
    judgement = judged("data-arrives", *page(), read(), datum("SegmentIO personas"), says)
    assert (judgement.state, judgement.evidence) == ("fail", 'Plan: read, but "1234,5" is not a number')


def test_a_request_of_the_library_for_its_metrics_is_told_from_others() -> None:
    assert judged("nothing-leaves", ("egress", {"host": "evil.example"})).evidence == "evil.example was asked"
    evidence = judged("nothing-leaves", ("egress", {"host": "api.segment.io"})).evidence
    assert evidence.startswith("api.segment.io was asked, as analytics.js itself does when a page is left")


def test_each_check_has_every_verdict() -> None:
    verdicts = {(check, state) for check, state, _ in CASES}
    for check in {one.id for one in judge(PROJECT, [])}:
        assert {(check, "pass"), (check, "fail")} <= verdicts


def test_the_entries_show_what_is_wrong() -> None:
    judgement = judged("identifier-once", *page(), identifier(), identifier(message="m2"))
    assert judgement.entries == (3,)
    assert judgement.evidence == "c was sent again in one visit"


def test_what_a_value_that_is_too_long_costs_is_said() -> None:
    gone = judged("data-arrives", datum(outcome="too-long"))
    assert gone.evidence == "Plan is too-long, and what was there is gone"
    assert judged("data-arrives", datum(outcome="too-long", overwrite=False)).evidence == "Plan is too-long"
    assert judged("data-arrives", datum(skipped=2)).evidence == "Plan is set without 2 of its values"


def test_only_what_the_project_has_is_checked() -> None:
    bare = Project(sitecode="a1b2c3d4e5", identity=Identity(mode="none"), exposures=Exposures(source="off"))
    assert {one.id for one in judge(bare, [])} == {"no-errors", "nothing-leaves"}


def test_the_visitor_code_as_user_id() -> None:
    project = Project(sitecode="a1b2c3d4e5", identity=Identity(mode="identify"))
    identify: Happening = (
        "segment.event",
        {"type": "identify", "traits": {"k_visitorCode": "c"}, "userId": "c"},
    )
    assert judged("identifier-once", *page(), identify, project=project).state == "pass"
    assert judged("identifier-once", *page(), identify, identify, project=project).state == "fail"
    of_the_site: Happening = (
        "segment.event",
        {"type": "identify", "traits": {"k_visitorCode": "c", "plan": "gold"}, "userId": "c"},
    )
    assert judged("identifier-once", *page(), identify, of_the_site, project=project).state == "pass"
    assert judged("identifier-once", *page(), identifier(), project=project).state == "open"
