"""What a check is: a title, a remedy, and where to look."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ..entries import Entry
from .events import Events


class Finding(msgspec.Struct, frozen=True):
    """How many entries were judged and which of them are wrong.

    Attributes:
        judged: how many; none leaves the check open.
        wrong: the entries that show it.
        evidence: tells of the first of those.
        missing: what there must be yet, and what to do for it; it leaves the check open.
    """

    judged: int
    wrong: tuple[Entry, ...] = ()
    evidence: str = ""
    missing: str = ""


class Check(msgspec.Struct, frozen=True):
    """A named rule.

    Attributes:
        id: a word for programs.
        title: what must hold, as a sentence.
        remedy: what to do about a failure.
        look: finds what is wrong.
        part: which part of the integration it is about (`parts.py`), if it is about one.
    """

    id: str
    title: str
    remedy: str
    look: Callable[[Events], Finding]
    part: str = ""
