"""The product of what decides how a journey goes, and a part of it in which each pair of values occurs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from kamseg.generator.project import Consent, Exposures, Group, Identity, Personas, Project, Trait
from kamseg.harness.journeys.fitting import hindrance
from kamseg.harness.journeys.journey import journeys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kamseg.harness.journeys.journey import Journey

LOOKUPS = ("visitor-code", "segment-user-id", "segment-anonymous-id", "segment-user-or-anonymous-id")
MODES = ("track", "identify", "none")
CONSENTS = ("any", "both", "experiment", "personalization", "none")
SOURCES = ("activation-events", "custom-integration", "built-in", "off")
PERIODS = ("page", "visit")
_LOOKED_AT = 60  # rows that are compared for a pair: more find hardly a better one

Row = tuple[Any, ...]


def project_of(lookup: str, mode: str, consent: str, source: str, period: str) -> Project:
    settings: dict[str, Any] = {"lookup": lookup, "mode": mode}
    exposures: dict[str, Any] = {"source": source, "once_per": period, "properties": "both"}
    return Project(
        sitecode="a1b2c3d4e5",
        identity=Identity(**settings),
        exposures=Exposures(**exposures),
        personas=Personas(values=("Big spenders", "Newcomers")),
        traits=(
            Trait(trait="plan", custom_data="Subscribed Plan"),
            Trait(trait="lifetime_value", custom_data="Lifetime value", type="number"),
            Trait(trait="newsletter", custom_data="Newsletter", type="boolean"),
        ),
        group=Group(),
        consent=Consent(require=consent),  # type: ignore[arg-type] # one of CONSENTS
    )


def projects() -> Iterator[tuple[Row, Project]]:
    for row in itertools.product(LOOKUPS, MODES, CONSENTS, SOURCES, PERIODS):
        yield row, project_of(*row)


def journey_called(name: str) -> Journey:
    return next(journey for journey in journeys() if journey.name == name)


def playable() -> list[tuple[Journey, Row]]:
    """Every journey with every configuration that can have it."""
    shipped = journeys()
    return [
        (journey, row)
        for row, project in projects()
        for journey in shipped
        if not hindrance(journey, project)
    ]


def pairwise(rows: Iterable[tuple[Journey, Row]]) -> list[tuple[Journey, Row]]:
    """Choose so that each two values that ever occur together do so in one of the chosen."""
    by_pair: dict[Any, list[tuple[Journey, Row]]] = {}
    for row in rows:
        for pair in pairs_of(row):
            by_pair.setdefault(pair, []).append(row)
    left, chosen = set(by_pair), []
    for pair, found in by_pair.items():
        if pair in left:
            step = max(1, len(found) // _LOOKED_AT)
            best = max(found[::step], key=lambda row: len(left.intersection(pairs_of(row))))
            left.difference_update(pairs_of(best))
            chosen.append(best)
    return chosen


def pairs_of(row: tuple[Journey, Row]) -> list[Any]:
    """The pairs of values; which consent is waited for matters to a journey only where the shop asks for it."""
    journey, (lookup, mode, consent, source, period) = row
    told = consent if journey.consent == "required" else None
    both = (journey.name, lookup, mode, told, source, period), (None, lookup, mode, consent, source, period)
    return [pair for values in both for pair in itertools.combinations(enumerate(values), 2)]
