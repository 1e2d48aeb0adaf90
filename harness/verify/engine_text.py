"""What is pasted in Kameleoon, found in the text of an `engine.js` (CONTRACT 2.10).

The global script is a string called `globalScript`; custom integrations are strings called `jsCode`; code of
custom data is in a base64 text of JSON, under `Gatherer.customData`. Nothing of it is run.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
_ESCAPE = re.compile(r"\\(u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r\n|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_BASE64 = re.compile(r"""["'`]([A-Za-z0-9+/]{40,}={0,2})["'`]""")


class Pasted(msgspec.Struct, frozen=True):
    """What an engine carries.

    Attributes:
        global_script: None where this engine does not show it.
        integrations: None where it does not show them.
        custom_data: code by the name of the custom data; None where it does not show them.
    """

    global_script: str | None = None
    integrations: tuple[str, ...] | None = None
    custom_data: dict[str, str] | None = None


def pasted_in(text: str) -> Pasted:
    """Read the text of an engine; what is not of the known form stays None."""
    scripts = list(_values("globalScript", text))
    has_integrations = re.search(r"""["']?customIntegrations["']?\s*:""", text) is not None
    data = custom_data_in(text)
    return Pasted(
        global_script="\n".join(scripts) if scripts else None,
        integrations=tuple(_values("jsCode", text)) if has_integrations else None,
        custom_data=None
        if data is None
        else {str(datum.get("name")): str(datum.get("customEvalCode") or "") for datum in data[1]},
    )


def custom_data_in(text: str) -> tuple[str, list[dict[str, Any]], Any] | None:
    """Find the custom data: the base64 text they stand in, the list, and all that the text holds."""
    for found in _BASE64.finditer(text):
        content = _decoded(found[1])
        gatherer = content.get("Gatherer") if isinstance(content, dict) else None
        data = gatherer.get("customData") if isinstance(gatherer, dict) else None
        if isinstance(data, dict):  # by their index
            data = list(data.values())
        if isinstance(data, list):
            return found[1], [datum for datum in data if isinstance(datum, dict)], content
    return None


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None


def literals(key: str, text: str) -> Iterator[re.Match[str]]:
    """Find the string literals that are values of a key; group 1 is the literal."""
    return re.finditer(rf"""(?<![\w$])["']?{key}["']?\s*:\s*{_STRING}""", text, re.DOTALL)


def _values(key: str, text: str) -> Iterator[str]:
    return (unquoted(found[1]) for found in literals(key, text))


def unquoted(literal: str) -> str:
    """Return the text of a JavaScript string literal."""
    text = _ESCAPE.sub(_unescaped, literal[1:-1])
    # Escapes of JavaScript are halves of a character beyond the first plane.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(escape: re.Match[str]) -> str:
    digits = escape[2] or escape[3] or escape[4]
    return chr(int(digits, 16)) if digits else _PLAIN.get(escape[1], escape[1])
