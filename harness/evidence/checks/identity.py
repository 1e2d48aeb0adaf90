"""Checks of the identity link."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..parts import LINK_PART
from .check import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .events import Events


def _identifier_once(events: Events) -> Finding:
    """One per visitor code, visit and Segment identity: of whoever was there when the event was made.

    To an event that waits while somebody logs in, analytics.js adds their id as it sends it. To the site's
    own identify calls it adds all traits that it knows, the visitor code too: those say something new.
    """
    visits: dict[Any, int] = {}
    seen: dict[tuple[Any, ...], Any] = {}
    logins = _logins(events)
    wrong, judged = [], 0
    for entry in events.of("engine.visitor", "segment.event"):
        if entry.kind == "engine.visitor":
            visits[entry["visitorCode"]] = entry["numberOfVisits"]
            continue
        code = events.code_in(entry)
        if code is None:
            continue
        judged += 1
        user = entry.data.get("userId")
        is_earlier = (_milliseconds(entry.data.get("timestamp")) or math.inf) <= logins.get(user, 0)
        identity = (code, visits.get(code), entry.data.get("anonymousId"), None if is_earlier else user)
        traits = entry.data.get("traits")
        if identity in seen and seen[identity] == traits:
            wrong.append(entry)
        seen[identity] = traits
    evidence = f"{events.code_in(wrong[0])} was sent again in one visit" if wrong else f"{judged} sent"
    return Finding(judged, tuple(wrong), evidence)


def _logins(events: Events) -> dict[Any, float]:
    """When the site first told Segment of each user id, by the clock of the page."""
    logins: dict[Any, float] = {}
    for entry in events.of("segment.event"):
        time = _milliseconds(entry.data.get("timestamp"))
        if entry["type"] == "identify" and time is not None and not events.code_in(entry):
            logins.setdefault(entry.data.get("userId"), time)
    return logins


def _identifier_lasting(events: Events) -> Finding:
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
    return Finding(len(events.identifiers), tuple(wrong), evidence)


def _identifier_allowed(events: Events) -> Finding:
    """None while the consent is withdrawn: the visitor code is then still the one that was kept.

    By the clock of the page, which Segment's event carries, too: it arrives over another connection.
    """
    consents = sorted(_consents(events))
    wrong, judged = [], 0
    for entry in events.identifiers:
        sent = _milliseconds(entry.data.get("timestamp"))
        before = [allowed for time, allowed in consents if sent is not None and time <= sent]
        judged += bool(before)
        if before and not before[-1]:
            wrong.append(entry)
    evidence = (
        f"{events.code_in(wrong[0])} was sent after the withdrawal" if wrong else f"{judged} with consent"
    )
    unknown = bool(events.identifiers) and not judged
    lack = "nothing tells what the consent was when the visitor code was sent: open another page"
    return Finding(judged, tuple(wrong), evidence, lack if unknown else "")


def _consents(events: Events) -> Iterator[tuple[float, bool]]:
    """When consent was given or withdrawn, as far as is known; of a page that began without, nothing is."""
    for entry in events.of("engine.visitor", "engine.event"):
        if entry.kind == "engine.visitor" and entry["stored"]:
            yield entry["time"], True
        elif entry.data.get("name") == "LegalConsentUpdated":
            update = entry["detail"]["legalConsentUpdate"]
            yield entry["detail"]["time"], True in update.values()


def _milliseconds(timestamp: Any) -> float | None:
    try:
        return datetime.fromisoformat(timestamp).timestamp() * 1000
    except (TypeError, ValueError):  # whoever sends events may write anything there
        return None


def _linked(events: Events) -> Finding:
    """What the destination has answered decides: Kameleoon must have taken each identifier."""
    taken = {entry["body"].get("messageId") for entry in events.of("destination") if entry["status"] == 200}  # noqa: PLR2004 - OK
    forwarded = {entry["messageId"] for entry in events.of("forwarded")}
    done = [entry for entry in events.identifiers if entry.data.get("messageId") in forwarded]
    wrong = [entry for entry in done if entry.data.get("messageId") not in taken]
    evidence = "the destination did not take it" if wrong else f"{len(done)} taken"
    waits = bool(events.identifiers) and not done
    lack = "Segment has not forwarded it yet: is the destination enabled, and its mapping for Track?"
    return Finding(len(done), tuple(wrong), evidence, lack if waits else "")


IDENTITY = (
    Check(
        "identifier-once",
        "The visitor code is sent once per visit and identity",
        "paste the global script once, and nothing else that sends the same event",
        _identifier_once,
        LINK_PART,
    ),
    Check(
        "identifier-lasting",
        "No throw-away visitor code is sent",
        "set consent.require to the consent that Kameleoon waits for",
        _identifier_lasting,
        LINK_PART,
    ),
    Check(
        "identifier-allowed",
        "No visitor code is sent while consent is withdrawn",
        "set consent.require to the consent that Kameleoon waits for",
        _identifier_allowed,
        LINK_PART,
    ),
    Check(
        "linked",
        "Kameleoon takes each visitor code",
        "compare API key and sitecode in Segment's destination with those of the Kameleoon project",
        _linked,
        LINK_PART,
    ),
)
