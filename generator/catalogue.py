"""Which snippets a project needs, in the order in which they are pasted, and where each of them goes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

import msgspec

from .project import Group, Personas, Trait

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .project import Project

Kind = Literal["audiences", "trait", "group"]

PREFIXES: dict[Kind, str] = {"audiences": "COHORTS_", "trait": "IDENTIFY_", "group": "IDENTIFY_"}
"""Where Kameleoon's Data API keeps what Segment has sent (CONTRACT 1, rows 5 to 8)."""

INTEGRATIONS = "Admin \u203a Integrations"
CUSTOM_DATA = "Configure \u203a Custom data"
"""Pages of Kameleoon's app, as the guide writes them."""


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of JavaScript for one field of Kameleoon's app.

    Attributes:
        id: Its name in `kamseg show` and, with `.js`, its file.
        title: What it is, in a few words.
        place: The field of Kameleoon's app that it is pasted into. Later builds know it again by that.
        template: Its template below `templates/snippets/`.
        shares_field: Whether that field can hold other code as well.
        optional: Whether the integration works without it.
        kind: What a custom data holds.
        datum: The part of the project that a custom data was made from.
    """

    id: str
    title: str
    place: str
    template: str
    shares_field: bool = False
    optional: bool = False
    kind: Kind | None = None
    datum: Personas | Trait | Group | None = None

    @property
    def file(self) -> str:
        """The readable file, below the project's folder."""
        return f"{self.id}.js"

    @property
    def minified_file(self) -> str:
        """Its minified twin."""
        return f"{self.id}.min.js"

    @property
    def prefix(self) -> str:
        """The start of the Data API's key that this custom data is read from."""
        return PREFIXES[self.kind] if self.kind else ""

    @property
    def type(self) -> str:
        """The type to choose for this custom data in Kameleoon."""
        return "List" if self.kind == "audiences" else "Unique"

    @property
    def scope(self) -> str:
        """The scope to choose for it: what Segment no longer has does not outlive the visit."""
        return "Visit"

    @property
    def settings(self) -> dict[str, str]:
        """All that is to be chosen for it, as Kameleoon's form has it; nothing for what is no custom data."""
        return {"Type": self.type, "Format": self.format, "Scope": self.scope} if self.kind else {}

    @property
    def setup(self) -> str:
        """What there is to do beside pasting it for the first time and choosing its settings."""
        if self.id != "exposure-integration":
            return ""
        return f"Create it under {INTEGRATIONS} and tick it as reporting tool of your campaigns."

    def removal(self, mark: str) -> str:
        """Say how it is taken out of Kameleoon again, where the file with this mark is pasted."""
        if self.shares_field:
            our_part = f"from the comment with the mark {mark} to its end, }})(); or, minified, }})()"
            return f"Take our part out: {our_part}. Leave what is not ours."
        if self.kind and self.datum:
            name = repr(self.datum.custom_data)
            return (
                f"End or change the campaigns and segments that ask for {name}: what Kameleoon does with a"
                f" condition whose custom data is gone is not known. Then delete {name} under {CUSTOM_DATA}."
            )
        if self.datum:
            return "Empty this field."
        return f"Take it out of the reporting tools of your campaigns, then delete it under {INTEGRATIONS}."

    @property
    def format(self) -> str:
        """The format to choose for this custom data in Kameleoon."""
        return self.datum.type.capitalize() if isinstance(self.datum, Trait) else "String"

    @property
    def keys(self) -> list[str]:
        """The configured path to the value; a single dot, the top, is no key at all."""
        path = self.datum.path if self.datum else None
        return [] if path in (None, ".") else path.split(".")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is chosen in Kameleoon's app, where nothing is pasted.

    Attributes:
        place: Where. Later builds know it again by that.
        setup: What to choose there.
        removal: How it is taken back.
    """

    place: str
    setup: str = ""
    removal: str


def choices_of(project: Project) -> tuple[Choice, ...]:
    """List what a project needs of Kameleoon's own: each before what is built upon it."""
    if project.exposures.source != "built-in":
        return ()
    return (
        Choice(
            place=f"Kameleoon, {INTEGRATIONS}",
            setup=f"Install the tool Segment, select this project ({project.sitecode}) and validate.",
            removal="Remove the tool Segment, unless another project needs it.",
        ),
        Choice(
            place="Kameleoon, the Integrations tab of each campaign's finalization panel",
            setup="In each campaign select Segment as reporting tool:"
            " a campaign without it is not reported, and nothing says so.",
            removal="Take Segment out of the reporting tools of each campaign:"
            " where something else sends exposures, each arrives twice.",
        ),
    )


def snippets_of(project: Project) -> tuple[Snippet, ...]:
    """List the snippets that a project needs, in the order in which they are pasted."""
    return (*_scripts(project), *_custom_data(project))


def prefixes_of(project: Project) -> tuple[str, ...]:
    """List the Data API keys, without the id, that one page of this project reads."""
    kinds = (kind for kind, _ in _data(project))
    return tuple(dict.fromkeys(PREFIXES[kind] for kind in kinds))


def _scripts(project: Project) -> Iterator[Snippet]:
    links = project.identity.mode != "none"
    listens = project.exposures.source == "activation-events"
    parts = ["identity link"] * links + ["exposure events"] * listens
    if parts:
        yield Snippet(
            id="global-script",
            title=f"Kameleoon and Segment: {' and '.join(parts)}",
            place="Kameleoon, the project's Global custom script",
            template="global-script.js.jinja",
            shares_field=True,
        )
    if project.exposures.ours:
        yield Snippet(
            id="exposure-integration",
            title="Kameleoon and Segment: exposure events as a custom analytics integration",
            place="Kameleoon, a custom analytics integration",
            template="exposure-integration.js.jinja",
            optional=listens,
        )


def _custom_data(project: Project) -> Iterator[Snippet]:
    data = tuple(_data(project))
    slugs = _slugs(datum.custom_data for _, datum in data)
    for slug, (kind, datum) in zip(slugs, data, strict=True):
        place = f"Kameleoon, custom data {datum.custom_data!r}"
        yield Snippet(
            id=f"custom-data/{slug}",
            title=f"Kameleoon custom data from Segment's {_source(datum)}",
            place=f"{place}, Custom JavaScript code",
            template="custom-data.js.jinja",
            kind=kind,
            datum=datum,
        )
        if isinstance(datum, Personas) and (datum.values or datum.values_url):
            yield Snippet(
                id=f"custom-data/{slug}.values",
                title="The names of Segment's audiences for Kameleoon's segment builder",
                place=f"{place}, Save the values for the targeting condition",
                template="persona-values.js.jinja",
                optional=True,
                datum=datum,
            )


def _data(project: Project) -> Iterator[tuple[Kind, Personas | Trait | Group]]:
    if project.personas:
        yield "audiences", project.personas
    for trait in project.traits:
        yield "trait", trait
    if project.group:
        yield "group", project.group


def _source(datum: Personas | Trait | Group) -> str:
    if isinstance(datum, Trait):
        return f"trait {datum.trait!r}"
    return "audiences" if isinstance(datum, Personas) else "group id"


def _slugs(names: Iterable[str]) -> list[str]:
    """Make file names that differ, of the letters and digits in the names."""
    slugs: list[str] = []
    for name in names:
        ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:60] or "custom-data"
        slug, number = base, 1
        while slug in slugs:
            number += 1
            slug = f"{base}-{number}"
        slugs.append(slug)
    return slugs
