"""Whatever the Data API holds: no exception, no pollution, and custom data of the declared type, out of what is there."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import msgspec
import pytest
from fuzz.drawing import drawn
from fuzz.payloads import cases
from fuzz.remote_data import SITECODE, Violation, programs, script, small, violations
from kamseg.generator.project import Personas, Project
from kamseg.generator.render import render

if TYPE_CHECKING:
    from fuzz.remote_data import Program
    from playwright.sync_api import Page

COUNT = 1500
FOUND = {
    "a name that has no text": '["x", [{"name": {"toString": null}}, "VIP"]]',
    "a name that is a list": '["x", [{"key": []}, {"name": [["VIP"]]}]]',
    "a name that is an object": '["x", {"audiences": [{"id": {}}, {"name": {"key": 1}}]}]',
    "a name too deep to write": '["x", [{"name": %s}]]' % ("[" * 9000 + "]" * 9000),
    "data too deep": '["x", {}1{}]'.format('{"traits":' * 9000, "}" * 9000),
    "numbers too large": '["x", {"plan": 1e999, "value": -1e999, "news": 1e999, "groupId": 1e999}]',
    "a key twice": '["x", {"plan": {}, "plan": "gold", "audiences": 1, "audiences": ["VIP"]}]',
}
"""What failed once, or would be the first to; for ever. Payloads that Python cannot hold are only here."""


@cache
def texts() -> list[str]:
    return [json.dumps(case) for case in drawn(cases, COUNT)]


def test_any_json_sets_values_of_the_declared_type_or_nothing(page: Page, minified: bool) -> None:
    code = programs(minified=minified)
    found = violations(page, code, texts())
    assert not found, report(page, code, found)


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_what_was_found_once(page: Page, text: str, minified: bool) -> None:
    code = programs(minified=minified)
    found = violations(page, code, [text])
    assert not found, report(page, code, found)


def test_the_offered_names_are_those_that_are_set(page: Page, minified: bool) -> None:
    personas = Personas(values_url="https://example.com/{sitecode}", path=".")
    audiences, values = render(Project(sitecode=SITECODE, personas=personas))[-2:]
    (program,) = [one for one in programs(minified=minified) if one.label == "SegmentIO personas, at the top"]
    code = audiences.minified if minified else audiences.text
    lonely = msgspec.structs.replace(program, code=code, prefixes=("COHORTS_",))
    data = {
        "values": values.minified if minified else values.text,
        "audiences": msgspec.to_builtins(lonely),
        "cases": texts()[:1000],
    }
    answered = page.evaluate(script("watch.js", "remote_data.js", "values.js"), json.dumps(data))
    found = msgspec.convert(json.loads(answered), list[Violation])
    assert not found, "\n".join(map(str, sorted(found, key=lambda one: len(one.case))[:3]))


def report(page: Page, code: list[Program], found: list[Violation]) -> str:
    return "\n".join(map(str, small(page, code, found)))
