"""Fits a journey to a project: the project's own names and values, and only what can hold there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from ..emulator.site.demo import shown_value
from .expected import identifier, minutes_between_visits, values
from .journey import EXPECTATIONS, Journey, JourneyError, Step, journeys
from .needs import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...generator.project import Project

USER = "ada"
_PLACEHOLDER = re.compile(r"\{([a-z]+(?: [a-z]+)*)\}")
_SITE_LINKS = (
    "await window['{}'].track('Kameleoon identifier',"
    " {{ kameleoonVisitorCode: Kameleoon.API.Visitor.code }});"
)


def hindrance(journey: Journey, project: Project) -> str:
    """Say why a project cannot have this journey, as a sentence; empty where it can."""
    lacks = (NEEDS[name](project) for name in journey.needs)
    return next(filter(None, lacks), "")


def fitted(journey: Journey, project: Project) -> Journey:
    """Put the project's own names where a journey says `{persona}` and so on, and leave out what it has not.

    Raises:
        JourneyError: the project lacks what the journey is about, or a name of the journey is no project's.
    """
    reason = hindrance(journey, project)
    if reason:
        raise JourneyError(f"{journey.title} is no journey for this project: {reason}")
    known = values(project)
    try:
        steps = [one for step in journey.steps for one in _steps_of(step, project, known)]
    except KeyError as error:
        raise JourneyError(f"{journey.title}: this project has no {{{error.args[0]}}}") from None
    if _proves(journey.steps) and not _proves(steps):
        raise JourneyError(f"{journey.title} would prove nothing: this project has nothing that it looks at")
    return msgspec.structs.replace(journey, steps=tuple(steps))


def journeys_for(project: Project) -> list[tuple[Journey, str]]:
    """List all shipped journeys, each with the reason why a project cannot have it, or an empty text.

    Args:
        project: whose snippets are pasted.
    """
    return [(journey, hindrance(journey, project)) for journey in journeys()]


def _proves(steps: tuple[Step, ...] | list[Step]) -> bool:
    return any(step.action in EXPECTATIONS for step in steps)


def _steps_of(step: Step, project: Project, known: dict[str, Any]) -> Iterator[Step]:
    if step.when and NEEDS[step.when](project):
        return
    if step.known:
        yield from _becoming_known(project, as_user=step.known == "user")
    elif step.later == "next visit":
        yield Step(later=minutes_between_visits(project))
    elif step.each:
        for trait in project.traits:
            yield _filled_step(step, {**known, "trait": trait.custom_data, "value": shown_value(trait)})
    else:
        yield _filled_step(step, known)


def _becoming_known(project: Project, *, as_user: bool) -> Iterator[Step]:
    """What it takes until data of the visitor can be read, on a page that has just been opened."""
    mode, lookup = project.identity.mode, project.identity.lookup
    if mode == "identify":
        yield Step(see="destination", where={"status": 200, "body": identifier(project)})
        return
    yield Step(see="segment.event", where={"type": "page"})
    if lookup == "visitor-code" and mode == "none":
        yield Step(run=_SITE_LINKS.format(project.segment.global_name))
    if lookup == "visitor-code":
        yield Step(see="linked")
    if lookup == "segment-user-id" or (as_user and not NEEDS["login"](project)):
        yield Step(login=USER)
        event = {"type": "identify"} if mode == "none" else identifier(project)
        yield Step(see="segment.event", where={**event, "userId": USER})


def _filled_step(step: Step, known: dict[str, Any]) -> Step:
    plain = {**msgspec.to_builtins(step), "when": "", "each": ""}
    return msgspec.convert(_filled(plain, known), Step)


def _filled(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {_filled(key, known): _filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, known) for item in value]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    if whole:
        return known[whole[1]]
    return _PLACEHOLDER.sub(lambda found: str(known.get(found[1], found[0])), value)  # scripts have braces
