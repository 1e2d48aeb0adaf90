"""What is pasted is found in the text of an engine, and compared with what is built."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest
from kamseg.generator import __version__
from kamseg.generator.project import Identity
from kamseg.generator.render import render
from kamseg.harness.emulator.kameleoon.account import Account
from kamseg.harness.emulator.kameleoon.engine_text import engine_text
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.verify.deployed import compare
from kamseg.harness.verify.engine_text import pasted_in, unquoted
from states import PROJECT, RIGHT


def states_of(engine: str) -> dict[str, tuple[str, str]]:
    journal = Journal()
    compare(PROJECT, engine, journal)
    return {entry["snippet"]: (entry["state"], entry["said"]) for entry in journal}


ALL = {"global-script", "custom-data/segmentio-personas", "custom-data/plan", "custom-data/group-id"}


@pytest.mark.parametrize("minified", [True, False])
def test_what_was_pasted_is_found(*, minified: bool) -> None:
    found = states_of(engine_text(pasted(PROJECT, minified=minified), 80))
    assert found == dict.fromkeys(ALL, ("same", "is what is built"))


def test_our_script_among_others_with_other_line_ends_is_the_same() -> None:
    script = "// of others\n" + RIGHT.global_script.replace("\n", "\r\n") + "\nmore();"
    account = msgspec.structs.replace(RIGHT, global_script=script)
    assert states_of(engine_text(account, 80))["global-script"][0] == "same"


def test_another_configuration_is_named_with_a_diff() -> None:
    older = msgspec.structs.replace(PROJECT, identity=Identity(session_minutes=20))
    journal = Journal()
    compare(PROJECT, engine_text(pasted(older), 80), journal)
    entry = journal.only("deployed", snippet="global-script")
    assert entry["said"].startswith("is of another configuration (")
    assert "-      if (isSince(mark, 60000))" not in entry["diff"]
    assert "+++ built" in entry["diff"]
    assert "1800000" in entry["diff"]


def test_what_another_version_wrote_the_same_is_the_same() -> None:
    script = RIGHT.global_script.replace(f"kamseg {__version__}, mark", "kamseg 0.0.9, mark")
    assert script != RIGHT.global_script
    account = msgspec.structs.replace(RIGHT, global_script=script)
    assert states_of(engine_text(account, 80))["global-script"][0] == "same"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "// Made by kamseg 0.1.0 for sitecode a1b2c3d4e5, configuration 72fc16.\nkamseg",
            "configuration (72fc16;",
        ),
        ('const link = "kamseg.72fc16" + hash;', "configuration (72fc16;"),
        ("/* kamseg 72fc16 */\nkamseg.expose();", "configuration (72fc16;"),
        ("/*72fc16*/;(()=>{window.kamseg={}})()", "configuration (72fc16;"),
        ("MINE;more", "changed by hand"),
    ],
    ids=[
        "readable, before marks",
        "minified, before marks",
        "integration, before marks",
        "minified",
        "by hand",
    ],
)
def test_marks_of_every_age_are_read(script: str, said: str) -> None:
    mine = next(one for one in render(PROJECT) if one.snippet.id == "global-script").minified
    changed = script.replace("MINE", mine.strip().replace("1794e3", "99e3"))
    account = msgspec.structs.replace(RIGHT, global_script=changed)
    assert said in states_of(engine_text(account, 80))["global-script"][1]


def test_what_is_not_there_is_missing_and_what_cannot_be_seen_is_not() -> None:
    assert {state for state, _ in states_of(engine_text(Account(), 80)).values()} == {"missing"}
    assert {state for state, _ in states_of("(function () { var odd = {}; })()").values()} == {"unseen"}
    assert {state for state, _ in states_of("").values()} == {"unseen"}


def test_other_spellings_of_the_configuration_are_read() -> None:
    data = {"Gatherer": {"customData": {"0": {"name": "Plan", "customEvalCode": "return 1;"}, "1": "odd"}}}
    encoded = base64.b64encode(json.dumps(data).encode()).decode()
    text = f"var c={{globalScript:'it\\'s',x:`{encoded}`,customIntegrations:[{{name:'n',jsCode:\"a\\u0026b\"}}]}};"
    found = pasted_in(text)
    assert found.global_script == "it's"
    assert found.integrations == ("a&b",)
    assert found.custom_data == {"Plan": "return 1;"}


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r'"a\nb\x41\u{1F600}\0"', "a\nbA\N{GRINNING FACE}\0"),
        (r'"\ud83d\ude00"', "\N{GRINNING FACE}"),
        ("'a\\\nb'", "ab"),
        (r"'\q'", "q"),
    ],
)
def test_string_literals(literal: str, text: str) -> None:
    assert unquoted(literal) == text
