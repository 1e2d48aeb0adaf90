"""The fuzzer can go red: code that is broken on purpose is found, and shown with the smallest case that shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fuzz.remote_data import Program, small, violations
from fuzz.shrinking import shrunk
from msgspec import structs

if TYPE_CHECKING:
    from playwright.sync_api import Page

CASES = [
    json.dumps(["ann", payload])
    for payload in ({"plan": 1}, {"audiences": [["VIP", 7], "x"]}, "text", [None], 5)
]
HONEST = """
const kamseg = (window.kamseg = window.kamseg || {});
const { Data, Visitor } = Kameleoon.API;
const keys = ["COHORTS_" + Visitor.code];
kamseg.remote = new Promise((resolve) => Data.retrieveDataFromRemoteSource(keys, resolve));
kamseg.remote.then((answer) => {
  const stored = answer[keys[0]];
  if (Array.isArray(stored)) IN_ARRAY;
  if (typeof stored === "number") IN_NUMBER;
}).catch(() => {});
return { value: null };
"""
BROKEN = {
    "swallows: Error: list": {"IN_ARRAY": "throw Error('list')"},
    "rejects unhandled: Error: list": {"IN_ARRAY": "Promise.reject(Error('list'))"},
    "throws: ReferenceError: nothing is not defined": {"return": "nothing(); return"},
    "throws later: Uncaught Error: late": {"IN_ARRAY": "queueMicrotask(() => { throw Error('late'); })"},
    "pollutes: adds Object.prototype.plan": {"IN_ARRAY": "({}).__proto__.plan = stored"},
    "pollutes: changes Array.prototype.reverse": {"IN_ARRAY": "stored.__proto__.reverse = () => stored"},
    "adds a global: plan": {"IN_ARRAY": "window.plan = stored"},
    "sets no list: 5": {"IN_NUMBER": "Data.setCustomData('Personas', stored, true)"},
    "sets no list: [5]": {"IN_NUMBER": "Data.setCustomData('Personas', [stored], true)"},
    'invents: "VIP"': {"IN_NUMBER": "Data.setCustomData('Personas', ['VIP'], true)"},
    'sets something else: ["Plan",[],true]': {"IN_NUMBER": "Data.setCustomData('Plan', [], true)"},
    'sets something else: ["Personas",[]]': {"IN_NUMBER": "Data.setCustomData('Personas', [])"},
    'asks for ["IDENTIFY_ann"]': {"COHORTS_": "IDENTIFY_"},
    "returns: null": {"{ value: null }": "null"},
    "returns without overwrite": {"{ value: null }": "{ value: ['text'] }"},
    'forgets ["5"]': {"IN_NUMBER": "Data.setCustomData('Personas', [String(stored)], true)"},
}


def made(changes: dict[str, str]) -> Program:
    code = HONEST
    for place, change in changes.items():
        code = code.replace(place, change)
    code = code.replace("IN_ARRAY", "stored").replace("IN_NUMBER", "stored")
    return Program(label="Personas", code=code, name="Personas", type="list", prefixes=("COHORTS_",))


def test_code_that_does_nothing_does_nothing_wrong(page: Page) -> None:
    assert violations(page, [made({})], CASES) == []


@pytest.mark.parametrize(("what", "changes"), BROKEN.items(), ids=BROKEN)
def test_broken_code_is_found(page: Page, what: str, changes: dict[str, str]) -> None:
    found = violations(page, [made(changes)], CASES)
    assert what in {one.what[: len(what)] for one in found}


def test_what_is_found_is_shown_with_the_smallest_case(page: Page) -> None:
    throws_on_arrays = made({"IN_ARRAY": "throw Error(stored.length)"})
    case = json.dumps(["ann", [{"name": "VIP"}, ["x", "y"], None, "long" * 9]])
    found = violations(page, [throws_on_arrays], [*CASES, case])
    assert len(found) == 6  # on three pages, for each of the two
    assert [str(one) for one in small(page, [throws_on_arrays], found)] == [
        'Personas swallows: Error: 0\n    for ["a", []]'
    ]


def test_what_comes_late_is_shown_with_the_program_that_did_it(page: Page) -> None:
    code = [structs.replace(made({}), label="Plan"), made({"IN_ARRAY": "window.plan = stored"})]
    found = violations(page, code, CASES)
    assert [str(one) for one in small(page, code, found)] == [
        'Personas adds a global: plan\n    for ["a", []]'
    ]


def test_a_text_is_shrunk_as_long_as_it_fails() -> None:
    text = json.dumps({"a": [1, {"needle": "some text"}, None], "b": {"c": "d"}})
    assert shrunk(text, lambda texts: [one for one in texts if "needle" in one]) == '{"needle": ""}'
    assert shrunk(text, lambda _: []) == text
