"""CONTRACT 1, rows 2 to 6, and 3: what Kameleoon makes of Segment's events."""

from typing import Any

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.kameleoon.account import Account
from kamseg.harness.emulator.kameleoon.ingest import IngestBehaviour
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.servers import ServerSide


class Cloud:
    """Segment's events in short, and what is stored after them."""

    def __init__(self, emulator: Emulator) -> None:
        self._data_api = emulator.data_api
        self._servers = ServerSide(emulator)

    def send(self, kind: str, user: str | None = "u", anonymous: str | None = None, **fields: Any) -> None:
        self._servers.send({"type": kind, "userId": user, "anonymousId": anonymous, **fields})

    def audience(self, name: str, *, entered: bool = True, **ids: str | None) -> None:
        event = "Audience Entered" if entered else "Audience Exited"
        self.send("track", event=event, properties={"audience_key": name, name: entered}, **ids)

    def link(self, code: str, name: str = "kameleoonVisitorCode", **ids: str | None) -> None:
        self.send("track", event="Kameleoon identifier", properties={name: code}, **ids)

    def cohorts(self, one: str = "u") -> Any:
        return self._data_api.get(f"COHORTS_{one}")

    def identity(self, one: str = "u") -> Any:
        return self._data_api.get(f"IDENTIFY_{one}")


@pytest.fixture
def cloud(emulator: Emulator) -> Cloud:
    return Cloud(emulator)


def test_audiences_are_stored_under_the_visitor_code_and_the_user_or_anonymous_id(
    cloud: Cloud, journal: Journal
) -> None:
    cloud.link("code", user=None, anonymous="anon")
    assert journal.only("linked")["visitorCode"] == "code"
    cloud.audience("vip", user=None, anonymous="anon")
    assert [cloud.cohorts(one) for one in ("anon", "code")] == [{"vip": True}] * 2
    cloud.send("identify", user="u", anonymous="anon", traits={"plan": "gold"})
    for one in ("u", "code"):
        assert (cloud.cohorts(one), cloud.identity(one)) == ({"vip": True}, {"plan": "gold"})
    cloud.audience("vip", entered=False)
    assert [cloud.cohorts(one) for one in ("u", "code")] == [{"vip": False}] * 2
    assert (cloud.cohorts("anon"), cloud.identity("anon")) == (
        {"vip": True},
        None,
    )  # asked by nobody any more


@pytest.mark.kamseg(ingest=IngestBehaviour(cohorts="keys", stored_under="every-id"))
def test_audiences_may_be_stored_under_every_id(cloud: Cloud, journal: Journal) -> None:
    cloud.link("code", user=None, anonymous="anon")
    assert journal.only("linked")["visitorCode"] == "code"
    cloud.audience("vip", user=None, anonymous="anon")
    assert [cloud.cohorts(one) for one in ("anon", "code")] == [{"vip": True}] * 2
    cloud.send("identify", user="u", anonymous="anon", traits={"plan": "gold"})
    for one in ("u", "anon", "code"):
        assert (cloud.cohorts(one), cloud.identity(one)) == ({"vip": True}, {"plan": "gold"})
    cloud.audience("vip", entered=False)
    assert [cloud.cohorts(one) for one in ("u", "anon", "code")] == [None] * 3


def test_ids_linked_later_get_what_is_known(cloud: Cloud) -> None:
    cloud.audience("vip")
    cloud.send("identify", traits={"plan": "gold"})
    cloud.link("code", name="k_visitorCode")
    assert (cloud.cohorts("code"), cloud.identity("code")) == ({"vip": True}, {"plan": "gold"})


def test_the_user_id_may_be_the_visitor_code(cloud: Cloud) -> None:
    cloud.send("identify", user="code", traits={"plan": "gold"})
    assert cloud.identity("code") == {"plan": "gold"}


def test_a_visitor_code_in_any_event_links(cloud: Cloud) -> None:
    cloud.send("identify", traits={"plan": "gold", "kameleoonVisitorCode": "code"})
    assert cloud.identity("code") == {"plan": "gold"}


def test_another_user_on_the_same_device_is_another_person(cloud: Cloud) -> None:
    cloud.link("code", user="first", anonymous="a1")
    cloud.audience("vip", user="first")
    cloud.link("code", user="second", anonymous="a2")
    cloud.send("identify", user="second", anonymous="a2", traits={"plan": "none"})
    assert cloud.cohorts("first") == {"vip": True}
    assert cloud.cohorts("second") is None
    assert cloud.identity("code") == {"plan": "none"}
    assert cloud.cohorts("code") is None
    cloud.send("identify", user="first", anonymous="a1", traits={"plan": "gold"})
    assert cloud.identity("code") == {"plan": "none"}


@pytest.mark.kamseg(ingest=IngestBehaviour(stored_under="every-id"))
def test_an_anonymous_id_that_has_a_user_stays_with_this_user(cloud: Cloud) -> None:
    cloud.audience("vip", user="first", anonymous="shared")
    cloud.send("identify", user="second", anonymous="shared", traits={"plan": "gold"})
    assert (cloud.cohorts("second"), cloud.identity("second")) == (None, {"plan": "gold"})
    assert (cloud.cohorts("shared"), cloud.identity("shared")) == ({"vip": True}, None)


def test_group_is_stored_with_the_traits(cloud: Cloud) -> None:
    cloud.send("group", groupId="g", traits={"size": 3})
    cloud.send("identify", traits={"plan": "gold"})
    assert cloud.identity() == {"plan": "gold", "groupId": "g"}


NAMES_STORED = [
    (IngestBehaviour(), {"a": True, "b": False}),
    (IngestBehaviour(cohorts="keys"), {"a": True}),
    (IngestBehaviour(cohorts_under="audiences"), {"audiences": {"a": True, "b": False}}),
    (IngestBehaviour(cohorts="names"), ["a"]),
    (IngestBehaviour(cohorts="objects"), [{"name": "a"}]),
    (IngestBehaviour(cohorts="objects", cohort_field="audience_key"), [{"audience_key": "a"}]),
    (
        IngestBehaviour(cohorts="keys", cohorts_under="warehouseAudiences"),
        {"warehouseAudiences": {"a": True}},
    ),
    (IngestBehaviour(cohorts="names", cohorts_under="cohorts"), {"cohorts": ["a"]}),
    (
        IngestBehaviour(cohorts="objects", cohort_field="id", cohorts_under="mixpanel_cohorts"),
        {"mixpanel_cohorts": [{"id": "a"}]},
    ),
]
SHAPES = pytest.mark.parametrize(("ingest_behaviour", "stored"), NAMES_STORED, ids=range(len(NAMES_STORED)))


@SHAPES
def test_each_shape_of_cohorts(cloud: Cloud, stored: Any) -> None:
    for name in ("a", "b"):
        cloud.audience(name)
    cloud.audience("b", entered=False)
    assert cloud.cohorts() == stored


@pytest.mark.parametrize(
    ("ingest_behaviour", "stored"),
    [
        (IngestBehaviour(), {"plan": "gold", "groupId": "g"}),
        (IngestBehaviour(traits_under="traits"), {"traits": {"plan": "gold", "groupId": "g"}}),
        (
            IngestBehaviour(traits_under="properties", group="group_id"),
            {"properties": {"plan": "gold", "group_id": "g"}},
        ),
        (IngestBehaviour(group="group.id"), {"plan": "gold", "group": {"id": "g"}}),
    ],
    ids=range(4),
)
def test_each_shape_of_traits_and_group(cloud: Cloud, stored: Any) -> None:
    cloud.send("identify", traits={"plan": "gold"})
    cloud.send("group", groupId="g")
    assert cloud.identity() == stored


@pytest.mark.kamseg(account=Account(goals=("Bought",)))
def test_goals_are_converted_or_created(cloud: Cloud, journal: Journal) -> None:
    cloud.link("code")
    cloud.send("track", event="Bought")
    cloud.send("track", event="Order Completed")
    cloud.send("track", event="Order Completed")
    cloud.send("page", name="Home")
    cloud.send("identify", traits={})
    cloud.audience("vip")
    assert [(goal["name"], goal["created"]) for goal in journal.entries("goal")] == [
        ("Bought", False),
        ("SegmentIO [track] - [Order Completed]", True),
        ("SegmentIO [track] - [Order Completed]", False),
        ("SegmentIO [page] - [Home]", True),
    ]
    assert journal.entries("goal")[0]["visitorCodes"] == ["code"]


@pytest.mark.kamseg(ingest=IngestBehaviour(goal_names="Segment.io"))
def test_goals_named_as_the_actions_pages_write(cloud: Cloud, journal: Journal) -> None:
    cloud.send("track", event="Order Completed")
    assert journal.only("goal")["name"] == "Segment.io \N{EN DASH} Order Completed"


@pytest.mark.kamseg(account=Account(persona_names=("beta", "vip")))
def test_names_of_all_personas_for_the_targeting_ui(cloud: Cloud, emulator: Emulator) -> None:
    for name in ("vip", "alpha"):
        cloud.audience(name)
    path, host = f"/segment/audiences/{emulator.account.sitecode}", "customers.kameleoon"
    assert send(emulator.port, host, path).json() == ["beta", "vip", "alpha"]
    objects = send(emulator.port, host, path, query={"as": "objects"}).json()
    assert objects[0] == {"id": 1, "name": "beta"}
    assert send(emulator.port, host, "/segment/other").status == 404
    assert send(emulator.port, host, path, method="POST").status == 405
