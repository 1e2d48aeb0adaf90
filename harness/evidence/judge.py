"""Judges a journal by named checks, the same in tests, in the preview and wherever else one is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from ...generator.project import Project
from .checks.always import ALWAYS
from .checks.built_in import BUILT_IN_EXPOSURES
from .checks.data import DATA
from .checks.deployed import DEPLOYED
from .checks.events import Events
from .checks.exposures import EXPOSURES
from .checks.identity import IDENTITY
from .checks.library import LIBRARY
from .checks.missing import missing
from .checks.presence import PRESENCE
from .checks.remote import DATA_USED
from .checks.sending import SENDING_EXPOSURES, SENDING_IDENTIFIER
from .checks.setting_up import SETTING_UP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .checks.check import Check, Finding
    from .entries import Entry

State = Literal["pass", "fail", "open"]


class Judgement(msgspec.Struct, frozen=True):
    """What a check says.

    Attributes:
        id: of the check.
        title: what must hold, as a sentence.
        state: `pass`, `fail`, or `open` while something is missing that it could judge.
        evidence: what was seen, or what is missing and what to do for it, in a sentence.
        remedy: what to do about a failure, else empty.
        entries: positions of the entries that show it.
    """

    id: str
    title: str
    state: State
    evidence: str
    remedy: str = ""
    entries: tuple[int, ...] = ()


def judge(project: Project, entries: Iterable[Entry]) -> list[Judgement]:
    """Judge a journal by all checks that concern the project.

    Args:
        project: its names and settings.
        entries: of the journal.
    """
    return _judged(project, entries, _checks_for(project))


def judge_site(project: Project, entries: Iterable[Entry]) -> list[Judgement]:
    """Judge what was seen of somebody's own site, from outside, by all checks that concern the project.

    Args:
        project: its names and settings.
        entries: of the journal that `harness/verify` fills.
    """
    return _judged(project, entries, _checks_for_site(project))


def causes(sitecode: str, project: Project | None, entries: Iterable[Entry]) -> list[str]:
    """Return what is wrong with a journal, for the beginning of a failure's message: lines with remedies.

    What no test may do unnoticed is left out: the guards tell of it, of each time.

    Args:
        sitecode: of the account.
        project: whose snippets are pasted; None, where others are: only what holds for any is judged.
        entries: of the journal.
    """
    entries = [entry for entry in entries if entry.kind != "analytics-stub"]
    if not entries:
        return ["Nothing is recorded yet (A page was opened): open one"]
    told = {check.id for check in ALWAYS}
    wanted = {check.id for check in SETTING_UP} if project is None else None
    failed = [
        one
        for one in judge(project or Project(sitecode=sitecode), entries)
        if one.state == "fail" and one.id not in told and (wanted is None or one.id in wanted)
    ]
    return [f"{one.evidence} ({one.title}): {one.remedy}" for one in failed]


def _judged(project: Project, entries: Iterable[Entry], checks: list[Check]) -> list[Judgement]:
    events = Events(project, entries)
    return [_judgement(check, check.look(events), events) for check in checks]


def _judgement(check: Check, finding: Finding, events: Events) -> Judgement:
    if finding.wrong:
        numbers = tuple(entry.seq for entry in finding.wrong)
        return Judgement(check.id, check.title, "fail", finding.evidence, check.remedy, numbers)
    if finding.judged == 0 or finding.missing:
        return Judgement(check.id, check.title, "open", finding.missing or missing(events, check.part))
    return Judgement(check.id, check.title, "pass", finding.evidence or f"{finding.judged} looked at")


def _checks_for_site(project: Project) -> list[Check]:
    """Whether Kameleoon takes what it is sent (`linked`) is not seen from a page."""
    identity = (*SENDING_IDENTIFIER, *(check for check in IDENTITY if check.id != "linked"))
    exposures = (*SENDING_EXPOSURES, *EXPOSURES)
    return [*PRESENCE, *LIBRARY, *DEPLOYED, *_concerning(project, identity, exposures, (*DATA, *DATA_USED))]


def _checks_for(project: Project) -> list[Check]:
    checks = _concerning(project, IDENTITY, EXPOSURES, DATA)
    return [*ALWAYS, *(SETTING_UP if checks else ()), *checks]


def _concerning(
    project: Project, identity: Iterable[Check], exposures: Iterable[Check], data: Iterable[Check]
) -> list[Check]:
    """Keep the checks of what the project has."""
    return [
        *(identity if project.identity.mode != "none" else ()),
        *(exposures if project.exposures.ours else ()),
        *(BUILT_IN_EXPOSURES if project.exposures.source == "built-in" else ()),
        *(data if project.data else ()),
    ]
