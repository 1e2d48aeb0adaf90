"""What requests say: known by their bodies, whoever they are sent to."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from kamseg.harness.verify import wire

PROXY = "https://www.example.com/collect/x"
EVENT = {"type": "track", "event": "E", "messageId": "m1", "anonymousId": "a"}
BASIC = {"authorization": "Basic " + base64.b64encode(b"key:").decode()}


def body(content: Any) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("headers", "content", "count"),
    [
        ({}, EVENT | {"writeKey": "k"}, 1),
        (BASIC, EVENT, 1),
        ({}, {"batch": [EVENT, EVENT | {"messageId": "m2"}], "writeKey": "k"}, 2),
        ({}, {"batch": [EVENT | {"writeKey": "k"}]}, 1),
        ({}, {"batch": [EVENT, "text", {"type": "track"}], "writeKey": "k"}, 1),
        ({}, EVENT, 0),
        ({"authorization": "Basic ?"}, EVENT, 0),
        (BASIC, EVENT | {"type": "click"}, 0),
        (BASIC, EVENT | {"messageId": 7}, 0),
        (BASIC, [EVENT], 0),
        (BASIC, "text", 0),
    ],
)
def test_events_of_segment_are_known_by_their_body(headers: dict[str, str], content: Any, count: int) -> None:
    assert len(wire.segment_events(headers, body(content))) == count
    assert wire.is_tracking("POST", PROXY, headers, body(content)) == bool(count)


def test_what_is_no_json_is_no_event() -> None:
    assert (
        not wire.segment_events(BASIC, b"\xff{")
        + wire.segment_events(BASIC, None)
        + wire.segment_events(BASIC, b"[" * 9999)
    )


def test_the_engines_events_are_read_line_by_line() -> None:
    url = "https://eu-data.kameleoon.io/visit/events?siteCode=a1b2c3d4e5&visitorCode=c&itp=false&tabId=1"
    lines = b"eventType=page&href=https%3A%2F%2Fx&nonce=1\neventType=customData&index=2&valuesCountMap=%7B%22a%22%3A1%7D\nodd"
    page, datum = wire.visit_events(url, lines)
    assert page == {"eventType": "page", "href": "https://x", "nonce": "1", "visitorCode": "c"}
    assert (datum["index"], datum["valuesCountMap"]) == (2, {"a": 1})
    assert wire.is_visit_events("POST", url)
    assert not wire.is_visit_events("GET", url)


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("https://a1b2c3d4e5.kameleoon.io/engine.js", wire.Engine("a1b2c3d4e5", is_legacy=False)),
        ("https://a1b2c3d4e5.kameleoon.eu/kameleoon.js?x", wire.Engine("a1b2c3d4e5", is_legacy=True)),
        ("http://a1b2c3d4e5.kameleoon.localhost:80/engine.js", wire.Engine("a1b2c3d4e5", is_legacy=False)),
        ("https://www.example.com/engine.js", None),
        ("https://a1b2c3d4e5.kameleoon.io/other.js", None),
    ],
)
def test_the_address_of_an_engine(url: str, engine: wire.Engine | None) -> None:
    assert wire.engine_in(url) == engine


@pytest.mark.parametrize(
    ("method", "url", "keys"),
    [
        ("GET", "https://eu-data.kameleoon.io/map/map?siteCode=s&key=COHORTS_a%26b", ["COHORTS_a&b"]),
        ("GET", "https://eu-data.kameleoon.io/map/maps?siteCode=s&keys=%5B%22a%22%2C%22b%22%5D", ["a", "b"]),
        ("GET", "https://eu-data.kameleoon.io/map/maps?siteCode=s&keys=odd", []),
        ("POST", "https://eu-data.kameleoon.io/map/maps?siteCode=s", None),
        ("GET", "https://www.example.com/map/maps", None),
    ],
)
def test_reads_of_the_data_api(method: str, url: str, keys: list[str] | None) -> None:
    assert wire.data_keys(method, url) == keys


def test_one_key_is_answered_by_the_object_itself() -> None:
    assert wire.remote_data("https://x/map/map?siteCode=s", ["a"], b'{"plan": 1}') == {"a": {"plan": 1}}
    assert wire.remote_data("https://x/map/maps?siteCode=s", ["a"], b'{"a": {"plan": 1}}') == {
        "a": {"plan": 1}
    }
    assert wire.remote_data("https://x/map/maps?siteCode=s", ["a"], b"odd") == {}


@pytest.mark.parametrize(
    ("method", "url", "is_tracking"),
    [
        ("POST", "https://api.segment.io/v1/m", True),
        ("POST", "https://eu-data.kameleoon.io/map/maps?siteCode=s", True),
        ("GET", "https://eu-data.kameleoon.io/map/maps?siteCode=s&keys=[]", False),
        ("POST", "https://www.example.com/login", False),
        ("POST", "https://notkameleoon.io/x", False),
    ],
)
def test_what_cannot_be_read_is_known_by_its_host(method: str, url: str, *, is_tracking: bool) -> None:
    assert wire.is_tracking(method, url, {}, None) == is_tracking


def test_half_a_character_is_no_reason_to_miss_an_event() -> None:
    event = wire.segment_events(
        {}, b'{"type": "track", "event": "\\ud83d", "messageId": "m", "writeKey": "k"}'
    )
    assert event[0]["event"] == "\ud83d"
