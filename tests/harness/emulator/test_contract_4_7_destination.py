"""CONTRACT 4.7: Kameleoon's destination, its mapping and its endpoint."""

import base64
import json
from typing import Any

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import Reply, send
from kamseg.harness.emulator.kameleoon.account import API_KEY, Account
from kamseg.harness.emulator.segment.destination import request_to_kameleoon
from kamseg.harness.emulator.segment.source import Destination, Source
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.servers import ServerSide

ACTIONS = Destination(sitecode="a1b2c3d4e5", api_key="key")
CLASSIC = Destination(mode="classic", sitecode="a1b2c3d4e5", api_key="key", types=("identify",))
COMMON = {
    "anonymousId": "anon",
    "userId": "user",
    "timestamp": "2026-11-23T10:00:00Z",
    "context": {"ip": "1.2.3.4"},
    "messageId": "m1",
    "integrations": {"All": True},
}


def body_of(event: dict[str, Any], destination: Destination = ACTIONS) -> Any:
    request = request_to_kameleoon(destination, {**COMMON, **event})
    assert request
    return json.loads(request.body)


SENT = {name: COMMON[name] for name in ("anonymousId", "userId", "timestamp", "messageId")}


@pytest.mark.parametrize(
    ("event", "body"),
    [
        (
            {"type": "track", "event": "Bought", "properties": {"a": 1}},
            {"type": "track", "event": "Bought", "properties": {"a": 1}, "context": {"ip": "1.2.3.4"}},
        ),
        (
            {"type": "page", "name": "Home", "properties": {"a": 1}},
            {"type": "page", "name": "Home", "properties": {"a": 1}, "context": {"ip": "1.2.3.4"}},
        ),
        (
            {"type": "identify", "traits": {"plan": "gold"}},
            {"type": "identify", "properties": {"plan": "gold"}},
        ),
        (
            {"type": "group", "groupId": "g", "traits": {"size": 3}},
            {"type": "group", "groupId": "g", "properties": {"size": 3}},
        ),
    ],
    ids=lambda value: value["type"],
)
def test_actions_mapping(event: dict[str, Any], body: dict[str, Any]) -> None:
    assert body_of(event) == {**SENT, **body}


def test_a_missing_user_id_is_left_out() -> None:
    assert "userId" not in body_of({"type": "track", "event": "E", "userId": None})


def test_the_visitor_code_is_read_from_properties_else_traits_and_written_back() -> None:
    code = {"kameleoonVisitorCode": "code"}
    assert body_of({"type": "track", "event": "E", "properties": code})["properties"] == code
    assert body_of({"type": "track", "event": "E", "traits": code})["properties"] == code
    assert body_of({"type": "identify", "traits": {}, "properties": code})["properties"] == code
    travels = {"k_visitorCode": "code"}
    assert body_of({"type": "track", "event": "E", "properties": travels})["properties"] == travels


def test_classic_passes_the_event_on() -> None:
    event = {"type": "identify", "traits": {"plan": "gold"}}
    body = body_of(event, CLASSIC)
    assert body == {**{name: value for name, value in COMMON.items() if name != "integrations"}, **event}


def test_in_the_classic_destination_identify_and_group_were_off() -> None:
    classic = Destination(mode="classic", sitecode="a1b2c3d4e5", api_key="key")
    for kind, is_sent in (("track", True), ("page", True), ("identify", False), ("group", False)):
        assert (request_to_kameleoon(classic, {**COMMON, "type": kind}) is not None) == is_sent


def test_presets_have_no_screen_and_alias_but_screen_can_be_added() -> None:
    for kind in ("screen", "alias"):
        assert request_to_kameleoon(ACTIONS, {**COMMON, "type": kind, "name": "S"}) is None
    with_screen = Destination(types=("screen",), sitecode="a1b2c3d4e5", api_key="key")
    assert body_of({"type": "screen", "name": "S"}, with_screen)["name"] == "S"


def test_headers() -> None:
    request = request_to_kameleoon(ACTIONS, {**COMMON, "type": "track", "event": "E"})
    assert request
    assert (request.method, request.host, request.path) == (
        "POST",
        "integrations.kameleoon.localhost",
        "/segmentio",
    )
    assert request.headers["authorization"] == "Basic key"
    assert request.headers["x-segment-settings"] == "a1b2c3d4e5"


def test_segment_refuses_a_sitecode_of_another_length() -> None:
    with pytest.raises(ValueError, match="must have 10 characters"):
        Destination(sitecode="short")


BOTH = Source(destinations=(Destination(), Destination(mode="classic")))
WRONG = Source(destinations=(Destination(sitecode="0000000000"), Destination(api_key="d3Jvbmc=")))


@pytest.mark.kamseg(source=BOTH)
def test_a_source_may_have_several_destinations(emulator: Emulator, journal: Journal) -> None:
    ServerSide(emulator).track("Bought", {}, user_id="u")
    assert [(entry["mode"], entry["status"]) for entry in journal.entries("destination")] == [
        ("actions", 200),
        ("classic", 200),
    ]


@pytest.mark.kamseg(source=WRONG)
def test_wrong_sitecode_or_key_shows_in_the_journal(emulator: Emulator, journal: Journal) -> None:
    ServerSide(emulator).track("Bought", {}, user_id="u")
    assert [entry["status"] for entry in journal.entries("destination")] == [400, 401]
    journal.none("goal")


def post(emulator: Emulator, body: bytes, **changed: str) -> Reply:
    headers = {
        "authorization": f"Basic {API_KEY}",
        "x-segment-settings": emulator.account.sitecode,
        **changed,
    }
    return send(
        emulator.port, "integrations.kameleoon", "/segmentio", method="POST", headers=headers, body=body
    )


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b'{"type": "track"}', b'{"type": "alias", "userId": "u"}'),
        *(b'{"type": "track", "userId": 1}', b'{"type": "track", "userId": "u", "properties": []} '),
        b'{"type": "track", "userId": "u", "properties": [1]}',
    ],
)
def test_endpoint_refuses_bad_events(emulator: Emulator, body: bytes) -> None:
    expected = 200 if body.strip().endswith(b"[]}") else 400
    assert post(emulator, body).status == expected


def test_endpoint_checks_key_sitecode_and_method(emulator: Emulator) -> None:
    good = b'{"type": "track", "event": "E", "userId": "u"}'
    assert post(emulator, good).status == 200
    assert post(emulator, good, authorization="Basic other").status == 401
    assert post(emulator, good, **{"x-segment-settings": "short"}).status == 400
    host = "integrations.kameleoon"
    assert send(emulator.port, host, "/segmentio").status == 405
    assert send(emulator.port, host, "/other").status == 404


def test_the_api_key_is_checked_by_its_parts(emulator: Emulator) -> None:
    key = json.loads(base64.b64decode(Account().api_key))
    path, host = "/segmentio/getapikey", "integrations.kameleoon"
    assert send(emulator.port, host, path, query=key).status == 200
    assert send(emulator.port, host, path, query={**key, "secret": "other"}).status == 401
    assert send(emulator.port, host, path, query={"id": "x"}).status == 400
