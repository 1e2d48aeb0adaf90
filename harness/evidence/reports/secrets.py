"""What is secret in a text or in JSON, and of which kind: told by the name of a field or by its form."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = {
    "write-key": "writekey",
    "secret": "apikey xapikey apisecret clientsecret secret password passwd token accesstoken idtoken "
    "refreshtoken authtoken xauthtoken csrftoken xcsrftoken authorization proxyauthorization session "
    "sessionid sid jwt",
    "cookie": "cookie cookies setcookie",
    "e-mail": "email emailaddress mail",
    "user-id": "userid anonymousid previousid ajsuserid ajsanonymousid ids",
    "visitor-code": "visitorcode kvisitorcode kameleoonvisitorcode",
}
_KIND_OF = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""The kind of what a field holds, by the field's name in lower case and without punctuation."""

_COOKIE_ATTRIBUTES = frozenset(
    {"name", "domain", "path", "expires", "maxage", "samesite"}
    | {"secure", "httponly", "priority", "partitioned"}
)
_NOBODY = frozenset({"", "null", "undefined", "none", "true", "false", "anonymous"})
"""What stands where there is no value."""

PAIR = re.compile(r"(?<![\w.%-])([\w.%-]{2,60})=([^&;,\s\"'<>]+)")
"""A parameter of an address or a cookie."""
_QUOTED = re.compile(r"""(?<![\w$-])([\w$-]{2,60})["']?\s*:\s*(?:"((?:[^"\\]|\\.)+)"|'([^'\\]+)'|(\d+))""")
_FORMS = (
    ("secret", "//", re.compile(r"//([^/@\s\"'?#]+)@")),
    ("secret", " ", re.compile(r"\b(?:Basic|Bearer)\s+([\w.~+/=-]{4,})")),
    ("secret", "eyJ", re.compile(r"\b(eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*)")),
    ("write-key", "/v1/", re.compile(r"/analytics\.js/v1/([^/\s\"'?#]+)/")),
    ("write-key", "/v1/", re.compile(r"/v1/projects/([^/\s\"'?#]+)/settings")),
    ("e-mail", "@", re.compile(r"([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)")),
    ("e-mail", "%40", re.compile(r"([\w.+-]{1,64}%40[\w-]+(?:\.[\w-]+)+)")),
)
"""Kind, what a text must contain for the form to be looked for at all, and the form."""


def kind_of(name: str) -> str | None:
    """Say of which kind the values of a field are, or None where they are no secret."""
    return _KIND_OF.get(re.sub(r"[^a-z0-9]", "", name.lower()))


def is_somebody(value: str) -> bool:
    """Whether a value of a secret field says something."""
    return value.strip().lower() not in _NOBODY


def secrets_in(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Find the secrets in JSON or in a text.

    Args:
        value: what is looked through, with all that is in it.
        name: of the field that it is the value of.

    Yields:
        The kind and the secret as it reads when nothing is encoded.
    """
    kind = kind_of(name)
    if isinstance(value, dict):
        for key, inner in pairs_of(value):
            if not (kind == "cookie" and key.lower() in _COOKIE_ATTRIBUTES):
                yield from secrets_in(inner, name if kind and not kind_of(key) else key)
            yield from _in_text(key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from secrets_in(inner, name)
    elif isinstance(value, str):
        yield from _in_field(kind, value)
        yield from _in_text(value)
    elif kind and isinstance(value, int | float) and not isinstance(value, bool):
        yield kind, str(value)


def pairs_of(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Go through a table; `{"name": "Cookie", "value": "a=b"}` is `{"Cookie": "a=b"}`, too."""
    for key, inner in value.items():
        is_pair = key == "value" and isinstance(value.get("name"), str)
        yield (value["name"] if is_pair else key), inner


def _in_field(kind: str | None, value: str) -> Iterator[tuple[str, str]]:
    if kind == "cookie" and "=" in value:
        for part in value.split(";"):
            name, _, content = part.strip().partition("=")
            if content and name.lower().replace("-", "") not in _COOKIE_ATTRIBUTES:
                yield kind_of(name) or kind, unquote_plus(content).strip('"')
    elif kind:
        yield kind, value


def _in_text(text: str) -> Iterator[tuple[str, str]]:
    for kind, part, form in _FORMS:
        for found in form.findall(text) if part in text else ():
            yield kind, unquote_plus(found) if part == "%40" else found
            if kind == "secret":
                yield from _credentials(found)
    pairs = PAIR.findall(text) if "=" in text else []
    named = [(unquote_plus(name), unquote_plus(content).strip('"')) for name, content in pairs]
    quoted = _QUOTED.findall(text) if ":" in text else []
    named += [(name, _unescaped("".join(contents))) for name, *contents in quoted]
    for name, content in named:
        if kind_of(name):
            yield str(kind_of(name)), content


def _credentials(found: str) -> Iterator[tuple[str, str]]:
    """What `user:password` is made of, also in Base64 as HTTP sends it; Segment's write key is the user."""
    try:
        plain = base64.b64decode(found + "==", validate=False).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        plain = ""
    for pair in (found, plain):
        if ":" in pair:
            yield from (("secret", part) for part in pair.split(":", 1) if part)


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
