"""CONTRACT 2.5: Kameleoon.API, except custom data (2.4) and campaigns (2.8)."""

from typing import Any
from urllib.parse import unquote

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.faults import Fault, malformed_json
from kamseg.harness.emulator.kameleoon.account import (
    Account,
    CustomDatum,
    Experiment,
    Personalization,
    Variation,
)
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ENGINE_ONLY = Site(scripts=("engine",))
DATA = "eu-data.kameleoon"


def retrieve(visitor: Visitor, keys: str | list[str]) -> Any:
    call = "(keys) => new Promise((done) => Kameleoon.API.Data.retrieveDataFromRemoteSource(keys, done))"
    return visitor.page.evaluate(call, keys)


OF_CAMPAIGNS = (
    *("getAll", "getActive", "getById", "getByName", "getTriggeredInVisit", "getActivatedInVisit"),
    *("assignVariation", "trigger", "block"),
)
NAMED = [
    *("Data.setCustomData", "Data.resetCustomData", "Data.retrieveDataFromRemoteSource"),
    *("Data.writeLocalData", "Data.readLocalData"),
    *("Core.runWhenConditionTrue", "Core.runWhenElementPresent"),
    *("Core.enableLegalConsent", "Core.disableLegalConsent"),
    *("Visitor.setVisitorCode", "Goals.processConversion", "Events.trigger", "Variations.execute"),
    *(f"{group}.{name}" for group in ("Experiments", "Personalizations") for name in OF_CAMPAIGNS),
]


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_every_named_member_exists_and_the_others_raise_a_clear_error(visitor: Visitor) -> None:
    visitor.start()
    kind_of = "(path) => typeof path.split('.').reduce((at, name) => at[name], Kameleoon.API)"
    kinds = [visitor.page.evaluate(kind_of, path) for path in NAMED]
    assert dict(zip(NAMED, kinds, strict=True)) == dict.fromkeys(NAMED, "function")
    for group in ("Segments", "Triggers", "Utils"):
        message = visitor.page.evaluate(
            "(group) => { try { Kameleoon.API[group].getAll(); } catch (error) { return error.message; } }",
            group,
        )
        assert message == f"Kameleoon.API.{group}.getAll is not played by kamseg's stub of the engine"


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_visitor_and_visit_are_fresh_snapshots(visitor: Visitor) -> None:
    visitor.start()
    seen = visitor.page.evaluate(
        "[Kameleoon.API.Visitor !== Kameleoon.API.Visitor, Object.keys(Kameleoon.API.Visitor).sort(),"
        " Object.keys(Kameleoon.API.CurrentVisit).sort(), Kameleoon.API.CurrentVisit.pageViews]"
    )
    assert seen == [
        True,
        [
            *(
                "code",
                "customData",
                "experimentLegalConsent",
                "numberOfVisits",
                "personalizationLegalConsent",
            ),
            "setVisitorCode",
        ],
        ["activatedExperiments", "activatedPersonalizations", "customData", "pageViews"],
        1,
    ]
    visitor.start("/pricing")
    assert visitor.page.evaluate("Kameleoon.API.CurrentVisit.pageViews") == 2


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_remote_data_of_one_key_and_of_several(
    visitor: Visitor, emulator: Emulator, journal: Journal
) -> None:
    visitor.start()
    strange = "IDENTIFY_a&b#c+d/e%f é"
    emulator.data_api.put(strange, {"plan": "gold"})
    emulator.data_api.put("COHORTS_x", ["vip"])
    asked: list[Any] = []
    visitor.page.on("request", lambda request: asked.append(request) if "/map/" in request.url else None)
    assert retrieve(visitor, strange) == {"plan": "gold"}
    assert retrieve(visitor, [strange, "COHORTS_x"]) == {strange: {"plan": "gold"}, "COHORTS_x": ["vip"]}
    assert retrieve(visitor, "unknown") == {}
    sitecode = emulator.account.sitecode
    assert asked[0].url.endswith(f"/map/map?siteCode={sitecode}&key=IDENTIFY_a%26b%23c%2Bd%2Fe%25f%20%C3%A9")
    assert unquote(asked[1].url.partition("&keys=")[2]) == f'["{strange}","COHORTS_x"]'
    assert {request.method for request in asked} == {"GET"}
    assert "cookie" not in asked[0].all_headers()
    journal.none("data-api", method="OPTIONS")
    order = visitor.page.evaluate(
        "new Promise((done) => { const order = []; Kameleoon.API.Data.retrieveDataFromRemoteSource([],"
        " (found) => { order.push('callback', found); done(order); }); order.push('after'); })"
    )
    assert order == ["after", "callback", {}]


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_newer_builds_ask_in_hundreds_and_not_for_nothing(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert retrieve(visitor, []) == {}
    journal.none("data-api")
    assert retrieve(visitor, [str(number) for number in range(201)]) == {}
    assert sorted(len(entry["keys"]) for entry in journal.entries("data-api")) == [1, 100, 100]


@pytest.mark.kamseg(account=Account(build="older"), site=ENGINE_ONLY)
def test_older_builds_ask_even_for_nothing(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert retrieve(visitor, []) == {}
    assert journal.only("data-api")["keys"] == []


@pytest.mark.kamseg(site=ENGINE_ONLY)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(host=DATA, status=404),
        Fault(host=DATA, status=429),
        Fault(host=DATA, status=500, body='{"a": 1}'),
        Fault(host=DATA, does="abort"),
        malformed_json(DATA),
    ],
    ids=lambda fault: f"{fault.does}-{fault.status}",
)
def test_a_failed_read_answers_an_empty_object(visitor: Visitor, emulator: Emulator, fault: Fault) -> None:
    visitor.start()
    emulator.faults.add(fault)
    assert retrieve(visitor, "any") == {}
    assert retrieve(visitor, ["any"]) == {}


@pytest.mark.kamseg(account=Account(build="older"), site=ENGINE_ONLY, faults=(malformed_json(DATA),))
@pytest.mark.kamseg_allow("page-error")
def test_older_builds_never_call_back_on_malformed_json(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    visitor.page.evaluate(
        "Kameleoon.API.Data.retrieveDataFromRemoteSource('k', () => { window.calledBack = true; })"
    )
    journal.wait_for("page-error")
    assert visitor.page.evaluate("window.calledBack") is None


@pytest.mark.kamseg(account=Account(consent="required"), site=ENGINE_ONLY)
def test_reading_remote_data_is_not_gated_by_consent(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    emulator.data_api.put("k", {"a": 1})
    assert retrieve(visitor, "k") == {"a": 1}


@pytest.mark.kamseg_tabs(3)
@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_local_data_lives_an_hour_or_thirty_days(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate("Kameleoon.API.Data.readLocalData('none')") is None
    assert visitor.page.evaluate("Kameleoon.API.Data.readLocalData('constructor')") is None
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('hour', {a: [1]})")
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('month', 'text', true)")
    read = "['hour', 'month'].map((key) => Kameleoon.API.Data.readLocalData(key))"
    visitor.start("/pricing")
    assert visitor.page.evaluate(read) == [{"a": [1]}, "text"]
    later = visitor.return_after(minutes=61)
    later.start()
    assert later.page.evaluate(read) == [None, "text"]
    much_later = later.return_after(minutes=31 * 24 * 60)
    much_later.start()
    assert much_later.page.evaluate(read) == [None, None]


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_run_when_condition_true_checks_at_once_and_for_ever(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    at_once = visitor.page.evaluate(
        "(() => { const order = []; Kameleoon.API.Core.runWhenConditionTrue(() => order.push('check'),"
        " () => order.push('callback')); return order; })()"
    )
    assert at_once == ["check", "callback"]
    thrown = visitor.page.evaluate(
        "(() => { const fail = () => { throw new Error('first'); };"
        " try { Kameleoon.API.Core.runWhenConditionTrue(fail, () => {}); }"
        " catch (error) { return error.message; } })()"
    )
    assert thrown == "first"
    visitor.page.evaluate(
        "window.checks = 0; Kameleoon.API.Core.runWhenConditionTrue(() => { checks++; return window.go; },"
        " () => { window.gone = true; })"
    )
    visitor.pass_time(60)
    assert visitor.page.evaluate("checks") == 1 + 60 * 5
    visitor.page.evaluate("window.go = true")
    visitor.pass_time(1)
    assert visitor.page.evaluate("[gone, checks]") == [True, 1 + 60 * 5 + 1]
    journal.none("page-error")


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_run_when_element_present_gives_an_array(visitor: Visitor) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.page.evaluate(
        "window.found = []; window.all = [];"
        "const note = (list) => found.push(Array.isArray(list), list.length);"
        "Kameleoon.API.Core.runWhenElementPresent('.late', note);"
        "Kameleoon.API.Core.runWhenElementPresent('.late', (list) => all.push(list.length), 50, true);"
    )
    add = "document.body.insertAdjacentHTML('beforeend', '<p class=late></p>')"
    for _ in range(2):
        visitor.page.evaluate(add)
        visitor.pass_time(0.5)
    assert visitor.page.evaluate("[found, all]") == [[True, 1], [1, 1]]


CAMPAIGNS = Account(
    experiments=(
        Experiment(id=1, name="One", variations=(Variation(id=10, name="Blue", code="window.blue = true;"),)),
        Experiment(id=2, name="Two", traffic=0),
    ),
    personalizations=(Personalization(id=3, name="Three", variations=(Variation(id=30, name="Hello"),)),),
    custom_data=(CustomDatum(name="A"),),
)


BLUE = {"id": 10, "name": "Blue", "reallocationTime": None, "instantiatedTemplate": None}


@pytest.mark.kamseg(account=CAMPAIGNS, site=ENGINE_ONLY)
def test_experiments_and_personalizations_are_described(visitor: Visitor) -> None:
    visitor.start()
    ask = "(code) => { const {Experiments: E, Personalizations: P} = Kameleoon.API; return eval(code); }"

    def ids(code: str) -> Any:
        return visitor.page.evaluate(ask, f"{code}.map((item) => item.id)")

    assert visitor.page.evaluate(ask, "E.getById(1)") == {
        "id": 1,
        "name": "One",
        "active": True,
        "triggered": True,
        "triggeredInVisit": True,
        "activatedInVisit": True,
        "associatedVariation": BLUE,
        "variations": [BLUE],
        "targetSegment": {"id": 1, "name": "Segment of One"},
        "goals": [],
        **dict.fromkeys(("mainGoal", "dateLaunched", "dateModified", "untrackedTrafficReallocationTime")),
    }
    assert visitor.page.evaluate(ask, "E.getByName('Two').associatedVariation") is None
    assert visitor.page.evaluate(ask, "[E.getById(9), E.getByName('Nine')]") == [None, None]
    assert [ids("E.getAll()"), ids("E.getActive()"), ids("P.getActive()")] == [[1, 2], [1], [3]]
    assert [ids("E.getTriggeredInVisit()"), ids("E.getActivatedInVisit()")] == [[1, 2], [1]]
    assert ids("Kameleoon.API.CurrentVisit.activatedExperiments") == [1]
    assert ids("Kameleoon.API.CurrentVisit.activatedPersonalizations") == [3]
    visitor.page.evaluate("window.blue = false; Kameleoon.API.Variations.execute(10)")
    assert visitor.page.evaluate("blue") is True
