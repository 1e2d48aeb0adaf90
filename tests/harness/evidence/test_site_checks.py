"""Each check of somebody's own site holds, fails and stays open when it should, on journals written by hand."""

from __future__ import annotations

from typing import Any

import pytest
from kamseg.generator.project import Exposures, Identity, Project, Trait
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.evidence.judge import Judgement, judge, judge_site

PROJECT = Project(sitecode="a1b2c3d4e5", traits=(Trait(trait="plan", custom_data="Plan"),))
Happening = tuple[str, dict[str, Any]]
URL = "https://x.example/"


def look(**now: Any) -> Happening:
    found = {"url": URL, "library": "there", "others": [], "engine": True, "consent": True}
    return "site", {**found, "visitorCode": "c", "customData": {}, **now}


def event(name: str, **more: Any) -> Happening:
    return "engine.event", {"name": name, "detail": {}, "url": URL, **more}


def script(
    sitecode: str = "a1b2c3d4e5", status: int = 200, failure: str = "", *, legacy: bool = False
) -> Happening:
    address = f"https://{sitecode}.kameleoon.io/engine.js"
    return "engine.script", {
        "sitecode": sitecode, "address": address, "status": status, "failure": failure, "legacy": legacy
    }  # fmt: skip


def library(status: int = 200, failure: str = "") -> Happening:
    return "library.script", {"address": "https://cdn.segment.com/a.js", "status": status, "failure": failure}


def csp(blocked: str, source: str = "", disposition: str = "enforce") -> Happening:
    return "csp", {"blocked": blocked, "directive": "d", "source": source, "disposition": disposition}


def cookies(*domains: str) -> Happening:
    return "cookies", {"visitor": [{"domain": domain, "value": "c"} for domain in domains]}


def identifier(code: str = "c", **more: Any) -> Happening:
    properties = {"k_visitorCode": code, "kameleoonVisitorCode": code, **more}
    return "segment.event", {
        "type": "track", "event": "Kameleoon identifier", "messageId": "m", "properties": properties
    }  # fmt: skip


def viewed(**properties: Any) -> Happening:
    return "segment.event", {"type": "track", "event": "Experiment Viewed", "properties": properties}


def answer(**stored: Any) -> Happening:
    return "data-api", {"method": "GET", "status": 200, "keys": [], "answer": {"IDENTIFY_c": stored}}


PAGE: Happening = ("page", {"url": URL})
STARTED = [PAGE, script(), event("Loaded"), event("Started")]
RIGHT = [*STARTED, look()]
SEEN: Happening = ("exposure", {"id": 7, "name": "Hero", "associatedVariation": {"name": "B"}})
SET: Happening = (
    "custom-data",
    {"name": "Plan", "value": "g", "outcome": "set", "skipped": 0, "overwrite": True},
)


def deployed(state: str) -> Happening:
    return "deployed", {"snippet": "global-script", "state": state, "said": "is odd", "diff": ""}


CASES: list[tuple[str, str, list[Happening]]] = [
    ("engine-present", "open", []),
    ("engine-present", "pass", RIGHT),
    ("engine-present", "fail", [PAGE, look(engine=False)]),
    ("engine-present", "fail", [*RIGHT, PAGE, look(engine=False)]),
    ("engine-present", "pass", [PAGE, csp("https://a1b2c3d4e5.kameleoon.io/engine.js"), look(engine=False)]),
    ("engine-present", "pass", [PAGE, event("Loaded"), event("Aborted"), look(engine=False)]),
    ("engine-starts", "pass", RIGHT),
    ("engine-starts", "fail", [PAGE, event("Loaded"), event("Aborted", detail={"reason": "STORAGE"}), look()]),
    ("engine-starts", "fail", [PAGE, event("Loaded"), look()]),
    ("engine-sitecode", "pass", RIGHT),
    ("engine-sitecode", "fail", [PAGE, script("z9z9z9z9z9"), look()]),
    ("engine-address", "pass", RIGHT),
    ("engine-address", "fail", [PAGE, script(legacy=True), look()]),
    ("engine-once", "pass", RIGHT),
    ("engine-once", "fail", [*STARTED, event("Loaded", again=True), look()]),
    ("policy", "pass", RIGHT),
    ("policy", "fail", [*RIGHT, csp("https://api.segment.io/v1/t")]),
    ("policy", "fail", [*RIGHT, csp("eval", "https://a1b2c3d4e5.kameleoon.io/engine.js")]),
    ("policy", "pass", [*RIGHT, csp("eval", "https://x.example/other.js")]),
    ("policy", "pass", [*RIGHT, csp("https://fonts.example/")]),
    ("policy", "pass", [*RIGHT, csp("https://api.segment.io/v1/t", disposition="report")]),
    ("pasted-code", "pass", RIGHT),
    ("pasted-code", "fail", [*RIGHT, ("engine.error", {"where": "w", "message": "boom"})]),
    ("pasted-code", "pass", [*RIGHT, ("page-error", {"message": "of the site", "url": URL})]),
    ("one-cookie", "pass", [cookies(".x.example")]),
    ("one-cookie", "open", [cookies()]),
    ("one-cookie", "fail", [cookies(".x.example", "x.example")]),
    ("library-present", "pass", RIGHT),
    ("library-present", "pass", [*STARTED, look(library="wrapper")]),
    ("library-present", "fail", [*STARTED, look(library="absent")]),
    ("library-present", "fail", [*STARTED, look(library="something else")]),
    ("library-present", "open", [*STARTED, look(library="absent", consent=False)]),
    ("library-present", "fail", [PAGE, look(library="absent", consent=False, engine=False)]),
    ("library-present", "open", [*STARTED, csp("https://cdn.segment.com/"), look(library="absent")]),
    ("library-name", "pass", RIGHT),
    ("library-name", "fail", [*STARTED, look(library="absent", others=["tracker"])]),
    ("library-loads", "pass", RIGHT),
    ("library-loads", "fail", [*STARTED, look(library="stub")]),
    ("library-loads", "fail", [*STARTED, library(failure="blocked"), look(library="stub")]),
    ("library-enabled", "pass", RIGHT),
    ("library-enabled", "fail", [*STARTED, look(library="disabled")]),
    ("deployed", "open", [deployed("unseen")]),
    ("deployed", "pass", [deployed("same"), deployed("unseen")]),
    ("deployed", "fail", [deployed("same"), deployed("differs")]),
    ("deployed", "fail", [deployed("missing")]),
    ("identifier-sent", "open", [*STARTED, look(consent=False)]),
    ("identifier-sent", "open", [*STARTED, look(library="stub")]),
    ("identifier-sent", "open", [PAGE, script("z9z9z9z9z9"), event("Started"), look()]),
    ("identifier-sent", "open", [*STARTED, csp("https://api.segment.io/v1/t"), look()]),
    ("identifier-sent", "pass", [*RIGHT, identifier()]),
    ("identifier-sent", "fail", RIGHT),
    ("identifier-code", "open", [identifier()]),
    ("identifier-code", "pass", [*RIGHT, identifier()]),
    ("identifier-code", "fail", [*RIGHT, identifier("other")]),
    ("identifier-whole", "pass", [identifier()]),
    ("identifier-whole", "fail", [identifier(kameleoonVisitorCode="other")]),
    ("exposures-sent", "open", RIGHT),
    ("exposures-sent", "pass", [*STARTED, SEEN, look(), viewed(experimentID=7)]),
    ("exposures-sent", "pass", [*STARTED, SEEN, look(), viewed(experiment_name="Hero")]),
    ("exposures-sent", "pass", [*STARTED, SEEN, look(), viewed()]),
    ("exposures-sent", "fail", [*STARTED, SEEN, look()]),
    ("exposures-sent", "fail", [*STARTED, SEEN, look(), viewed(experimentID=8)]),
    ("data-used", "open", [answer(other=1)]),
    ("data-used", "open", [answer(plan=None)]),
    ("data-used", "pass", [answer(plan="gold"), SET]),
    ("data-used", "pass", [answer(traits={"plan": "gold"}), look(customData={"Plan": "gold"})]),
    ("data-used", "fail", [answer(plan="gold"), look()]),
]  # fmt: skip


def judged(check: str, *happenings: Happening, project: Project = PROJECT) -> Judgement:
    journal = Journal()
    for kind, data in happenings:
        journal.append(kind, **data)
    return {one.id: one for one in judge_site(project, journal)}[check]


@pytest.mark.parametrize(("check", "state", "happenings"), CASES)
def test_verdict(check: str, state: str, happenings: list[Happening]) -> None:
    judgement = judged(check, *happenings)
    assert judgement.state == state
    assert judgement.evidence
    assert bool(judgement.remedy) == bool(judgement.entries) == (state == "fail")


def test_each_check_has_every_verdict() -> None:
    verdicts = {(check, state) for check, state, _ in CASES}
    shared = {one.id for one in judge(PROJECT, [])}
    for check in {one.id for one in judge_site(PROJECT, [])} - shared:
        assert {(check, "pass"), (check, "fail")} <= verdicts


def test_the_evidence_names_what_was_seen() -> None:
    assert judged("engine-present", PAGE, look(engine=False)).evidence == f"{URL} does not ask for it"
    gone = judged("engine-present", PAGE, script(status=404), look(engine=False)).evidence
    assert gone.endswith("engine.js: answered with 404, and is not at work")
    aborted = event("Aborted", detail={"reason": "STORAGE"})
    assert judged("engine-starts", PAGE, event("Loaded"), aborted).evidence == "it aborts with STORAGE"
    assert judged("library-name", *STARTED, look(library="absent", others=["tracker"])).evidence == (
        "it is window.tracker, not window.analytics"
    )
    half: Happening = (
        "segment.event",
        {"type": "track", "event": "Kameleoon identifier", "properties": {"k_visitorCode": "c"}},
    )
    assert judged("identifier-whole", half).state == "fail"
    assert judged("identifier-whole", half).evidence == "kameleoonVisitorCode is missing"
    assert judged("data-used", answer(plan="gold")).evidence == "there is data for 'Plan', and it is not set"


def test_only_what_the_project_has_is_checked() -> None:
    bare = Project(sitecode="a1b2c3d4e5", identity=Identity(mode="none"), exposures=Exposures(source="off"))
    ids = {one.id for one in judge_site(bare, [])}
    assert "engine-present" in ids
    assert not {one for one in ids if one.startswith(("identifier", "exposures", "data", "one-request"))}
