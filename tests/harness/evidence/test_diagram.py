"""Every kind of journal entry has a drawing, and no data breaks one."""

from __future__ import annotations

from typing import Any

import pytest
from kamseg.harness.evidence.diagram import _DRAWINGS as DRAWINGS
from kamseg.harness.evidence.diagram import CLOUD, DATA, ENGINE, LANES, LIBRARY, VISITOR, Arrow, arrow_of
from kamseg.harness.evidence.entries import Entry
from kamseg.harness.evidence.kinds import KINDS


def test_each_kind_has_a_drawing_and_no_other() -> None:
    assert set(DRAWINGS) == set(KINDS)


def drawn(kind: str, **data: Any) -> Arrow:
    return arrow_of(Entry(0, 0.0, kind, data))


@pytest.mark.parametrize(
    ("arrow", "expected"),
    [
        (drawn("visitor", does="enter", value="VIP"), Arrow(VISITOR, CLOUD, "enters the audience VIP")),
        (drawn("visitor", does="later", value=31.0), Arrow(VISITOR, VISITOR, "comes back after 31 min")),
        (drawn("segment.event", type="track", event="A", messageId="ajs-1"), Arrow(LIBRARY, CLOUD, "track A", "good")),
        (drawn("segment.event", type="group", groupId="acme", messageId="server-1"), Arrow(CLOUD, CLOUD, "group acme", "good")),
        (drawn("custom-data", name="Plan", value="x" * 99, outcome="too-long"), Arrow(ENGINE, ENGINE, f"Plan = {'x' * 60}… is too-long", "bad")),
        (drawn("custom-data", name="Plan", value=["a", None], outcome="set", skipped=1), Arrow(ENGINE, ENGINE, 'Plan = ["a",null], without 1', "good")),
        (drawn("engine.sent", eventType="customData", index=1, valuesCountMap={"a": 1}), Arrow(ENGINE, DATA, 'customData 1: {"a":1}', "minor")),
        (drawn("engine.sent", eventType="staticData"), Arrow(ENGINE, DATA, "staticData", "minor")),
        (drawn("data-api", method="GET", keys=None, path="/map/maps", status=500), Arrow(ENGINE, DATA, "GET /map/maps (500)", "bad")),
        (drawn("data-api", method="GET", keys=["K"], path="/map/map", status=200, by="server"), Arrow(VISITOR, DATA, "the server: GET K (200)")),
        (drawn("fault", does="abort", host="eu-data.kameleoon.localhost", path="/x"), Arrow(ENGINE, DATA, "abort: eu-data.kameleoon/x", "bad")),
        (drawn("bad-request", host="", status=400, reason="no Host header"), Arrow(VISITOR, ENGINE, "400: no Host header", "bad")),
        (drawn("exposure", name="Hero", associatedVariation=None), Arrow(ENGINE, VISITOR, "sees Hero: None", "good")),
        (drawn("linked", visitorCode="{0.__class__}", ids=["a"]), Arrow(DATA, DATA, '{0.__class__} is ["a"]', "good")),
        (drawn("never heard of"), Arrow(VISITOR, VISITOR, "never heard of", "minor")),
        (drawn("console"), Arrow(VISITOR, VISITOR, "console: ", "minor")),
    ],
)  # fmt: skip
def test_drawing(arrow: Arrow, expected: Arrow) -> None:
    assert arrow == expected


def test_lanes() -> None:
    assert LANES[ENGINE] == "Kameleoon engine"
    assert LANES[DATA] == "Kameleoon Data API"
