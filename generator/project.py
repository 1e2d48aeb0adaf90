"""The description of one Kameleoon project: frozen, typed, with its defaults and descriptions.

The descriptions below are the one source for `kamseg init`, `kamseg schema` and the documentation.
What a value may be is in the types; what fits together is in `rules.py`. The annotations are no texts
(`from __future__ import annotations`): msgspec would evaluate each of them, twice, whenever kamseg starts.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

__all__ = [
    "Consent",
    "Exposures",
    "Group",
    "Identity",
    "Personas",
    "Project",
    "RemoteData",
    "Segment",
    "Trait",
]

SITECODE_LENGTH = 10
"""CONTRACT 2.1: exactly ten characters in every sitecode seen; Segment refuses any other length."""

BUILT_IN_EVENTS = ("Experiment viewed", "Personalization viewed")
"""What Kameleoon's own integration with Segment calls its events (CONTRACT 2.8); the second is inferred."""

Sitecode = Annotated[
    str,
    Meta(
        pattern=rf"^[a-z0-9]{{{SITECODE_LENGTH}}}$",
        extra={
            "rule": "must be exactly ten lower-case letters and digits",
            "remedy": "copy it from the project's card in Kameleoon",
        },
    ),
]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Path = Annotated[str, Meta(min_length=1, max_length=500)]
GlobalName = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z_$][A-Za-z0-9_$]*$",
        max_length=100,
        extra={"rule": "must be the name of a JavaScript variable", "remedy": 'usually it is "analytics"'},
    ),
]
TraitType = Literal["string", "number", "boolean"]
Sdk = Literal["javascript", "react", "nodejs", "python", "go", "php", "java", "csharp", "swift", "flutter"]
Lookup = Literal["visitor-code", "segment-user-id", "segment-anonymous-id", "segment-user-or-anonymous-id"]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of `kamseg.toml`."""


class Segment(Section, frozen=True):
    """Segment's analytics.js on your pages."""

    global_name: Annotated[
        GlobalName, Meta(description="The name of analytics.js on window (its globalAnalyticsKey).")
    ] = msgspec.field(default="analytics", name="global")


class Identity(Section, frozen=True):
    """How a Kameleoon visitor and a Segment user become one."""

    mode: Annotated[
        Literal["track", "identify", "none"],
        Meta(
            description="track: one event per visit carries the visitor code. identify: the visitor code"
            " becomes"
            " Segment's user id. none: your site links them itself."
        ),
    ] = "track"
    event: Annotated[Name, Meta(description="The name of that event. Kameleoon expects this one.")] = (
        "Kameleoon identifier"
    )
    properties: Annotated[
        tuple[Name, ...],
        Meta(
            max_length=5,
            description="The properties that carry the visitor code: Segment's classic destination reads"
            " k_visitorCode, the Actions destination kameleoonVisitorCode.",
        ),
    ] = ("k_visitorCode", "kameleoonVisitorCode")
    session_minutes: Annotated[
        int, Meta(ge=1, le=1440, description="A visit ends after so many minutes without a page.")
    ] = 30
    lookup: Annotated[
        Lookup,
        Meta(
            description="Whose data is read back: the id behind COHORTS_ and IDENTIFY_ in Kameleoon's"
            " Data API."
            " visitor-code, or, where your site gives both systems the same id, segment-user-id,"
            " segment-anonymous-id or segment-user-or-anonymous-id."
        ),
    ] = "visitor-code"


class Exposures(Section, frozen=True):
    """Who saw which variation, sent to Segment."""

    source: Annotated[
        Literal["activation-events", "custom-integration", "built-in", "off"],
        Meta(
            description="activation-events: a listener in the global script. custom-integration: only"
            " through a"
            " custom analytics integration. built-in: Kameleoon's own integration with Segment sends them,"
            " and nothing of"
            " ours. off: not sent."
        ),
    ] = "activation-events"
    experiment_event: Annotated[Name, Meta(description="The event for an experiment.")] = "Experiment Viewed"
    personalization_event: Annotated[Name, Meta(description="The event for a personalization.")] = (
        "Personalization Viewed"
    )
    properties: Annotated[
        Literal["kameleoon", "segment", "both"],
        Meta(
            description="kameleoon: experimentID, experimentName … as Kameleoon's own script. segment:"
            " experiment_id,"
            " experiment_name … as text, as Segment's spec has it. both: all of them."
        ),
    ] = "kameleoon"
    visitor_code: Annotated[bool, Meta(description="Add the visitor code to each of these events.")] = True
    once_per: Annotated[
        Literal["page", "visit"],
        Meta(
            description="The same exposure is sent once per page or once per visit. A page is a path: what"
            " only changes behind ? or # in the address is none. A visit is a visit of a user: whoever logs"
            " in on the same device counts, too."
        ),
    ] = "page"
    identify: Annotated[
        Literal["off", "latest", "per-campaign"],
        Meta(
            description="Also keep exposures as traits of the user. off: no. latest: one trait,"
            " overwritten, as"
            " Kameleoon's own script does. per-campaign: a trait per campaign."
        ),
    ] = "off"
    integrations: Annotated[
        dict[Name, bool | dict[str, Any]],
        Meta(
            description="Which destinations hear of exposures, as Segment's option of this name has it: for"
            ' example {"All" = false, "Amplitude" = true}. The identifier reaches all of them. Empty: all.',
        ),
    ] = msgspec.field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Whether one of our snippets sends them."""
        return self.source in ("activation-events", "custom-integration")

    @property
    def events(self) -> tuple[str, str]:
        """The names of the events for an experiment and for a personalization, whoever sends them."""
        return (self.experiment_event, self.personalization_event) if self.ours else BUILT_IN_EVENTS


class Personas(Section, frozen=True):
    """Segment's audiences as a custom data of type list."""

    custom_data: Annotated[Name, Meta(description="The name of the custom data in Kameleoon, exactly.")] = (
        "SegmentIO personas"
    )
    values: Annotated[
        tuple[Name, ...],
        Meta(
            max_length=1000,
            description="The names of your audiences, offered in Kameleoon's segment builder.",
        ),
    ] = ()
    values_url: Annotated[
        Annotated[str, Meta(max_length=2000)] | None,
        Meta(
            description="Instead of values: an https address that answers a JSON array of the names."
            " {sitecode} is"
            " replaced. Kameleoon's own address is not public.",
            examples=["https://example.com/audiences/{sitecode}"],
        ),
    ] = None
    path: Annotated[
        Path | None,
        Meta(
            description="Where the audiences lie in the stored data: keys with dots between them, or a"
            " single dot for"
            " the top. Without it every plausible place is tried.",
            examples=["audiences"],
        ),
    ] = None


class Trait(Section, frozen=True):
    """One Segment trait as a custom data of its own."""

    trait: Annotated[Name, Meta(description="The name of the trait in Segment.", examples=["plan"])]
    custom_data: Annotated[
        Name,
        Meta(description="The name of the custom data in Kameleoon, exactly.", examples=["Subscribed Plan"]),
    ]
    type: Annotated[
        TraitType, Meta(description="The format of the custom data: string, number or boolean.")
    ] = "string"
    path: Annotated[
        Path | None,
        Meta(
            description="Where the trait lies in the stored data: keys with dots between them.",
            examples=["traits.plan"],
        ),
    ] = None


class Group(Section, frozen=True):
    """Segment's group id (company, account) as a custom data."""

    custom_data: Annotated[Name, Meta(description="The name of the custom data in Kameleoon, exactly.")] = (
        "Group ID"
    )
    path: Annotated[
        Path | None,
        Meta(
            description="Where the group id lies in the stored data: keys with dots between them.",
            examples=["traits.groupId"],
        ),
    ] = None


class RemoteData(Section, frozen=True):
    """How Segment's data is read back from Kameleoon's Data API."""

    cache_seconds: Annotated[
        int,
        Meta(ge=0, le=86400, description="Later pages answer at once from data not older than this. 0: off."),
    ] = 300
    give_up_seconds: Annotated[
        int,
        Meta(
            ge=1,
            le=3600,
            description="Stop waiting for Segment's id after this; an answer that comes later only serves"
            " the next"
            " page.",
        ),
    ] = 10


class Consent(Section, frozen=True):
    """When the visitor allows it."""

    require: Annotated[
        Literal["any", "both", "experiment", "personalization", "none"],
        Meta(
            description="Which of Kameleoon's legal consents must be given before anything is sent or"
            " read: any, both,"
            " experiment, personalization, or none where your site takes care itself. A Kameleoon project"
            " that"
            " needs no consent counts as consent to all."
        ),
    ] = "any"


class ServerSide(Section, frozen=True):
    """Segment's data in back ends, apps and feature flags, through Kameleoon's SDKs."""

    sdks: Annotated[
        tuple[Sdk, ...],
        Meta(
            max_length=10,
            description="For which of Kameleoon's SDKs a file is written that hands them Segment's data:"
            " javascript, react, nodejs, python, go, php, java, csharp, swift, flutter.",
        ),
    ] = ("javascript", "nodejs", "python")
    indexes: Annotated[
        dict[Name, Annotated[int, Meta(ge=0, le=100_000)]],
        Meta(
            description="The index of a custom data, from the column INDEX in Kameleoon, by its name: for"
            ' example {"SegmentIO personas" = 3}. SDKs since September 2025 find it by its name alone;'
            " older ones, Java and Swift need it.",
        ),
    ] = msgspec.field(default_factory=dict)


class Project(Section, frozen=True):
    """One Kameleoon project and how it is connected with Segment."""

    sitecode: Annotated[
        Sitecode, Meta(description="Kameleoon's name of the project: ten lower-case letters and digits.")
    ]
    label: Annotated[
        str, Meta(max_length=200, description="A name for people; it only appears in the install guide.")
    ] = ""
    debug: Annotated[bool, Meta(description="Tell in the browser's console what the snippets do.")] = False
    segment: Segment = Segment()
    identity: Identity = Identity()
    exposures: Exposures = Exposures()
    personas: Personas | None = None
    traits: Annotated[tuple[Trait, ...], Meta(max_length=255)] = ()
    group: Group | None = None
    remote_data: RemoteData = RemoteData()
    consent: Consent = Consent()
    server_side: ServerSide = ServerSide()

    @property
    def data(self) -> tuple[Personas | Trait | Group, ...]:
        """What is read back from Segment, each a custom data."""
        return tuple(datum for datum in (self.personas, *self.traits, self.group) if datum)
