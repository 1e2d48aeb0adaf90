"""Checks of somebody's own site: both systems are there, once each, and nothing keeps them from working."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check import Check, Finding
from .pages import SitePage, fate_of, hit_by_policy, pages_of

if TYPE_CHECKING:
    from ..entries import Entry
    from .events import Events


def _present(events: Events) -> Finding:
    """Where a policy blocks it, that is what is told."""
    pages = pages_of(events)
    without = [
        page
        for page in pages
        if not page.of("engine.event")
        and not page.looks[-1]["engine"]
        and not hit_by_policy(page.entries, "kameleoon")
    ]
    evidence = _fate(without[0]) if without else f"on {len(pages)} of {len(pages)} pages"
    return Finding(len(pages), tuple(page.looks[-1] for page in without), evidence)


def _fate(page: SitePage) -> str:
    asked = page.of("engine.script")
    return fate_of(asked[-1]) if asked else f"{page.looks[-1]['url']} does not ask for it"


def _starts(events: Events) -> Finding:
    aborted = [entry for entry in events.of("engine.event") if entry["name"] == "Aborted"]
    stuck = [
        page.looks[-1]
        for page in pages_of(events)
        if page.of("engine.event", name="Loaded")
        and not page.is_started
        and not page.of("engine.event", name="Aborted")
        and not hit_by_policy(page.entries, "kameleoon")
    ]
    loads = [entry for entry in events.of("engine.event") if entry["name"] == "Loaded"]
    evidence = f"{len(loads)} starts"
    if aborted:
        evidence = f"it aborts with {(aborted[0]['detail'] or {}).get('reason')}"
    elif stuck:
        evidence = "it loads, and does not start"
    return Finding(len(loads), (*aborted, *stuck), evidence)


def _sitecode(events: Events) -> Finding:
    asked = events.of("engine.script")
    wrong = [entry for entry in asked if entry["sitecode"] != events.project.sitecode]
    evidence = f"the page loads {wrong[0]['sitecode']}" if wrong else events.project.sitecode
    return Finding(len(asked), tuple(wrong), evidence)


def _address(events: Events) -> Finding:
    asked = events.of("engine.script")
    wrong = [entry for entry in asked if entry["legacy"]]
    return Finding(len(asked), tuple(wrong), (wrong or asked)[0]["address"] if asked else "")


def _once(events: Events) -> Finding:
    """By its event and by its script: the second of two tags may come from the browser's memory."""
    wrong: list[Entry] = []
    pages = pages_of(events)
    for page in pages:
        wrong += page.of("engine.event", name="Loaded", again=True)
    evidence = f"{wrong[0]['url']} loads it again" if wrong else f"{len(pages)} pages"
    return Finding(len([page for page in pages if page.of("engine.event")]), tuple(wrong), evidence)


def _policy(events: Events) -> Finding:
    pages = pages_of(events)
    wrong = hit_by_policy(events.entries)
    evidence = f"{wrong[0]['directive']} blocks {wrong[0]['blocked']}" if wrong else "nothing is blocked"
    return Finding(len(pages), tuple(wrong), evidence)


def _throws(events: Events) -> Finding:
    """Errors of the site's own scripts are its own affair; those of what is pasted in the engine are not."""
    wrong = [] if hit_by_policy(events.entries, "kameleoon") else events.of("engine.error")
    starts = len([page for page in pages_of(events) if page.of("engine.event")])
    return Finding(max(starts, len(wrong)), tuple(wrong), wrong[0]["message"] if wrong else "none")


def _cookie(events: Events) -> Finding:
    looks = [entry for entry in events.of("cookies") if entry["visitor"]]
    wrong = [entry for entry in looks if len(entry["visitor"]) > 1]
    evidence = "one, or none"
    if wrong:
        evidence = "kameleoonVisitorCode is there for " + " and for ".join(
            str(cookie["domain"]) for cookie in wrong[0]["visitor"]
        )
    return Finding(len(looks), tuple(wrong[:1]), evidence)


PRESENCE = (
    Check(
        "engine-present",
        "Kameleoon's engine is on every page",
        "put Kameleoon's install tag into the head of each page; if it is there, look for what blocks it",
        _present,
    ),
    Check(
        "engine-starts",
        "The engine starts",
        "look the reason up in Kameleoon's documentation (BROWSER, STORAGE, TIMEOUT, PRERENDER, PARAMETER)",
        _starts,
    ),
    Check(
        "engine-sitecode",
        "The page loads the engine of this project",
        "compare the sitecode of the install tag with that of the configuration",
        _sitecode,
    ),
    Check(
        "engine-address",
        "The engine comes from its present address",
        "use the install tag that Kameleoon shows now: //SITECODE.kameleoon.io/engine.js",
        _address,
    ),
    Check("engine-once", "The engine is loaded once", "remove the second install tag", _once),
    Check(
        "policy",
        "The page's Content-Security-Policy lets both systems work",
        "add what is blocked to the policy; Kameleoon's engine needs 'unsafe-eval' and its data hosts, too",
        _policy,
    ),
    Check(
        "pasted-code",
        "No pasted code throws",
        "open the entry; compare what is pasted in Kameleoon with what is built",
        _throws,
    ),
    Check(
        "one-cookie",
        "There is one visitor code",
        "delete the cookie kameleoonVisitorCode of the narrower domain; let only one script set it",
        _cookie,
    ),
)
