"""CONTRACT 3: Kameleoon's Data API, over HTTP."""

from typing import Any

import msgspec
import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import Reply, send
from kamseg.harness.emulator.kameleoon.account import Account
from kamseg.harness.emulator.kameleoon.data_api import DataApi, DataApiBehaviour
from kamseg.harness.evidence.journal import Journal

HOSTS = ("eu-data.kameleoon", "na-data.kameleoon")


class Api:
    """Calls the Data API as a back end does."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def call(self, path: str, host: str = HOSTS[0], **extra: Any) -> Reply:
        query = {"siteCode": self._emulator.account.sitecode, **extra.pop("query", {})}
        return send(self._emulator.port, host, path, query=query, **extra)

    def read(self, key: str) -> Any:
        return self.call("/map/map", query={"key": key}).json()

    def write(self, maps: Any, **query: str) -> Reply:
        return self.call("/map/maps", method="POST", query=query, body=msgspec.json.encode(maps))


@pytest.fixture
def api(emulator: Emulator) -> Api:
    return Api(emulator)


def test_reads_are_the_same_on_both_hosts(api: Api, emulator: Emulator) -> None:
    emulator.data_api.put("a", {"x": 1})
    for host in HOSTS:
        assert api.call("/map/map", host, query={"key": "a"}).json() == {"x": 1}
        assert api.call("/map/maps", host, query={"keys": '["a","b"]'}).json() == {"a": {"x": 1}}


def test_unknown_key_answers_an_empty_object(api: Api) -> None:
    reply = api.call("/map/map", query={"key": "none"})
    assert (reply.status, reply.json()) == (200, {})


@pytest.mark.kamseg(data_api=DataApiBehaviour(unknown_key="404", unknown_in_maps="{}"))
def test_unknown_key_may_be_404_or_empty_in_maps(api: Api) -> None:
    assert api.call("/map/map", query={"key": "none"}).status == 404
    assert api.call("/map/maps", query={"keys": '["none"]'}).json() == {"none": {}}


@pytest.mark.kamseg(data_api=DataApiBehaviour(unknown_in_maps="null"))
def test_unknown_key_may_be_null_in_maps(api: Api) -> None:
    assert api.call("/map/maps", query={"keys": '["none"]'}).json() == {"none": None}


def test_a_write_is_answered_first_and_stored_then(api: Api, journal: Journal) -> None:
    reply = api.write({"a": {"x": 1}, "b": {"y": None, "z": 2}})
    assert (reply.status, reply.body) == (204, b"")
    journal.wait_for("data-api.stored", key="b")
    assert (api.read("a"), api.read("b")) == ({"x": 1}, {"z": 2})
    kinds = [entry.kind for entry in journal if entry.kind.startswith("data-api")]
    assert kinds[:3] == ["data-api", "data-api.stored", "data-api.stored"]


@pytest.mark.kamseg(data_api=DataApiBehaviour(storing="on-release"))
def test_storing_can_be_held_back(api: Api, emulator: Emulator) -> None:
    assert api.write({"a": {"x": 1}}).status == 204
    assert api.read("a") == {}
    emulator.data_api.release()
    assert api.read("a") == {"x": 1}


def test_merging_write_keeps_other_fields_and_null_deletes_one(api: Api, journal: Journal) -> None:
    api.write({"a": {"x": 1, "y": 2}})
    api.write({"a": {"x": None, "z": 3}})
    journal.wait_for("data-api.stored", times=2)
    assert api.read("a") == {"y": 2, "z": 3}


@pytest.mark.kamseg(data_api=DataApiBehaviour(writes="replace"))
def test_replacing_write_forgets_other_fields(api: Api, journal: Journal) -> None:
    api.write({"a": {"x": 1, "y": 2}})
    api.write({"a": {"z": 3}})
    journal.wait_for("data-api.stored", times=2)
    assert api.read("a") == {"z": 3}


def test_an_empty_object_deletes_the_key(api: Api, emulator: Emulator, journal: Journal) -> None:
    api.write({"a": {"x": 1}})
    api.write({"a": {}})
    journal.wait_for("data-api.stored", times=2)
    assert emulator.data_api.get("a") is None


def test_time_to_live_is_counted_in_hours() -> None:
    now = 0.0
    store = DataApi(Account().sitecode, Journal(), now=lambda: now)
    store.put("default", {"x": 1})
    store.put("short", {"x": 1}, ttl_hours=1)
    now = 3599
    assert store.get("short") == {"x": 1}
    now = 3600
    assert store.get("short") is None
    now = 2208 * 3600 - 1
    assert store.get("default") == {"x": 1}
    now += 1
    assert store.get("default") is None


@pytest.mark.parametrize("hours", ["0", "8785", "-1", "1.5", "ten", "9" * 30, "²"])
def test_time_to_live_out_of_range_is_refused(api: Api, hours: str) -> None:
    assert api.write({"a": {"x": 1}}, ttlHours=hours).status == 400


@pytest.mark.parametrize(
    "maps",
    [
        [],
        1,
        "text",
        {"a": 1},
        {"a": None},
        {"a": []},
        {"": {"x": 1}},
        {"k" * 101: {}},
        {"a": {"f" * 1025: 1}},
    ],
    ids=lambda maps: str(maps)[:20],
)
def test_malformed_writes_are_refused(api: Api, journal: Journal, maps: Any) -> None:
    assert api.write(maps).status == 400
    journal.only("bad-request", status=400)
    journal.none("data-api.stored")


def test_limits_are_inclusive(api: Api, journal: Journal) -> None:
    assert api.write({"k" * 100: {"f" * 1024: 1}}, ttlHours="8784").status == 204
    journal.wait_for("data-api.stored")
    filler = "x" * (1024 * 1024 - len('{"a":{"x":""}}'))
    assert api.write({"a": {"x": filler}}).status == 204
    assert api.write({"a": {"x": filler + "y"}}).status == 413
    assert api.call("/map/maps", query={"keys": msgspec.json.encode(["k"] * 100).decode()}).status == 200
    assert api.call("/map/maps", query={"keys": msgspec.json.encode(["k"] * 101).decode()}).status == 400


@pytest.mark.parametrize("keys", ["", "a", "{}", "[1]", '["a"', "null"])
def test_malformed_keys_are_refused(api: Api, keys: str) -> None:
    assert api.call("/map/maps", query={"keys": keys}).status == 400


def test_other_refusals(api: Api, emulator: Emulator) -> None:
    assert api.call("/map/map").status == 400
    assert api.call("/map/map", query={"key": "a", "siteCode": "other"}).status == 400
    assert api.call("/map/other").status == 404
    assert api.call("/map/map", method="POST", query={"key": "a"}).status == 405
    for agent in ("", "Googlebot/2.1", "curl/8.0", "python-requests/2"):
        assert api.call("/map/map", query={"key": "a"}, headers={"User-Agent": agent}).status == 403
    assert send(emulator.port, HOSTS[0], "/map/maps", method="POST", body=b"{}").status == 400


def test_any_origin_may_read_answers_and_refusals(api: Api) -> None:
    for path, query in (("/map/map", {"key": "a"}), ("/map/map", {})):
        assert api.call(path, query=query).headers["access-control-allow-origin"] == "*"
    preflight = api.call("/map/maps", method="OPTIONS")
    assert (preflight.status, preflight.headers["access-control-allow-headers"]) == (204, "content-type")
