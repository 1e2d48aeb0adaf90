"""CONTRACT 2.10: where pasted code is in the text of the engine."""

import base64
import re
from typing import Any

import msgspec
from kamseg.generator.project import Personas, Project, Trait
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.emulator.kameleoon.pasting import pasted

HOSTILE = 'const a = "</script>";\n`${1}` \\ \u2028 "é😀" // {{ }}'


def deployed(account: Account) -> str:
    """What a browser gets: nothing else is known of the account."""
    with Emulator(account) as emulator:
        return send(emulator.port, f"{account.sitecode}.kameleoon", "/engine.js").body.decode()


def value_after(text: str, name: str) -> Any:
    """The value of the last member of this name: JSON stands in the text, and what follows does not matter."""
    rest = text[text.rindex(f'"{name}":') + len(name) + 3 :]
    ends = (match.end() for match in re.finditer(r'["\]}]', rest))
    return next(value for value in (decoded(rest[:end]) for end in ends) if value is not None)


def decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def custom_data(text: str) -> list[dict[str, str]]:
    """In a base64 text: the one that holds what a gatherer does."""
    texts = (base64.b64decode(found) for found in re.findall(r'"([A-Za-z0-9+/]{40,}={0,2})"', text))
    found: list[dict[str, str]] = next(
        value["Gatherer"]["customData"] for value in map(msgspec.json.decode, texts) if "Gatherer" in value
    )
    return found


ACCOUNT = Account(
    global_script=HOSTILE,
    integrations=("first()", HOSTILE),
    custom_data=(
        CustomDatum(name="Größe", type="count-list", scope="visitor", format="number", code=HOSTILE),
        CustomDatum(name="B"),
    ),
    persona_names=("secret",),
)


def test_the_global_script_is_a_string() -> None:
    assert value_after(deployed(ACCOUNT), "globalScript") == HOSTILE


def test_integrations_have_a_name_and_their_code() -> None:
    integrations = value_after(deployed(ACCOUNT), "customIntegrations")
    assert [integration["jsCode"] for integration in integrations] == ["first()", HOSTILE]
    assert all(
        integration.keys() == {"name", "jsCode"} and integration["name"] for integration in integrations
    )


def test_custom_data_are_in_a_base64_text_by_their_index() -> None:
    first, second = custom_data(deployed(ACCOUNT))
    assert first == {
        "name": "Größe",
        "type": "COUNT_LIST",
        "scope": "VISITOR",
        "format": "NUMBER",
        "method": "CUSTOM_CODE",
        "customEvalCode": HOSTILE,
    }
    assert (second["name"], second["type"], second["customEvalCode"]) == ("B", "UNIQUE", "")


def test_every_snippet_of_a_project_is_found_in_the_engine() -> None:
    trait = Trait(trait="plan", custom_data="Plan")
    account = pasted(
        Project(sitecode="a1b2c3d4e5", personas=Personas(), traits=(trait,)), minified=True, optional=True
    )
    text = deployed(account)
    assert value_after(text, "globalScript") == account.global_script != ""
    assert [one["jsCode"] for one in value_after(text, "customIntegrations")] == list(account.integrations)
    assert [one["customEvalCode"] for one in custom_data(text)] == [one.code for one in account.custom_data]


def test_nothing_is_deployed_that_browsers_must_not_know() -> None:
    text = deployed(ACCOUNT)
    assert ACCOUNT.api_key not in text
    assert "secret" not in text
