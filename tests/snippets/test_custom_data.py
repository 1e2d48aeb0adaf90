"""Segment's data is read back into custom data: one request, at once on later pages, never another visitor's."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.catalogue import snippets_of
from kamseg.generator.marks import cache_key_of
from kamseg.generator.project import Consent, Group, Identity, Personas, Project, RemoteData, Trait
from kamseg.generator.render import render
from kamseg.harness.emulator.http.faults import Fault, malformed_json
from kamseg.harness.emulator.segment.source import Source
from kamseg.harness.emulator.site.pages import Site
from msgspec.structs import replace
from shapes import AUDIENCES, AUDIENCES_AT, GROUPS, NOT_OBJECTS, TRAITS, TRAITS_AT
from waiting import recorded, refreshed

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor
    from playwright.sync_api import Page

# What the Data API holds is put there by the tests: no destination writes to it.
pytestmark = pytest.mark.kamseg(source=Source(destinations=()))

SITECODE = "a1b2c3d4e5"
PERSONAS = "SegmentIO personas"
PLAN = "Subscribed Plan"
ALL = Project(
    sitecode=SITECODE,
    personas=Personas(),
    traits=(
        Trait(trait="plan", custom_data=PLAN),
        Trait(trait="value", custom_data="Lifetime value", type="number"),
    ),
    group=Group(),
)


def set_values(journal: Journal, source: str = "*") -> dict[str, Any]:
    """The custom data that were set so far, the last value of each."""
    entries = journal.entries("custom-data", outcome="set")
    return {entry["name"]: entry["value"] for entry in entries if source in ("*", entry["source"])}


def read(journal: Journal, times: int = 1) -> None:
    """Wait until a page has asked the Data API."""
    journal.wait_for("data-api", method="GET", times=times)


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(ALL)
def test_one_request_fills_them_all(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    visitor.start()
    refreshed(visitor)
    assert set_values(journal) == {}
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True, "gone": False, "odd": None})
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"plan": "gold", "value": 12.5, "groupId": "acme"})
    visitor.start("/pricing")
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]
    assert visitor.custom_data(PLAN) == "gold"
    assert visitor.custom_data("Lifetime value") == 12.5
    assert visitor.custom_data("Group ID") == "acme"
    assert journal.count("data-api", method="GET") == 2  # one for each page


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(ALL)
def test_later_pages_answer_at_once_and_refresh_behind(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    visitor.start("/pricing")
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True, "new": True})
    visitor.start("/cart")
    at_once = journal.wait_for("custom-data", name=PERSONAS, source="returned")
    assert at_once["value"] == ["vip"]
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]  # this page has decided
    visitor.start("/account")
    assert visitor.custom_data(PERSONAS) == ["vip", "new"]
    refreshed(visitor)
    assert journal.count("data-api", method="GET") == 4


@pytest.mark.kamseg_tabs(3)
@pytest.mark.pasted(ALL)
def test_what_was_read_too_long_ago_is_no_answer(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    visitor.start("/pricing")
    refreshed(visitor)
    visitor = visitor.return_after(minutes=4)
    visitor.start()
    journal.wait_for("custom-data", name=PERSONAS, source="returned")
    refreshed(visitor)
    visitor = visitor.return_after(minutes=6)
    visitor.start()
    refreshed(visitor)
    assert journal.count("custom-data", name=PERSONAS, source="returned") == 1
    assert journal.count("custom-data", name=PERSONAS, source="api") == 2


@pytest.mark.pasted(ALL)
def test_an_audience_that_is_left_goes_away(visitor: Visitor, emulator: Emulator) -> None:
    visitor.start()
    refreshed(visitor)
    for stored, expected in (
        ({"a": True, "b": True}, ["a", "b"]),
        ({"a": False, "b": True}, ["b"]),
        ({}, None),
    ):
        emulator.data_api.put(f"COHORTS_{visitor.code}", {"audiences": stored})
        visitor.start("/pricing")
        refreshed(visitor)
        visitor.start("/cart")
        refreshed(visitor)
        assert (visitor.custom_data(PERSONAS) or None) == expected


FAILURES = {
    "500": Fault(host="*-data.kameleoon", does="answer", status=500),
    "404": Fault(host="*-data.kameleoon", does="answer", status=404),
    "429": Fault(host="*-data.kameleoon", does="answer", status=429),
    "cut": Fault(host="*-data.kameleoon", does="abort"),
    "truncated": Fault(host="*-data.kameleoon", does="truncate"),
    "malformed": malformed_json("*-data.kameleoon"),
    "null": Fault(
        host="*-data.kameleoon", does="answer", status=200, body="null", content_type="application/json"
    ),
    "a list": Fault(
        host="*-data.kameleoon", does="answer", status=200, body="[1]", content_type="application/json"
    ),
    "a text": Fault(
        host="*-data.kameleoon", does="answer", status=200, body='"x"', content_type="application/json"
    ),
    "nothing": Fault(
        host="*-data.kameleoon", does="answer", status=200, body="{}", content_type="application/json"
    ),
}


ATTEMPTS = {"chromium": 2, "firefox": 10, "webkit": 2}  # of one request, by the browser itself
THROWS_ITSELF = pytest.mark.kamseg_allow("page-error")  # an older engine, on malformed JSON (CONTRACT 2.5)


def build(name: str) -> pytest.MarkDecorator:
    return pytest.mark.pasted(ALL, build=name)


@pytest.mark.kamseg_every_engine
@pytest.mark.parametrize(
    "fault",
    [pytest.param(fault, marks=build("newer"), id=name) for name, fault in FAILURES.items()]
    + [
        pytest.param(FAILURES[name], marks=[build("older"), THROWS_ITSELF], id=f"{name}, older")
        for name in ("truncated", "malformed")
    ],
)
def test_a_failed_read_changes_nothing(
    visitor: Visitor, journal: Journal, emulator: Emulator, fault: Fault, browser_name: str
) -> None:
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"plan": "gold"})
    visitor.start("/pricing")
    refreshed(visitor)
    emulator.faults.add(fault)
    visitor.start("/cart")
    journal.wait_for("fault", path="/map/maps")
    visitor.start("/account")
    journal.wait_for("fault", path="/map/maps", times=2)
    assert visitor.custom_data(PERSONAS) == ["vip"]
    assert visitor.custom_data(PLAN) == "gold"
    assert (
        journal.count("custom-data", name=PERSONAS, value=["vip"], source="returned") == 2
    )  # at once, on both
    # Asked once a page, not again and again; what a browser itself does when a connection is cut comes on top.
    assert journal.count("fault", path="/map/maps") <= 2 * (
        ATTEMPTS[browser_name] if fault.does == "abort" else 1
    )


READ_MANY = """
async ([code, payloads]) => {
  const read = async (payload) => {
    const set = [];
    window.kamseg = undefined;
    window.Kameleoon = { API: {
      Visitor: { code: "visitor", experimentLegalConsent: true, personalizationLegalConsent: true },
      Data: {
        readLocalData: () => null,
        writeLocalData: () => undefined,
        setCustomData: (...values) => { set.push(values); },
        retrieveDataFromRemoteSource: (keys, answer) => {
          setTimeout(() => answer(Object.fromEntries(keys.map((key) => [key, JSON.parse(payload)]))));
        },
      },
    } };
    const returned = new Function(code)();
    if (returned.value !== null) throw Error("answered at once");
    await window.kamseg.remote;
    await new Promise((resolve) => setTimeout(resolve));
    return set;
  };
  const found = [];
  for (const payload of payloads) found.push(await read(payload));
  return found;
}
"""


def picks(page: Page, code: str, payloads: list[Any]) -> list[Any]:
    """Let one custom data read many payloads, in one page with a stand-in for the engine; what it sets, or None."""
    calls = page.evaluate(READ_MANY, [code, [json.dumps(payload) for payload in payloads]])
    assert all(len(call) <= 1 for call in calls)
    assert all(call[0][2] is True for call in calls if call), "lists need overwrite"
    return [call[0][1] if call else None for call in calls]


def codes_of(part: Personas | Trait | Group) -> list[str]:
    """The code of one custom data, readable and minified."""
    project = Project(
        sitecode=SITECODE,
        personas=part if isinstance(part, Personas) else None,
        traits=(part,) if isinstance(part, Trait) else (),
        group=part if isinstance(part, Group) else None,
    )
    (artifact,) = [artifact for artifact in render(project) if artifact.snippet.kind]
    return [artifact.text, artifact.minified]


def test_audiences_in_every_plausible_shape(page: Page, minified: bool) -> None:
    code = codes_of(Personas())[minified]
    assert picks(page, code, [stored for stored, _ in AUDIENCES]) == [names for _, names in AUDIENCES]
    assert picks(page, code, NOT_OBJECTS) == [None] * len(NOT_OBJECTS)


@pytest.mark.parametrize("kind", ["string", "number", "boolean"])
def test_traits_of_their_type_and_nothing_else(page: Page, kind: Any, minified: bool) -> None:
    cases = [(stored, value) for of, stored, value in TRAITS if of == kind]
    code = codes_of(Trait(trait="plan", custom_data=PLAN, type=kind))[minified]
    found = picks(page, code, [stored for stored, _ in cases])
    assert found == [value for _, value in cases]
    assert [type(one) for one in found if one is not None] == [
        type(value) for _, value in cases if value is not None
    ]
    assert picks(page, code, NOT_OBJECTS) == [None] * len(NOT_OBJECTS)


def test_the_group_in_each_spelling(page: Page, minified: bool) -> None:
    code = codes_of(Group())[minified]
    assert picks(page, code, [stored for stored, _ in GROUPS]) == [value for _, value in GROUPS]
    assert picks(page, code, NOT_OBJECTS) == [None] * len(NOT_OBJECTS)


def test_an_exact_path_is_followed_and_nothing_inherited_is_read(page: Page, minified: bool) -> None:
    page.evaluate("Object.prototype.plan = 'polluted'; Object.prototype.groupId = 'polluted';")
    for path, stored, value in TRAITS_AT:
        plan = codes_of(Trait(trait="plan", custom_data=PLAN, path=path))[minified]
        assert picks(page, plan, [stored]) == [value]
    assert picks(page, codes_of(Trait(trait="plan", custom_data=PLAN))[minified], [{}, {"traits": {}}]) == [
        None,
        None,
    ]
    assert picks(page, codes_of(Trait(trait="constructor", custom_data=PLAN))[minified], [{}]) == [None]
    assert picks(page, codes_of(Group())[minified], [{}]) == [None]
    for path, stored, names in AUDIENCES_AT:
        assert picks(page, codes_of(Personas(path=path))[minified], [stored]) == [names]


@pytest.mark.parametrize(
    "retrieve", ["(keys, answer) => answer(null)", "() => { throw Error(); }", "() => undefined"]
)
def test_an_engine_that_misbehaves_causes_no_error(page: Page, retrieve: str, minified: bool) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    script = """async (code) => {
      const Data = { readLocalData: () => null, retrieveDataFromRemoteSource: RETRIEVE };
      window.Kameleoon = { API: { Data, Visitor: { code: "visitor", experimentLegalConsent: true } } };
      const returned = new Function(code)();
      await new Promise((resolve) => setTimeout(resolve));
      return returned;
    }"""
    code = codes_of(Group())[minified]
    assert page.evaluate(script.replace("RETRIEVE", retrieve), code) == {"value": None, "overwrite": True}
    page.evaluate("0")
    assert errors == []


# Values for the targeting condition.


def test_the_names_of_the_audiences_are_returned_at_once(page: Page, minified: bool) -> None:
    project = Project(sitecode=SITECODE, personas=Personas(values=("VIP", "It's")))
    artifact = render(project)[-1]
    assert artifact.snippet.id == "custom-data/segmentio-personas.values"
    code = artifact.minified if minified else artifact.text
    assert page.evaluate("(code) => new Function(code)()", code) == [
        {"value": "VIP", "label": "VIP"}, {"value": "It's", "label": "It's"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ('["VIP", "Big"]', ["VIP", "Big"]),
        ('[{"id": 1, "name": "VIP"}, {"id": 2}]', ["VIP", "2"]),
        ('[{"name": {"toString": 0}}, {"key": []}, null, {}, "", "VIP", "VIP"]', ["VIP"]),
        ("{}", []),
        ("<html>", []),
        ("null", []),
    ],
)
def test_the_names_of_the_audiences_from_an_address(
    page: Page,
    emulator: Emulator,
    answer: str,
    names: list[str],
    minified: bool,
) -> None:
    address = f"http://customers.kameleoon.localhost:{emulator.port}/tool/{{sitecode}}"
    artifact = render(Project(sitecode=SITECODE, personas=Personas(values_url=address)))[-1]
    code = artifact.minified if minified else artifact.text
    emulator.faults.add(
        Fault(host="customers.kameleoon", does="answer", status=200, body=answer, path=f"/tool/{SITECODE}")
    )
    page.goto(emulator.url())
    found = page.evaluate("(code) => new Function(code)()", code)
    assert found == [{"value": name, "label": name} for name in names]


# Whose data it is.


@pytest.mark.pasted(ALL, consent="required")
def test_nothing_is_read_before_consent(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    visitor.start()
    journal.wait_for("custom-data.evaluated", name=PERSONAS, times=3)
    journal.none("data-api", method="GET")
    visitor.consent()
    read(journal)
    emulator.data_api.put(f"COHORTS_{visitor.cookies['kameleoonVisitorCode']}", {"vip": True})
    visitor.start("/pricing")
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]


def looked_up_by(lookup: Any, **parts: Any) -> pytest.MarkDecorator:
    parts.setdefault("personas", Personas())
    return pytest.mark.pasted(Project(sitecode=SITECODE, identity=Identity(lookup=lookup), **parts))


@looked_up_by("segment-user-id")
@pytest.mark.parametrize("user", ["ann", "a&b#c+d/e%f é@x", "😀", "1"])
def test_by_segments_user_id(visitor: Visitor, journal: Journal, emulator: Emulator, user: str) -> None:
    emulator.data_api.put(f"COHORTS_{user}", {"vip": True})
    visitor.start()
    visitor.barrier()
    journal.none("data-api", method="GET")
    visitor.identify(user)
    read(journal)
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]
    journal.only("data-api", method="GET", keys=[f"COHORTS_{user}"])
    visitor.start("/pricing")
    journal.wait_for("custom-data", name=PERSONAS, value=["vip"], source="returned")


@looked_up_by("segment-anonymous-id")
def test_by_segments_anonymous_id(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    visitor.start()
    read(journal)
    anonymous = visitor.ids["anonymous_id"]
    emulator.data_api.put(f"COHORTS_{anonymous}", {"vip": True})
    visitor.start("/pricing")
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]


@looked_up_by("segment-user-or-anonymous-id")
def test_by_whichever_id_segment_has(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    emulator.data_api.put("COHORTS_ann", {"vip": True})
    visitor.start()
    read(journal)
    visitor.identify("ann")
    visitor.start("/pricing")
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]
    keys = [entry["keys"][0] for entry in journal.entries("data-api", method="GET")]
    assert keys == [f"COHORTS_{visitor.ids['anonymous_id']}", "COHORTS_ann"]


@looked_up_by("segment-user-id", traits=(Trait(trait="plan", custom_data=PLAN),))
def test_data_of_another_user_is_withdrawn_at_once(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    emulator.data_api.put("COHORTS_ann", {"vip": True})
    emulator.data_api.put("IDENTIFY_ann", {"plan": "gold"})
    emulator.data_api.put("COHORTS_bob", {"new": True})
    visitor.start()
    visitor.identify("ann")
    visitor.start("/pricing")
    refreshed(visitor)
    assert (visitor.custom_data(PERSONAS), visitor.custom_data(PLAN)) == (["vip"], "gold")
    visitor.identify("bob")
    visitor.start("/cart")
    withdrawn = journal.wait_for("custom-data", name=PERSONAS, value=[])
    assert withdrawn["source"] == "returned"
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["new"]
    assert not visitor.custom_data(PLAN)


@pytest.mark.pasted(ALL)
@pytest.mark.parametrize(
    "stored", ["5", '"x"', "null", "[]", "{}", '{"id": "VISITOR", "time": NOW, "value": 5}']
)
def test_a_corrupted_cache_is_not_believed(visitor: Visitor, emulator: Emulator, stored: str) -> None:
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    visitor.start("/pricing")
    refreshed(visitor)
    value = stored.replace("VISITOR", visitor.code).replace("NOW", str(time.time() * 1000))
    keys = [cache_key_of(snippet) for snippet in snippets_of(ALL) if snippet.kind]
    for key in keys:
        visitor.page.evaluate(
            "([key, value]) => Kameleoon.API.Data.writeLocalData(key, value, true)", [key, json.loads(value)]
        )
    visitor.start("/cart")
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["vip"]


@pytest.mark.pasted(
    Project(
        sitecode=SITECODE, personas=Personas(), remote_data=RemoteData(cache_seconds=0, give_up_seconds=10)
    )
)
def test_without_a_cache_each_page_waits_for_its_answer(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    visitor.start()
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    for page in ("/pricing", "/cart"):
        visitor.start(page)
        refreshed(visitor)
        assert visitor.custom_data(PERSONAS) == ["vip"]
    journal.none("custom-data", source="returned")


@pytest.mark.pasted(ALL)
@pytest.mark.kamseg(faults=(Fault(host="*-data.kameleoon", does="delay", name="slow"),))
def test_an_answer_that_comes_too_late_serves_the_next_page(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    visitor.page.clock.install()
    visitor.start()
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    visitor.page.clock.run_for(11_000)
    emulator.release("slow")
    visitor.page.evaluate("kamseg.remote")
    recorded(visitor)
    journal.none("custom-data", name=PERSONAS)
    visitor.start("/pricing")
    journal.wait_for("custom-data", name=PERSONAS, value=["vip"], source="returned")


@looked_up_by("segment-user-id")
@pytest.mark.kamseg(site=Site(scripts=("engine",)))
def test_waiting_for_segments_id_ends(visitor: Visitor, journal: Journal) -> None:
    visitor.page.clock.install()
    visitor.start()
    visitor.page.clock.run_for(20_000)
    recorded(visitor)
    count = journal.count("custom-data.evaluated", name=PERSONAS)
    visitor.page.clock.run_for(60_000)
    recorded(visitor)
    assert journal.count("custom-data.evaluated", name=PERSONAS) == count


@pytest.mark.pasted(ALL, single_page=True)
@pytest.mark.kamseg(site=Site(single_page=True))
def test_a_single_page_site_asks_once_a_page(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    for times, link in enumerate(("Pricing", "Cart"), start=2):
        visitor.page.get_by_role("link", name=link).click()
        journal.wait_for("engine.event", name="Started", times=times)
        refreshed(visitor)
        assert visitor.custom_data(PERSONAS) == ["vip"]
        assert journal.count("data-api", method="GET") == times


@pytest.mark.pasted(
    Project(
        sitecode=SITECODE, personas=Personas(custom_data="Nobody made this"), group=Group(), consent=Consent()
    )
)
def test_a_name_that_kameleoon_does_not_know_harms_no_other(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    personas, group = emulator.account.custom_data
    emulator.set_up(replace(emulator.account, custom_data=(replace(personas, name="Renamed"), group)))
    visitor.start()
    refreshed(visitor)
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"VIP": True})
    emulator.data_api.put(f"IDENTIFY_{visitor.code}", {"groupId": "acme"})
    visitor.start("/pricing")
    refreshed(visitor)
    journal.only("custom-data", outcome="unknown", name="Nobody made this", value=["VIP"])
    assert visitor.custom_data("Group ID") == "acme"
    journal.only("custom-data", outcome="set", name="Group ID")
