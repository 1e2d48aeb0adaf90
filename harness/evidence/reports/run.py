"""What a report tells of: a run, and in it what came of each address in each browser."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from ..entries import Entry
from ..judge import Judgement

Outcome = Literal["passed", "failed", "unreachable"]


class Screenshot(msgspec.Struct, frozen=True):
    """How a page looked.

    Attributes:
        name: which moment of the journey it shows, in a few words.
        image: a PNG or JPEG file.
    """

    name: str
    image: bytes


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """One address, walked through in one browser.

    Attributes:
        url: the address.
        browser: `chromium`, `firefox` or `webkit`.
        browser_version: as the browser says it.
        started: when, with a time zone.
        duration: seconds.
        judgements: what the checks say.
        entries: the journal.
        screenshots: of the pages, in order.
        remarks: sentences about how it was walked ("Delivers nothing: 14 tracking calls were answered here").
        unreachable: why the site could not be judged, and the remedy; empty where it was.
    """

    url: str
    browser: str
    browser_version: str
    started: datetime
    duration: float
    judgements: tuple[Judgement, ...] = ()
    entries: tuple[Entry, ...] = ()
    screenshots: tuple[Screenshot, ...] = ()
    remarks: tuple[str, ...] = ()
    unreachable: str = ""

    @property
    def failures(self) -> tuple[Judgement, ...]:
        """What does not hold."""
        return tuple(one for one in self.judgements if one.state == "fail")

    @property
    def outcome(self) -> Outcome:
        """What came of it, in a word."""
        if self.unreachable:
            return "unreachable"
        return "failed" if self.failures else "passed"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """All that one call of `kamseg verify` has found.

    Attributes:
        verifications: in the order in which they were asked for.
        version: of kamseg.
        configuration: the name of its file, or the sitecode.
        fingerprint: of the configuration, as the install guide and the manifest have it.
        shard: which part of how many this is, from 1; None where all is one run.
        unvisited: addresses that nobody came to, because the run was interrupted.
        masked: whether secrets are masked (`masking.py`).
    """

    verifications: tuple[Verification, ...]
    version: str
    configuration: str
    fingerprint: str
    shard: tuple[int, int] | None = None
    unvisited: tuple[str, ...] = ()
    masked: bool = False

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each, in order."""
        return tuple(one.outcome for one in self.verifications)
