"""The names of a project that a person may choose from, so that nobody has to type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..emulator.site.demo import persona, plan_trait, shown_value
from ..emulator.site.goods import PLANS
from ..emulator.site.shop import SHOP_PAGES

if TYPE_CHECKING:
    from ...generator.project import Project, Trait

_SHOP_EVENTS = ("Product Viewed", "Product Added", "Product Removed", "Order Completed")


def audiences_of(project: Project) -> list[str]:
    """List the audiences of the project; that of the shop's experiment comes first where there is no list."""
    if project.personas is None:
        return []
    return list(project.personas.values) or [persona(project)]


def traits_of(project: Project) -> list[dict[str, Any]]:
    """Describe the traits: name, custom data, type, and values that the shop knows."""
    return [
        {
            "trait": trait.trait,
            "customData": trait.custom_data,
            "type": trait.type,
            "values": _values_of(project, trait),
        }
        for trait in project.traits
    ]


def calls_of(project: Project) -> dict[str, Any]:
    """Say for each call of Segment's API which names may be meant, and what an example carries."""
    audiences = audiences_of(project)
    traits = {trait.trait: shown_value(trait) for trait in project.traits}
    entered = {"audience_key": audiences[0], audiences[0]: True} if audiences else {}
    return {
        "track": {"names": _events_of(project), "example": entered or {"value": 12.5}},
        "identify": {"names": ["ada"], "example": traits},
        "page": {"names": list(SHOP_PAGES.values()), "example": {}},
        "group": {"names": ["Analytical Engines"] if project.group else [], "example": {"employees": 12}},
    }


def _events_of(project: Project) -> list[str]:
    audience = ["Audience Entered", "Audience Exited"] if project.personas else []
    link = [project.identity.event] if project.identity.mode == "track" else []
    exposures = project.exposures
    seen = exposures.events if exposures.source != "off" else ()
    return list(dict.fromkeys([*audience, *link, *seen, *_SHOP_EVENTS]))


def _values_of(project: Project, trait: Trait) -> list[str]:
    return [plan.slug for plan in PLANS] if trait == plan_trait(project) else []
