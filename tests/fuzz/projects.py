"""What the snippets of a project are to do, and what they have done in a page."""

from __future__ import annotations

import json
from functools import reduce
from typing import TYPE_CHECKING, Any

import msgspec
from fuzz.campaigns import Campaign
from fuzz.remote_data import script
from kamseg.generator.catalogue import prefixes_of
from kamseg.generator.project import Group, Personas, Project, Trait
from kamseg.generator.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

VISITOR = "a1b2c3d4e5f6g7h8"
IDS = {
    "visitor-code": VISITOR,
    "segment-user-id": "person",
    "segment-anonymous-id": "anonymous",
    "segment-user-or-anonymous-id": "person",
}
VALUES = {"string": "gold", "number": 12.5, "boolean": False}
Call = list[Any]


class World(msgspec.Struct, frozen=True):
    """A project and the campaigns that the visitor sees."""

    project: Project
    campaigns: list[Campaign] = []


class Seen(msgspec.Struct):
    """What snippets have done.

    Attributes:
        set: The calls of `setCustomData`.
        asked: The keys that each custom data asked the Data API for.
        sent: The calls of Segment's library, without their order: the link waits for a lock.
        returned: The names of the audiences.
        requests: Where these were asked for.
        problems: What no pasted code may do.
    """

    set: list[Call] = []
    asked: list[list[str]] = []
    sent: list[Call] = []
    returned: list[list[dict[str, str]]] = []
    requests: list[list[Any]] = []
    problems: list[str] = []


def done(page: Page, worlds: list[World], *, minified: bool) -> list[Seen]:
    """Run all snippets of each project in a frame of its own."""
    text = json.dumps([_task(world, minified) for world in worlds])
    seen = msgspec.convert(json.loads(page.evaluate(script("watch.js", "projects.js"), text)), list[Seen])
    for one in seen:
        one.sent.sort(key=_in_order)
    return seen


def expected(world: World) -> Seen:
    """What is asked of the snippets."""
    project = world.project
    keys = [prefix + IDS[project.identity.lookup] for prefix in prefixes_of(project)]
    data = [artifact.snippet.datum for artifact in render(project) if artifact.snippet.kind]
    personas = project.personas
    url = personas and personas.values_url
    values = personas.values if personas else ()
    return Seen(
        set=[[datum.custom_data, _value(datum), True] for datum in data if datum],
        asked=[keys for _ in data],
        sent=sorted([*_links(project), *_exposures(world)], key=_in_order),
        returned=[[{"value": name, "label": name} for name in values]] if values or url else [],
        requests=[["GET", url.replace("{sitecode}", project.sitecode), False]] if url else [],
    )


def _task(world: World, minified: bool) -> dict[str, Any]:
    kinds: dict[str, list[Any]] = {"data": [], "values": [], "scripts": [], "integrations": []}
    for artifact in render(world.project):
        code = artifact.minified if minified else artifact.text
        snippet = artifact.snippet
        if snippet.kind and snippet.datum:
            kinds["data"].append({"code": code, "stored": _stored(snippet.datum)})
        elif snippet.datum:
            kinds["values"].append(code)
        else:
            kinds["scripts" if snippet.id == "global-script" else "integrations"].append(code)
    campaigns = msgspec.to_builtins(world.campaigns)
    return {"visitor": VISITOR, "global": world.project.segment.global_name, "campaigns": campaigns, **kinds}


def _value(datum: Personas | Trait | Group) -> Any:
    if isinstance(datum, Trait):
        return VALUES[datum.type]
    return ["VIP"] if isinstance(datum, Personas) else "acme"


def _stored(datum: Personas | Trait | Group) -> Any:
    """Put the value where the configuration says, or at one of the usual places."""
    usual = (
        datum.trait if isinstance(datum, Trait) else "groupId" if isinstance(datum, Group) else "audiences"
    )
    path = [] if datum.path == "." else datum.path.split(".") if datum.path else [usual]
    return reduce(lambda inside, key: {key: inside}, reversed(path), _value(datum))


def _links(project: Project) -> Iterator[Call]:
    identity = project.identity
    code = dict.fromkeys(identity.properties, VISITOR)
    if identity.mode != "none":
        yield ["track", identity.event, code] if identity.mode == "track" else ["identify", VISITOR, code]


def _exposures(world: World) -> Iterator[Call]:
    settings = world.project.exposures
    options = [{"integrations": settings.integrations}] if settings.integrations else []
    for campaign in world.campaigns if settings.ours else []:
        title, variation = campaign.kind.capitalize(), campaign.variation
        if settings.identify == "latest":
            yield ["identify", {title: f"{_text(campaign.name)}:{_text(variation.name)}"}, *options]
        elif settings.identify == "per-campaign":
            yield ["identify", {f"{title} {_text(campaign.name)}": variation.name}, *options]
        event = settings.experiment_event if title == "Experiment" else settings.personalization_event
        yield ["track", event, _properties(world.project, campaign), *options]


def _properties(project: Project, campaign: Campaign) -> dict[str, Any]:
    settings, kind, variation = project.exposures, campaign.kind, campaign.variation
    properties: dict[str, Any] = {}
    if settings.properties != "segment":
        properties |= {f"{kind}ID": campaign.id, f"{kind}Name": campaign.name, "nonInteraction": 1}
        properties |= {"variationID": variation.id, "variationName": variation.name}
    if settings.properties != "kameleoon":
        properties |= {f"{kind}_id": str(campaign.id), f"{kind}_name": campaign.name}
        properties |= {"variation_id": str(variation.id), "variation_name": variation.name}
    if settings.visitor_code:
        properties |= dict.fromkeys(project.identity.properties, VISITOR)
    return properties


def _in_order(call: Call) -> str:
    return json.dumps(call, sort_keys=True)


def _text(name: str | None) -> str:
    return "null" if name is None else name
