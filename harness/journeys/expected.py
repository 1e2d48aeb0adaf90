"""What a project makes both systems say: asked here, in one place, by all journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..emulator.kameleoon.ingest import placed
from ..emulator.site.demo import CAMPAIGNS, persona, shown_value

if TYPE_CHECKING:
    from ...generator.project import Project

_CONSENTS = {"experiment": "give experiment", "personalization": "give personalization"}
_OTHERS = {
    "experiment": "give personalization",
    "personalization": "give experiment",
    "both": "give experiment",
}
VISIT_MINUTES = 30
"""CONTRACT 2.9: after so many idle minutes Kameleoon's visit ends."""


def identifier(project: Project) -> dict[str, Any]:
    """Return what Segment's event that links identities contains."""
    if project.identity.mode == "identify":
        return {"type": "identify"}
    return {"type": "track", "event": project.identity.event}


def exposure(project: Project, campaign: str) -> dict[str, Any]:
    """Return what Segment's event contains when the visitor sees a campaign of the shop.

    Args:
        project: whose event it is.
        campaign: `experiment`, `flag` (an experiment, too) or `personalization`.
    """
    settings = project.exposures
    kind = "personalization" if campaign == "personalization" else "experiment"
    name, variation = CAMPAIGNS[campaign]
    properties: dict[str, str] = {}
    # What Kameleoon's own integration sends beside the name of its event is not known.
    if settings.ours and settings.properties != "segment":
        properties |= {f"{kind}Name": name, "variationName": variation}
    if settings.ours and settings.properties != "kameleoon":
        properties |= {f"{kind}_name": name, "variation_name": variation}
    return {"event": settings.events[kind == "personalization"], "properties": properties}


def minutes_between_visits(project: Project) -> int:
    """Return after how many minutes both Kameleoon and the snippets begin another visit."""
    return max(VISIT_MINUTES, project.identity.session_minutes) + 1


def values(project: Project) -> dict[str, Any]:
    """Return what stands for `{persona}`, `{group}` and the like, as far as the project has it."""
    require = project.consent.require
    found: dict[str, Any] = {
        "global": project.segment.global_name,
        "asked consent": _CONSENTS.get(require, "give"),
        "other consent": _OTHERS.get(require, ""),
    }
    if project.identity.mode != "none":
        found |= {"identifier": identifier(project), "event": project.identity.event}
    if project.exposures.source != "off":
        found |= {name: exposure(project, name) for name in CAMPAIGNS}
    if project.personas:
        name = persona(project)
        stored = placed(project.personas.path, {name: True})
        found |= {"persona": name, "personas": project.personas.custom_data, "stored persona": stored}
    if project.traits:
        found["traits"] = {trait.trait: shown_value(trait) for trait in project.traits}
    if project.group:
        found["group"] = project.group.custom_data
    return found
