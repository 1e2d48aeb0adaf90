"""Whose entries of the journal are whose: a preview often sees several visitors, one after the other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from ..evidence.entries import Entry

_KEYS = ("COHORTS_", "IDENTIFY_")


class Visitor(msgspec.Struct):
    """Somebody whom the preview has seen.

    Attributes:
        number: from 0.
        code: Kameleoon's visitor code, the last one; empty while there is none.
        user: Segment's user id, the last one; empty for nobody that is known.
    """

    number: int
    code: str = ""
    user: str = ""


class Visitors:
    """Finds out whose each entry is, as it is recorded.

    An entry belongs to who has one of its ids; one without an id, or with one that nobody has yet, to who is
    here now. A browser that was never seen, and a visitor code that is kept and that nobody has, make
    somebody new, unless nothing is known yet of who is here. The code alone does not tell browsers apart:
    without consent it is another one on each page.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.all = [Visitor(0)]
        self.present = self.all[0]
        self._by_id: dict[str, Visitor] = {}
        self._by_browser: dict[str, Visitor] = {}
        self._of_entry: dict[int, int] = {}

    def open(self, browser: str) -> None:
        """A page in this browser begins to load, or is looked at: whose browser it is, is here now."""
        with self._lock:
            known = self._by_browser.get(browser)
            is_taken = self.present.code or self.present in self._by_browser.values()
            self.present = known or (self._made() if is_taken else self.present)
            self._by_browser[browser] = self.present

    def begin(self) -> None:
        """Somebody new comes."""
        with self._lock:
            if self.present.code or self.present.user:
                self._succeed()

    def forget(self) -> None:
        """Begin anew, with nobody."""
        with self._lock:
            self.all = [Visitor(0)]
            self.present = self.all[0]
            self._by_id.clear()
            self._by_browser.clear()
            self._of_entry.clear()

    def note(self, entry: Entry) -> None:
        """Take note of an entry."""
        with self._lock:
            data = entry.data
            if entry.kind == "engine.visitor":
                self._arrive(data)
            found = [self._by_id[one] for one in _ids_of(data) if one in self._by_id]
            visitor = found[0] if found else self._whom(entry)
            for one in _lasting_ids_of(data):
                self._by_id.setdefault(one, visitor)
            if entry.kind == "segment.event" and data.get("userId"):
                visitor.user = data["userId"]
                self._by_id[visitor.user] = visitor
            self._of_entry[entry.seq] = visitor.number

    def of(self, entry: Entry) -> int:
        """Return the number of the visitor whom an entry belongs to."""
        return self._of_entry.get(entry.seq, self.present.number)

    def _arrive(self, data: dict[str, Any]) -> None:
        """An engine starts in a page: from now on this visitor is here."""
        code, page = data["visitorCode"], data.get("page", "")
        known = self._by_id.get(code)
        if data["stored"] and known is None and self.present.code:
            self._succeed()
        self.present = known or self.present
        self.present.code = code
        self._by_id |= {one: self.present for one in (code, page) if one}

    def _whom(self, entry: Entry) -> Visitor:
        """Who has no id that is known: a user of whom a server tells is not who is here."""
        is_of_server = entry.kind == "segment.event" and not entry.data.get("anonymousId")
        return self._made() if is_of_server else self.present

    def _succeed(self) -> None:
        """Somebody new is here, in the same browser."""
        before, self.present = self.present, self._made()
        for browser, visitor in self._by_browser.items():
            if visitor is before:
                self._by_browser[browser] = self.present

    def _made(self) -> Visitor:
        visitor = Visitor(len(self.all))
        self.all.append(visitor)
        return visitor


def _lasting_ids_of(data: dict[str, Any]) -> list[str]:
    return [one for one in (data.get("visitorCode"), data.get("anonymousId")) if isinstance(one, str)]


def _ids_of(data: dict[str, Any]) -> list[str]:
    """List what may tell whose an entry is, the surest first."""
    body = data.get("body")
    body = body if isinstance(body, dict) else {}
    keys = [key.removeprefix(prefix) for key in _keys_of(data) for prefix in _KEYS if key.startswith(prefix)]
    some = (
        data.get("visitorCode"), data.get("page"), *(data.get("visitorCodes") or ()),
        data.get("anonymousId"), data.get("userId"), body.get("anonymousId"), body.get("userId"), *keys,
    )  # fmt: skip
    return [one for one in some if isinstance(one, str)]


def _keys_of(data: dict[str, Any]) -> list[str]:
    return [key for key in (data.get("key"), *(data.get("keys") or ())) if isinstance(key, str)]
