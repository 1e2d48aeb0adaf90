"""Checks: named rules over a journal, the same in tests, in the preview and wherever else one is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from .journal import Entry
from .quirks import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..generator.project import Project

State = Literal["pass", "fail", "open"]


class Judgement(msgspec.Struct, frozen=True):
    """What a check says.

    Attributes:
        id: of the check.
        title: what must hold, as a sentence.
        state: `pass`, `fail`, or `open` while nothing has happened that it could judge.
        evidence: what was seen, in a sentence.
        remedy: what to do about a failure, else empty.
        entries: positions of the entries that show it.
    """

    id: str
    title: str
    state: State
    evidence: str
    remedy: str = ""
    entries: tuple[int, ...] = ()


class _Finding(msgspec.Struct, frozen=True):
    """How many entries were judged and which of them are wrong; `evidence` tells of the first of those."""

    judged: int
    wrong: tuple[Entry, ...] = ()
    evidence: str = ""


class _Check(msgspec.Struct, frozen=True):
    id: str
    title: str
    remedy: str
    look: Callable[[_Events], _Finding]


class _Events:
    """A journal, asked in the terms of a project."""

    def __init__(self, project: Project, entries: Iterable[Entry]) -> None:
        self.project = project
        self.entries = list(entries)

    def of(self, *kinds: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind in kinds]

    @property
    def identifiers(self) -> list[Entry]:
        """Events that link the visitor code with Segment's ids."""
        return [entry for entry in self.of("segment.event") if self.code_in(entry)]

    def code_in(self, entry: Entry) -> Any:
        """Return the visitor code that an event of the identity link carries, or None."""
        identity = self.project.identity
        by_event = identity.mode == "track" and entry.data.get("event") == identity.event
        by_id = identity.mode == "identify" and entry["type"] == "identify"
        values = entry.data.get("properties") or entry.data.get("traits") or {}
        names = [name for name in identity.properties if name in values]
        return values[names[0]] if names and (by_event or by_id) else None

    def of_exposures(self) -> list[Entry]:
        settings = self.project.exposures
        names = {settings.experiment_event, settings.personalization_event}
        return [entry for entry in self.of("segment.event") if entry.data.get("event") in names]


def judge(project: Project, entries: Iterable[Entry]) -> list[Judgement]:
    """Judge a journal by all checks that concern the project.

    Args:
        project: its names and settings.
        entries: of the journal.
    """
    events = _Events(project, entries)
    return [_judgement(check, check.look(events)) for check in _checks_for(project)]


def _judgement(check: _Check, finding: _Finding) -> Judgement:
    if finding.wrong:
        numbers = tuple(entry.seq for entry in finding.wrong)
        return Judgement(check.id, check.title, "fail", finding.evidence, check.remedy, numbers)
    if finding.judged == 0:
        return Judgement(check.id, check.title, "open", "not seen yet")
    return Judgement(check.id, check.title, "pass", finding.evidence or f"{finding.judged} looked at")


def _checks_for(project: Project) -> list[_Check]:
    checks = [*_ALWAYS]
    if project.identity.mode != "none":
        checks += _IDENTITY
    if project.exposures.source != "off":
        checks += _EXPOSURES
    if project.personas or project.traits or project.group:
        checks += _DATA
    return checks


def _errors(events: _Events) -> _Finding:
    wrong = events.of("page-error", "engine.error", "emulator-error")
    first = wrong[0].data if wrong else {}
    what = first.get("message") or str(first.get("trace", "")).strip().rpartition("\n")[2]
    return _Finding(len(events.entries), tuple(wrong), what if wrong else "none so far")


def _egress(events: _Events) -> _Finding:
    wrong = events.of("egress")
    evidence = f"{wrong[0]['host']} was asked" if wrong else "none so far"
    if wrong and wrong[0]["host"] == METRICS:
        evidence += ", as analytics.js itself does when a page is left while it loads"
    return _Finding(len(events.entries), tuple(wrong), evidence)


def _identifier_once(events: _Events) -> _Finding:
    """One per visitor code, visit and Segment identity."""
    visits: dict[Any, int] = {}
    seen: set[tuple[Any, ...]] = set()
    wrong, judged = [], 0
    for entry in events.of("engine.visitor", "segment.event"):
        if entry.kind == "engine.visitor":
            visits[entry["visitorCode"]] = entry["numberOfVisits"]
            continue
        code = events.code_in(entry)
        if code is None:
            continue
        judged += 1
        identity = (code, visits.get(code), entry.data.get("anonymousId"), entry.data.get("userId"))
        if identity in seen:
            wrong.append(entry)
        seen.add(identity)
    evidence = f"{events.code_in(wrong[0])} was sent again in one visit" if wrong else f"{judged} sent"
    return _Finding(judged, tuple(wrong), evidence)


def _identifier_lasting(events: _Events) -> _Finding:
    """The code must be one that the engine has stored: before consent each page has another one."""
    lasting = {entry["visitorCode"] for entry in events.of("engine.visitor") if entry["stored"]}
    consent = [
        entry
        for entry in events.of("engine.event")
        if entry["name"] == "LegalConsentUpdated" and True in entry["detail"]["legalConsentUpdate"].values()
    ]
    thrown_away = {
        entry["visitorCode"]: entry.data.get("page")
        for entry in events.of("engine.visitor")
        if not entry["stored"]
    }
    kept_later = {entry.data.get("page") for entry in consent}
    wrong = [
        entry
        for entry in events.identifiers
        if (code := events.code_in(entry)) in thrown_away
        and code not in lasting
        and thrown_away[code] not in kept_later
    ]
    evidence = f"{events.code_in(wrong[0])} was sent without consent" if wrong else "each code sent is kept"
    return _Finding(len(events.identifiers), tuple(wrong), evidence)


def _linked(events: _Events) -> _Finding:
    """What the destination has answered decides: Kameleoon must have taken each identifier."""
    taken = {entry["body"].get("messageId") for entry in events.of("destination") if entry["status"] == 200}  # noqa: PLR2004 - OK
    forwarded = {entry["messageId"] for entry in events.of("forwarded")}
    done = [entry for entry in events.identifiers if entry.data.get("messageId") in forwarded]
    wrong = [entry for entry in done if entry.data.get("messageId") not in taken]
    evidence = "the destination did not take it" if wrong else f"{len(done)} taken"
    return _Finding(len(done), tuple(wrong), evidence)


def _exposures_named(events: _Events) -> _Finding:
    wrong = [entry for entry in events.of_exposures() if not _names_in(entry)]
    evidence = "a name is missing" if wrong else f"{len(events.of_exposures())} with campaign and variation"
    return _Finding(len(events.of_exposures()), tuple(wrong), evidence)


def _names_in(entry: Entry) -> tuple[Any, Any] | None:
    """The names of campaign and variation, in either spelling."""
    values = entry.data.get("properties") or {}
    kinds = ("experiment", "personalization")
    campaign = [values[key] for kind in kinds for key in (f"{kind}Name", f"{kind}_name") if values.get(key)]
    variation = [values[key] for key in ("variationName", "variation_name") if values.get(key)]
    return (campaign[0], variation[0]) if campaign and variation else None


def _exposures_once(events: _Events) -> _Finding:
    """Never more events than there were pages on which the visitor saw the variation."""
    shown = Counter(
        (entry["name"], entry["associatedVariation"]["name"])
        for entry in events.of("exposure")
        if entry["associatedVariation"]
    )
    wrong, sent = [], Counter[Any]()
    for entry in events.of_exposures():
        names = _names_in(entry)
        sent[names] += 1
        if names and sent[names] > shown[names]:
            wrong.append(entry)
    evidence = "more events than exposures" if wrong else f"{sum(sent.values())} sent"
    return _Finding(sum(sent.values()), tuple(wrong), evidence)


def _one_request(events: _Events) -> _Finding:
    """One read for each start of the engine, with all keys."""
    starts = len([entry for entry in events.of("engine.event") if entry["name"] == "Loaded"])
    reads = [entry for entry in events.of("data-api") if entry["method"] == "GET"]
    wrong = reads[starts:] if starts else []
    return _Finding(len(reads), tuple(wrong), f"reads: {len(reads)}, pages: {starts}")


def _data_arrives(events: _Events) -> _Finding:
    ours = {
        datum.custom_data
        for datum in (events.project.personas, *events.project.traits, events.project.group)
        if datum
    }
    set_ones = [entry for entry in events.of("custom-data") if entry["name"] in ours]
    wrong = [entry for entry in set_ones if entry["outcome"] != "set"]
    evidence = f"{wrong[0]['name']} is {wrong[0]['outcome']}" if wrong else f"{len(set_ones)} set"
    return _Finding(len(set_ones), tuple(wrong), evidence)


_ALWAYS = (
    _Check(
        "no-errors", "No script throws", "open the entry; the message names the script that threw", _errors
    ),
    _Check(
        "nothing-leaves",
        "Nothing leaves this machine",
        "find out which script asks for that address, and point it to a *.localhost host",
        _egress,
    ),
)
_IDENTITY = (
    _Check(
        "identifier-once",
        "The visitor code is sent once per visit and identity",
        "paste the global script once, and nothing else that sends the same event",
        _identifier_once,
    ),
    _Check(
        "identifier-lasting",
        "No throw-away visitor code is sent",
        "set consent.require to the consent that Kameleoon waits for",
        _identifier_lasting,
    ),
    _Check(
        "linked",
        "Kameleoon takes each visitor code",
        "compare API key and sitecode in Segment's destination with those of the Kameleoon project",
        _linked,
    ),
)
_EXPOSURES = (
    _Check(
        "exposures-named",
        "Each exposure names campaign and variation",
        "paste the global script as it was built; other integrations may send the same event",
        _exposures_named,
    ),
    _Check(
        "exposures-once",
        "Each exposure is sent once",
        "switch off Kameleoon's own Segment integration, and paste each snippet once",
        _exposures_once,
    ),
)
_DATA = (
    _Check(
        "one-request",
        "One request per page reads all custom data",
        "paste all custom data of one build: their keys and their configuration must agree",
        _one_request,
    ),
    _Check(
        "data-arrives",
        "Each custom data takes its value",
        "create the custom data with exactly the name, type and scope that INSTALL.md gives",
        _data_arrives,
    ),
)
