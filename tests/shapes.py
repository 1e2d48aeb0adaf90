"""What may lie under `COHORTS_…` and `IDENTIFY_…` (CONTRACT 3.1), and what is read of it: by the custom data code in the
browser, and by the file for each of Kameleoon's SDKs.
"""

from __future__ import annotations

from typing import Any

AUDIENCES: list[tuple[Any, list[str] | None]] = [
    ({"VIP": True, "Big spender": 1, "left": False, "never": None}, ["VIP", "Big spender"]),
    ({"zero": 0, "empty": ""}, ["zero", "empty"]),
    ({"audiences": ["VIP", "Big spender"]}, ["VIP", "Big spender"]),
    ({"audiences": ["VIP", "VIP", "", None, {}, ["x"]]}, ["VIP"]),
    (
        {"mixpanel_cohorts": [{"name": "VIP"}, {"audience_key": "k"}, {"key": "j"}, {"id": 7}]},
        ["VIP", "k", "j", "7"],
    ),
    ({"warehouseAudiences": {"VIP": {"since": 1}, "left": None}}, ["VIP"]),
    ({"updated": "today", "cohorts": ["VIP"]}, ["VIP"]),
    ({"VIP": {"since": 1}, "Big": {"since": 2}}, ["VIP", "Big"]),
    ({"__proto__": True, "constructor": True}, ["__proto__", "constructor"]),
    ([{"name": {"toString": None}}, {"key": []}, {"id": {}}, "VIP"], ["VIP"]),
    (["VIP", 'Straße "1" \\ $x #{y}'], ["VIP", 'Straße "1" \\ $x #{y}']),
    ({"only": False}, []),
    ({"status": True, "code": False}, ["status"]),
    ({}, []),
]
AUDIENCES_AT: list[tuple[str, Any, list[str] | None]] = [
    ("x.y", {"x": {"y": {"VIP": {}}}}, ["VIP"]),
    ("x.y", {"x": {"y": ["VIP"]}}, ["VIP"]),
    ("x.y", {"VIP": True}, None),
    ("x.y", {"x": None}, None),
    (".", {"VIP": {"since": 1}}, ["VIP"]),
]


TRAITS: list[tuple[str, Any, Any]] = [
    ("string", {"plan": "gold"}, "gold"),
    ("string", {"traits": {"plan": "gold"}}, "gold"),
    ("string", {"properties": {"plan": "gold"}}, "gold"),
    ("string", {"plan": 5}, "5"),
    ("string", {"plan": 2.5}, "2.5"),
    ("string", {"plan": True}, "true"),
    ("string", {"plan": ""}, ""),
    ("string", {"plan": None}, None),
    ("string", {"plan": None, "traits": {"plan": "gold"}}, None),
    ("string", {"plan": {"name": "gold"}}, None),
    ("string", {"plan": ["gold"]}, None),
    ("string", {"plan": "x" * 1001}, None),
    ("string", {"other": "gold"}, None),
    ("number", {"plan": 5}, 5),
    ("number", {"plan": 0}, 0),
    ("number", {"plan": "5.5"}, 5.5),
    ("number", {"plan": " -1e3 "}, -1000),
    ("number", {"plan": "five"}, None),
    ("number", {"plan": "1_000"}, None),
    ("number", {"plan": "nan"}, None),
    ("number", {"plan": "1e999"}, None),
    ("number", {"plan": 10**400}, None),
    ("number", {"plan": " "}, None),
    ("number", {"plan": True}, None),
    ("number", {"plan": [5]}, None),
    ("boolean", {"plan": False}, False),
    ("boolean", {"plan": "true"}, True),
    ("boolean", {"plan": "yes"}, None),
    ("boolean", {"plan": 1}, None),
]
TRAITS_AT: list[tuple[str, Any, Any]] = [
    ("a.b.plan", {"a": {"b": {"plan": "gold"}}}, "gold"),
    ("a.b.plan", {"plan": "top"}, None),
    ("a.b.plan", {"a": None}, None),
    ("a.b.plan", {"a": {"b": 5}}, None),
]


GROUPS: list[tuple[Any, Any]] = [
    ({"groupId": "acme"}, "acme"),
    ({"group_id": "acme"}, "acme"),
    ({"group": {"id": "acme"}}, "acme"),
    ({"traits": {"groupId": "acme"}}, "acme"),
    ({"properties": {"group": {"id": 5}}}, "5"),
    ({"groupId": "", "group_id": "acme"}, "acme"),
    ({"groupId": {"id": "acme"}}, None),
    ({"group": "acme"}, None),
    ({"groupId": "x" * 1001}, None),
    ({}, None),
]
NOT_OBJECTS: list[Any] = [None, 0, 1, "x", "", True, False]

ERRORS: list[Any] = [
    {"error": "forbidden"},
    {"error": True},
    {"error": {"code": 403, "message": "forbidden"}},
    {"errors": ["forbidden"]},
    {"errors": [{"id": "E403", "message": "forbidden"}]},
    {"message": "forbidden"},
    {"messages": ["forbidden"]},
    {"detail": [{"name": "siteCode"}]},
    {"code": 403},
    {"statusCode": 403},
    {"fault": {"reason": 7}},
    {"timestamp": 1700000000, "status": 403, "error": "Forbidden", "path": "/map/map"},
    {"type": "about:blank", "title": "Forbidden", "status": 403},
    {"success": False, "reason": "bot"},
    [{"code": "E1", "message": "forbidden"}],
    [{"field": "key"}],
    [["VIP"]],
    "<html><title>VIP</title></html>",
    "forbidden",
]
"""Bodies of errors, which several SDKs hand over like data. The engine in the browser does not (CONTRACT 2.5)."""

ERRORS_LIKE_PROFILES: list[Any] = [
    {"error": "forbidden", "plan": "gold", "groupId": "acme"},
    {"errors": [], "plan": "gold"},
    {"status": 403, "message": "forbidden", "plan": "gold", "traits": {"groupId": "acme"}},
    {"code": "E1", "detail": "forbidden", "plan": "gold"},
]
