"""What a person writes is read strictly, and a mistake has its place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.preview.own_call import MistakeError, OwnCall, read_object

CURLY = "\N{LEFT DOUBLE QUOTATION MARK}a\N{RIGHT DOUBLE QUOTATION MARK}"


@pytest.mark.parametrize("text", ["", " \n", "{}"])
def test_nothing_is_an_empty_object(text: str) -> None:
    assert read_object(text) == {}


@pytest.mark.parametrize(
    ("text", "said", "position"),
    [
        ("{\n \"plan\": 'gold'\n}", "line 2, column 10: ' is a single quote", 11),
        (f"{{{CURLY}: 1}}", "line 1, column 2: \N{LEFT DOUBLE QUOTATION MARK} is a curly quote", 1),
        ('{"a": 1,}', "line 1, column 9: } is too early", 8),
        ('{"a": True}', "line 1, column 7: T is no word of JSON", 6),
        ('{"a": 1', "line 1, column 8: it ends too early", 7),
        ('{"a": 1} {}', "line 1, column 10: { is wrong: extra data", 9),
        ('{"a": "\n"}', "line 1, column 8: a line break", 7),
        ('{"\N{GRINNING FACE}": x}', "line 1, column 7: x is wrong", 7),  # as a browser counts
        ("[1]", "line 1, column 1: it must be an object", 0),
        ('{"a": NaN}', "NaN is no number", None),
        ('{"a": 1, "a": 2}', '"a" is there twice', None),
        ('{"a": ' + "[" * 100_000, "nested too deeply", None),
        ('{"a": ' + "9" * 5000 + "}", "is too large", None),
        ('{"a": -1e999}', "-1e999 is too large", None),
        (r'{"a": ["\ud800"]}', "one half of a character alone", None),
        (r'{"\udfff": 1}', "one half of a character alone", None),
    ],
)
def test_a_mistake_has_its_place(text: str, said: str, position: int | None) -> None:
    with pytest.raises(MistakeError, match=re.escape(said)) as caught:
        read_object(text)
    assert caught.value.position == position


@pytest.mark.parametrize(("method", "said"), [("track", "name of an event"), ("group", "id of a group")])
def test_what_a_call_needs_is_said(method: Any, said: str) -> None:
    with pytest.raises(MistakeError, match=said):
        OwnCall(method=method).check()
    OwnCall(method=method, name="x").check()


@pytest.mark.parametrize(
    ("call", "values", "event"),
    [
        (OwnCall("track", "Paid", '{"a": 1}'), ["Paid", {"a": 1}], {"type": "track", "event": "Paid", "properties": {"a": 1}, "userId": "ada", "anonymousId": "x"}),
        (OwnCall("identify", "bob", '{"a": 1}'), ["bob", {"a": 1}], {"type": "identify", "traits": {"a": 1}, "userId": "bob"}),
        (OwnCall("identify", "", '{"a": 1}'), [{"a": 1}], {"type": "identify", "traits": {"a": 1}, "userId": "ada", "anonymousId": "x"}),
        (OwnCall("page"), [{}], {"type": "page", "properties": {}, "userId": "ada", "anonymousId": "x"}),
        (OwnCall("group", "acme"), ["acme", {}], {"type": "group", "groupId": "acme", "traits": {}, "userId": "ada", "anonymousId": "x"}),
    ],
    ids=str,
)  # fmt: skip
def test_the_same_call_from_the_browser_and_from_a_server(
    call: OwnCall, values: list[Any], event: dict[str, Any]
) -> None:
    assert call.values == values
    assert call.event("ada", "x") == event


@pytest.mark.parametrize(
    ("call", "status", "stored", "said"),
    [
        (OwnCall("track", "Audience Entered", '{"VIP": true}'), 200, False, 'Kameleoon stored nothing: which audience it is, a text "audience_key"'),
        (OwnCall("track", "Audience Entered", '{"audience_key": "VIP"}'), 200, False, "stored nothing: it knew that already"),
        (OwnCall("track", "Audience Entered", '{"audience_key": "VIP"}'), 200, True, ""),
        (OwnCall("track", "Paid"), 200, False, ""),
        (OwnCall("track", "Paid"), 401, False, "Kameleoon refused it (401)"),
        (OwnCall("group", "acme"), None, False, "its destination sends Kameleoon no group"),
    ],
)  # fmt: skip
def test_what_became_of_it_is_said(call: OwnCall, status: int | None, said: str, *, stored: bool) -> None:
    journal = Journal()
    if stored:
        journal.append("data-api.stored", key="COHORTS_ada", value={"VIP": True})
    if status:
        journal.append("destination", mode="actions", status=status, body={})
    outcome = call.outcome(journal)
    assert outcome == "" if not said else said in outcome
