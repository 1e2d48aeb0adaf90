"""What fits together: the rules between the keys of a configuration, which the types alone cannot say."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .catalogue import snippets_of
from .errors import Fault
from .project import Exposures
from .schema import nearest, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .project import Personas, Project

MOST_CUSTOM_DATA = 255
"""CONTRACT 2.4: so many custom data can be active in a Kameleoon project."""

_OWN_PROPERTIES = frozenset(
    {"nonInteraction", "variationID", "variationName", "variation_id", "variation_name"}
    | {
        f"{kind}{part}"
        for kind in ("experiment", "personalization")
        for part in ("ID", "Name", "_id", "_name")
    }
)

_TAKEN = frozenset({"Kameleoon", "kameleoonQueue", "kamseg"})


def broken_rules(project: Project) -> Iterator[Fault]:
    """Find what does not fit together in a project whose values are all of the right type."""
    yield from _names(project)
    yield from _global_name(project.segment.global_name)
    yield from _duplicates(project)
    yield from _identity(project)
    if project.personas:
        yield from _personas(project.personas)
    if project.exposures.integrations.get("Segment.io") is False:
        rule = "would keep exposures from Segment altogether"
        remedy = 'turn them off with exposures.source = "off", or name destinations'
        yield Fault('exposures.integrations."Segment.io"', rule, remedy, "false")
    yield from _server_side(project)
    for where, path in _paths(project):
        if path != "." and "" in path.split("."):
            yield Fault(
                where, "must be keys with single dots between them", 'for example "traits.plan"', shown(path)
            )
    if not snippets_of(project):
        yield Fault(
            "", "nothing is left to build", "turn on identity, exposures, personas, a trait or the group"
        )


def doubts(project: Project) -> Iterator[Fault]:
    """Find what is allowed but was hardly meant."""
    first: dict[str, str] = {}
    for where, name in _custom_data(project):
        other = first.setdefault(name.casefold(), name)
        if other != name:
            rule = f"differs from {shown(other)} by case alone"
            yield Fault(where, rule, "Kameleoon takes these for two custom data: was it meant?", shown(name))
    exposures, defaults = project.exposures, Exposures()
    for key in exposures.__struct_fields__ if exposures.source == "built-in" else ():
        value = getattr(exposures, key)
        if key != "source" and value != getattr(defaults, key):
            rule = 'does nothing with exposures.source = "built-in": Kameleoon decides what is sent'
            yield Fault(f"exposures.{key}", rule, "leave it out", shown(value))


def _names(project: Project) -> Iterator[Fault]:
    names = [("identity.event", project.identity.event)]
    names += [(f"identity.properties[{at}]", name) for at, name in enumerate(project.identity.properties)]
    names += [("exposures.experiment_event", project.exposures.experiment_event)]
    names += [("exposures.personalization_event", project.exposures.personalization_event)]
    names += [(f"traits[{at}].trait", trait.trait) for at, trait in enumerate(project.traits)]
    for where, name in (*names, *_custom_data(project)):
        if name != name.strip():
            yield Fault(
                where, "must not begin or end with a blank", f"write {shown(name.strip())}", shown(name)
            )


def _global_name(name: str) -> Iterator[Fault]:
    if name in _TAKEN:
        yield Fault(
            "segment.global",
            "is the name of something else on window",
            'usually it is "analytics"',
            shown(name),
        )


def _duplicates(project: Project) -> Iterator[Fault]:
    custom_data = list(_custom_data(project))
    yield from _repeated(custom_data, "each custom data can hold only one thing")
    yield from _repeated(
        ((f"traits[{at}].trait", trait.trait) for at, trait in enumerate(project.traits)),
        "leave one of them out",
    )
    yield from _repeated(
        ((f"identity.properties[{at}]", name) for at, name in enumerate(project.identity.properties)),
        "leave one of them out",
    )
    if len(custom_data) > MOST_CUSTOM_DATA:
        rule = f"makes {len(custom_data)} custom data, Kameleoon has at most {MOST_CUSTOM_DATA}"
        yield Fault("traits", rule, "leave some traits out")


def _keys_in(table: object) -> Iterator[str]:
    """Give the keys of a table and of what is in it."""
    inner = list(table.values()) if isinstance(table, dict) else table if isinstance(table, list) else ()
    if isinstance(table, dict):
        yield from table
    for value in inner:
        yield from _keys_in(value)


def _identity(project: Project) -> Iterator[Fault]:
    identity, exposures = project.identity, project.exposures
    if identity.mode == "track" and not identity.properties:
        yield Fault(
            "identity.properties",
            "must not be empty in mode track: nothing would carry the visitor code",
            'write ["k_visitorCode", "kameleoonVisitorCode"]',
            "[]",
        )
    if exposures.ours and exposures.visitor_code and not identity.properties:
        rule = "needs a name for the visitor code in identity.properties"
        yield Fault("exposures.visitor_code", rule, "name one, or turn it off", "true")
    for at, name in enumerate(identity.properties):
        if name == "__proto__":
            rule = (
                "names no property: JavaScript would take the visitor code for a prototype, and leave it out"
            )
            yield Fault(f"identity.properties[{at}]", rule, "choose another name", shown(name))
        if exposures.visitor_code and name in _OWN_PROPERTIES:
            rule = "is a property of the exposure events already"
            yield Fault(f"identity.properties[{at}]", rule, "choose another name", shown(name))
    if "__proto__" in _keys_in(exposures.integrations):
        rule = "names no destination: JavaScript would take what it says for a prototype, and leave it out"
        yield Fault("exposures.integrations", rule, "choose another name", shown("__proto__"))
    if identity.mode == "track" and exposures.ours:
        for key in ("experiment_event", "personalization_event"):
            if getattr(exposures, key) == identity.event:
                rule = "must differ from identity.event: Kameleoon would take exposures for identities"
                yield Fault(f"exposures.{key}", rule, "choose another name", shown(identity.event))


def _personas(personas: Personas) -> Iterator[Fault]:
    yield from _repeated(
        ((f"personas.values[{at}]", name) for at, name in enumerate(personas.values)), "leave one out"
    )
    url = personas.values_url
    if url is None:
        return
    if personas.values:
        yield Fault(
            "personas.values_url",
            "cannot go together with personas.values",
            "leave one of them out",
            shown(url),
        )
    if not _is_address(url):
        rule = "must be an https address, in which {sitecode} may stand"
        yield Fault(
            "personas.values_url", rule, "for example https://example.com/audiences/{sitecode}", shown(url)
        )


def _server_side(project: Project) -> Iterator[Fault]:
    sdks, indexes = project.server_side.sdks, project.server_side.indexes
    yield from _repeated(((f"server_side.sdks[{at}]", sdk) for at, sdk in enumerate(sdks)), "leave one out")
    known = [name for _, name in _custom_data(project)]
    of_index: dict[int, str] = {}
    for name, index in indexes.items():
        where = f"server_side.indexes.{json.dumps(name)}"
        if name not in known:
            remedy = nearest(name, known) if known else "turn on the personas or the group, or add [[traits]]"
            yield Fault(where, "is not a custom data of this project", remedy, str(index))
        if of_index.setdefault(index, name) != name:
            rule = f"is the index of {shown(of_index[index])} already"
            yield Fault(where, rule, "look at the column INDEX in Kameleoon", str(index))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url.replace("{sitecode}", "sitecode"))
        host = parts.hostname or ""
    except ValueError:
        return False
    local = host == "localhost" or host.endswith(".localhost")
    return (
        bool(host)
        and (parts.scheme == "https" or (local and parts.scheme == "http"))
        and not re.search(r"[\s{}]", parts.geturl())
    )


def _custom_data(project: Project) -> Iterator[tuple[str, str]]:
    if project.personas:
        yield "personas.custom_data", project.personas.custom_data
    for at, trait in enumerate(project.traits):
        yield f"traits[{at}].custom_data", trait.custom_data
    if project.group:
        yield "group.custom_data", project.group.custom_data


def _paths(project: Project) -> Iterator[tuple[str, str]]:
    if project.personas and project.personas.path:
        yield "personas.path", project.personas.path
    for at, trait in enumerate(project.traits):
        if trait.path:
            yield f"traits[{at}].path", trait.path
    if project.group and project.group.path:
        yield "group.path", project.group.path


def _repeated(named: Iterable[tuple[str, str]], remedy: str) -> Iterator[Fault]:
    pairs = list(named)
    counts = Counter(name for _, name in pairs)
    first = {name: where for where, name in reversed(pairs)}
    for where, name in pairs:
        if counts[name] > 1 and where != first[name]:
            yield Fault(where, f"stands at {first[name]} already", remedy, shown(name))
