"""The text of `engine.js`: our stub, with the account inside as the real engine carries it (CONTRACT 2.10).

What was pasted stands where it stands in the real one: the global script as a string `globalScript`, custom
integrations as `customIntegrations`, custom data in a base64 text of UTF-8 JSON. So whatever looks for a
deployed snippet in the text of an engine finds it in this one, too.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from .account import Account, CustomDatum

# One script in several files; names of one stand in another.
_FILES = (
    *("recorder", "pasted", "deployed", "visitor", "visit_events", "remote_data", "core", "custom_data"),
    "acquisition",
    *("campaigns", "built_in", "campaign_api", "api", "boot"),
)
_PASTED = {"global_script", "integrations", "custom_data"}
_NOT_DEPLOYED = {"api_key", "persona_names", "project"}


def engine_text(account: Account, port: int) -> str:
    """Return the text of the stub for one account.

    Args:
        account: what is set up and pasted.
        port: of the emulator, for the addresses that the engine asks.
    """
    elsewhere = _PASTED | _NOT_DEPLOYED
    settings = msgspec.structs.asdict(account).items()
    config = {
        "origin": f"http://{account.sitecode}.kameleoon.localhost:{port}",
        "data_origin": f"http://eu-data.kameleoon.localhost:{port}",
        "account": {name: value for name, value in settings if name not in elsewhere},
        "globalScript": account.global_script,
        "customIntegrations": [
            {"name": f"custom integration {number}", "jsCode": code}
            for number, code in enumerate(account.integrations, 1)
        ],
        "encodedData": _encoded({"Gatherer": {"customData": list(map(_deployed, account.custom_data))}}),
    }
    literal = msgspec.json.encode(config).decode()
    return f'(function (CONFIG) {{\n"use strict";\n{_stub()}\n}})({literal});\n'


def _deployed(datum: CustomDatum) -> dict[str, str]:
    """One custom data as the engine has it. How the method of a datum without code is called is unknown."""
    return {
        "name": datum.name,
        "type": datum.type.replace("-", "_").upper(),
        "scope": datum.scope.upper(),
        "format": datum.format.upper(),
        "method": "CUSTOM_CODE" if datum.code else "SDK",
        "customEvalCode": datum.code,
    }


def _encoded(value: Any) -> str:
    return base64.b64encode(msgspec.json.encode(value)).decode()


@cache
def _stub() -> str:
    folder = Path(__file__).parent / "engine"
    return "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in _FILES)
