"""A call of Segment's API that a person writes: read strictly, so that nothing is sent that was not meant."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ..emulator.kameleoon.ingest import AUDIENCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..evidence.entries import Entry

Method = Literal["identify", "track", "page", "group"]
_FIELDS = {"identify": "userId", "track": "event", "page": "name", "group": "groupId"}
_OK = 200
_NEEDED = {"track": "the name of an event", "group": "the id of a group"}
_LONG = 20
_HINTS = (
    ("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}", 'a curly quote; JSON wants "'),
    ("'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", 'a single quote; JSON wants "'),
    ("}]", "too early: something is missing before it, or there is a comma too many"),
    ("TFN", "no word of JSON; it has true, false and null, in small letters"),
)


class MistakeError(Exception):
    """What was written is no JSON object.

    Attributes:
        position: where, in UTF-16 units from the beginning, as a browser counts; None: nowhere in particular.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class OwnCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be called.

    Attributes:
        method: which call.
        name: of the event or the page; the user's id of `identify`, the group's of `group`. Empty: none.
        text: JSON of the properties, or of the traits. Empty: none.
        sender: who sends it.
    """

    method: Method
    name: str = ""
    text: str = ""
    sender: Literal["browser", "server"] = "browser"

    def __str__(self) -> str:
        return f"{self.method} {self.name}".rstrip()

    @property
    def names_user(self) -> bool:
        """Whether it says itself whom it is about."""
        return self.method == "identify" and self.name != ""

    def check(self) -> None:
        """Raise MistakeError where the text is no JSON object, or a name is missing that the call needs."""
        if self.method in _NEEDED and not self.name:
            raise MistakeError(f"{self.method} needs {_NEEDED[self.method]}")
        read_object(self.text)

    @property
    def values(self) -> list[Any]:
        """What analytics.js takes for this call, once it is checked."""
        fields = read_object(self.text)
        return [self.name, fields] if self.name else [fields]

    def outcome(self, entries: Iterable[Entry]) -> str:
        """Say what Kameleoon did not make of it, once all destinations have answered; or nothing.

        Args:
            entries: of the journal, since it was sent.
        """
        found = {entry.kind: entry for entry in entries}
        if "destination" not in found:
            return f"Segment has it; its destination sends Kameleoon no {self.method}"
        status = found["destination"]["status"]
        if status != _OK:
            return f"Segment has it; Kameleoon refused it ({status})"
        if self.method != "track" or self.name not in AUDIENCES or "data-api.stored" in found:
            return ""
        is_named = isinstance(read_object(self.text).get("audience_key"), str)
        why = "it knew that already" if is_named else 'which audience it is, a text "audience_key" must say'
        return f"Segment has it; Kameleoon stored nothing: {why}"

    def event(self, user_id: str | None, anonymous_id: str | None) -> dict[str, Any]:
        """What a server posts for this call, about the person with these ids."""
        key = "traits" if self.method in {"identify", "group"} else "properties"
        event: dict[str, Any] = {"type": self.method, key: read_object(self.text)}
        if self.names_user:
            return event | {"userId": self.name}
        named = {_FIELDS[self.method]: self.name} if self.name else {}
        return event | {"userId": user_id, "anonymousId": anonymous_id} | named


def read_object(text: str) -> dict[str, Any]:
    """Read a JSON object; an empty text is an empty one.

    Raises:
        MistakeError: says what is wrong with it and where, the same for each browser.
    """
    if not text.strip():
        return {}
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite, parse_int=_whole
        )
        msgspec.json.encode(value)  # as it is handed to the page
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise MistakeError(f"{place}: {_hint(text, error)}", _in_utf16(text, error.pos)) from None
    except RecursionError:
        raise MistakeError("it is nested too deeply") from None
    except UnicodeError:
        raise MistakeError("it has one half of a character alone (\\ud800 to \\udfff)") from None
    except ValueError as error:  # a number with thousands of digits
        raise MistakeError(str(error)) from None
    if not isinstance(value, dict):
        raise MistakeError('line 1, column 1: it must be an object, in braces: {"plan": "gold"}', 0)
    return value


def _hint(text: str, error: json.JSONDecodeError) -> str:
    here = text[error.pos : error.pos + 1]
    if not here:
        return "it ends too early"
    if not here.isprintable():
        return 'a line break or the like within a text; JSON writes it "\\n"'
    hints = [hint for characters, hint in _HINTS if here in characters]
    return f"{here} is {hints[0]}" if hints else f"{here} is wrong: {error.msg.lower()}"


def _in_utf16(text: str, position: int) -> int:
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise MistakeError(f'"{twice}" is there twice: only one of its values could be sent')
    return dict(pairs)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        shown = digits if len(digits) < _LONG else f"{digits[:_LONG]}…"
        raise MistakeError(f"{shown} is too large: JavaScript would make null of it")
    return number


def _whole(digits: str) -> int:
    _finite(digits)
    return int(digits)


def _refuse(word: str) -> None:
    raise MistakeError(f"{word} is no number that JSON knows")
