"""Runs to report on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kamseg.harness.evidence.checks.missing import NOTHING_SEEN
from kamseg.harness.evidence.entries import Entry
from kamseg.harness.evidence.judge import Judgement
from kamseg.harness.evidence.reports.run import Run, Screenshot, Verification

URL = "https://staging.example.com/"
PASSED = Judgement("no-errors", "No script throws", "pass", "none so far")
FAILED = Judgement(
    "identifier-once",
    "The identifier is sent once per visit",
    "fail",
    "k3jd82h4k5l6m7n8 was sent again in one visit",
    "paste the global script once",
    (1,),
)
OPEN = Judgement("exposures-once", "Each exposure is sent once", "open", NOTHING_SEEN)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "5e0ba9790000000049454e44ae426082"
)
ENTRIES = (
    Entry(
        0, 1.0, "engine.visitor",
        {"visitorCode": "k3jd82h4k5l6m7n8", "numberOfVisits": 1, "pageViews": 1, "stored": True},
    ),
    Entry(
        1, 1.5, "segment.event",
        {"type": "track", "event": "Kameleoon identifier", "properties": {f"p{number}": number for number in range(60)}},
    ),
    Entry(2, 1.6, "page", {"url": URL}),
)  # fmt: skip


def verification(**changes: Any) -> Verification:
    values: dict[str, Any] = {
        "url": URL,
        "browser": "chromium",
        "browser_version": "140.0",
        "started": datetime(2026, 9, 1, 12, 30, tzinfo=UTC),
        "duration": 12.34,
        "judgements": (PASSED, OPEN),
        "entries": ENTRIES,
        "remarks": ("Delivers nothing: 14 tracking calls were answered here",),
    }
    return Verification(**(values | changes))


def run_of(*verifications: Verification, **changes: Any) -> Run:
    values: dict[str, Any] = {
        "version": "0.1.0",
        "configuration": "kamseg.toml",
        "fingerprint": "a1b2c3",
        "masked": True,
    }
    return Run(verifications=verifications, **(values | changes))


GOOD = verification()
BAD = verification(judgements=(PASSED, FAILED, OPEN), screenshots=(Screenshot("the first page", PIXEL),))
LOST = verification(
    judgements=(),
    entries=(),
    remarks=(),
    unreachable="nobody answers at staging.example.com; check the address",
)
