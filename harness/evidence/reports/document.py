"""The report as JSON for programs. Its structs are the schema, apart from those that kamseg works with."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ..judge import State
from .run import Outcome

if TYPE_CHECKING:
    from .run import Run, Verification

FORMAT: Literal[1] = 1
"""Raised when a program that reads the JSON could misread it; new keys alone do not raise it."""


class CheckResult(msgspec.Struct, frozen=True):
    """What a check says.

    Attributes:
        id: a word for programs.
        title: what must hold, as a sentence.
        state: `pass`, `fail`, or `open` where nothing happened that it could judge.
        evidence: what was seen.
        remedy: what to do about a failure, else empty.
        entries: `seq` of the entries that show it.
    """

    id: str
    title: str
    state: State
    evidence: str
    remedy: str
    entries: tuple[int, ...]


class JournalEntry(msgspec.Struct, frozen=True):
    """One thing that happened.

    Attributes:
        seq: its position.
        time: seconds since the journal began.
        kind: what happened, such as `segment.event`.
        data: the details; which there are depends on the kind.
    """

    seq: int
    time: float
    kind: str
    data: dict[str, Any]


class Result(msgspec.Struct, frozen=True):
    """What came of one address in one browser.

    Attributes:
        url: the address.
        outcome: `passed`, `failed` or `unreachable`.
        unreachable: why it could not be judged, else empty.
        browser: `chromium`, `firefox` or `webkit`.
        browser_version: as the browser says it.
        started: when, with a time zone.
        duration: seconds.
        remarks: how it was walked, in sentences.
        checks: what the checks say.
        screenshots: the names of the pictures, which are in the HTML report.
        journal: all that happened, in order.
    """

    url: str
    outcome: Outcome
    unreachable: str
    browser: str
    browser_version: str
    started: datetime
    duration: float
    remarks: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    screenshots: tuple[str, ...]
    journal: tuple[JournalEntry, ...]


class Report(msgspec.Struct, frozen=True):
    """All that one call of `kamseg verify` has found.

    Attributes:
        format: of this document; another number, another meaning.
        kamseg: the version that wrote it.
        configuration: the name of its file, or the sitecode.
        fingerprint: of the configuration, as the install guide and the manifest have it.
        shard: `[part, of how many]`, or null where all is one run.
        masked: whether secrets are masked.
        passed: whether all was visited and passed.
        unvisited: addresses that nobody came to, because the run was interrupted.
        results: one for each address and browser, in the order in which they were asked for.
    """

    format: Literal[1]
    kamseg: str
    configuration: str
    fingerprint: str
    shard: tuple[int, int] | None
    masked: bool
    passed: bool
    unvisited: tuple[str, ...]
    results: tuple[Result, ...]


def json_report(run: Run) -> str:
    """Write a run as JSON, after `report_schema`."""
    report = Report(
        format=FORMAT,
        kamseg=run.version,
        configuration=run.configuration,
        fingerprint=run.fingerprint,
        shard=run.shard,
        masked=run.masked,
        passed=not run.unvisited and set(run.outcomes) == {"passed"},
        unvisited=run.unvisited,
        results=tuple(map(_result, run.verifications)),
    )
    return json.dumps(msgspec.to_builtins(report), ensure_ascii=False, indent=2) + "\n"


def report_schema() -> dict[str, Any]:
    """Make the JSON Schema of the report (draft 2020-12)."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "kamseg report", **schema}


def _result(one: Verification) -> Result:
    return Result(
        url=one.url,
        outcome=one.outcome,
        unreachable=one.unreachable,
        browser=one.browser,
        browser_version=one.browser_version,
        started=one.started,
        duration=one.duration,
        remarks=one.remarks,
        checks=tuple(msgspec.convert(it, CheckResult, from_attributes=True) for it in one.judgements),
        screenshots=tuple(shot.name for shot in one.screenshots),
        journal=tuple(msgspec.convert(entry, JournalEntry, from_attributes=True) for entry in one.entries),
    )
