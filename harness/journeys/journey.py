"""What a journey is, and reading one from TOML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ...generator.errors import KamsegError
from ..emulator.site.demo import PLAN, persona, plan_trait
from ..emulator.troubles import TROUBLES
from ..evidence.kinds import check_kind

if TYPE_CHECKING:
    from ...generator.project import Project

FOLDER = Path(__file__).parent / "files"

_SAID_ABOUT_ACTIONS = ("where",)


class JourneyError(KamsegError):
    """A journey that cannot be read, or does not fit the project."""


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that is done, or one thing that must hold. Exactly one of these is given.

    Those from `login` to `trouble` need the emulator and its shop, the others any site.

    Attributes:
        open: loads a page of the site, by its path or its whole address.
        go: follows the link with this address; on single-page sites that loads nothing.
        follow: follows the first link that leads to another page of the site.
        reload: loads the page again.
        tab: opens the page once more, in another tab.
        click: presses what this CSS selector finds.
        fill: writes into fields: CSS selectors and texts.
        press: a key, as `KeyboardEvent.key` has it, where the focus is.
        wait: until a CSS selector finds something that can be seen.
        run: JavaScript, the body of an async function in the page.
        consent: answers the question for legal consent: `give`, `refuse`, or what to press, a CSS selector.
        login: logs in under this user id.
        logout: logs out.
        plan: chooses a plan, which becomes a trait.
        company: joins a company, which becomes the group.
        enter: Segment lets the visitor enter this audience.
        leave: Segment lets the visitor leave this audience.
        later: minutes until the visitor does the next thing; 30 idle minutes end a visit.
        newcomer: goes on as somebody who has never been here.
        trouble: makes something go wrong, one of `TROUBLES`; `none` ends it.
        see: a kind of journal entry that must come, since the last thing that was done.
        never: a kind of journal entry that must not be there, since the journey began.
        where: what the data of that entry contain.
    """

    open: str | None = None
    go: str | None = None
    follow: Literal[True] | None = None
    reload: Literal[True] | None = None
    tab: Literal[True] | None = None
    click: str | None = None
    fill: dict[str, str] | None = None
    press: str | None = None
    wait: str | None = None
    run: str | None = None
    consent: str | None = None
    login: str | None = None
    logout: bool | None = None
    plan: str | None = None
    company: str | None = None
    enter: str | None = None
    leave: str | None = None
    later: float | None = None
    newcomer: bool | None = None
    trouble: str | None = None
    see: str | None = None
    never: str | None = None
    where: dict[str, Any] = {}

    def __post_init__(self) -> None:
        given = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a step is one of {', '.join(ACTIONS)}, not {' and '.join(given) or 'nothing'}")
        if self.trouble not in {None, "none", *TROUBLES}:
            raise ValueError(f"no such trouble: {self.trouble}; there are none, {', '.join(TROUBLES)}")
        for kind in filter(None, (self.see, self.never)):
            check_kind(kind)
        if self.where and not (self.see or self.never):
            raise ValueError("`where` goes with `see` and `never`")

    @property
    def action(self) -> str:
        """Which of the attributes is given."""
        return next(name for name in ACTIONS if getattr(self, name) is not None)

    @property
    def value(self) -> Any:
        """What it is given."""
        return getattr(self, self.action)

    def __str__(self) -> str:
        details = " ".join(f"{name}={value}" for name, value in self.where.items())
        return f"{self.action} {self.value} {details}".rstrip()


EMULATED = frozenset({"login", "logout", "plan", "company", "enter", "leave", "newcomer", "trouble"})
"""What can only be done where the emulator plays both systems, and the shop is its own."""
ACTIONS = tuple(name for name in Step.__struct_fields__ if name not in _SAID_ABOUT_ACTIONS)


class Journey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A journey.

    Attributes:
        title: for people.
        about: why it is worth taking, in a sentence.
        steps: in their order.
        name: of its file.
        consent: whether the shop asks for legal consent.
    """

    title: str
    about: str
    steps: tuple[Step, ...]
    name: str = ""
    consent: Literal["not-required", "required"] = "not-required"


def journeys(folder: Path = FOLDER) -> list[Journey]:
    """Read all journeys of a folder, by the names of the files.

    Raises:
        JourneyError: one cannot be read.
    """
    return [read_journey(file) for file in sorted(folder.glob("*.toml"))]


def read_journey(file: Path) -> Journey:
    """Read one journey.

    Raises:
        JourneyError: it cannot be read; says where and why.
    """
    try:
        journey = msgspec.toml.decode(file.read_text(encoding="utf-8-sig"), type=Journey)
    except (OSError, msgspec.DecodeError, ValueError, RecursionError) as error:
        raise JourneyError(f"{file}: is not a journey: {error}; harness/README.md tells its keys") from error
    return msgspec.structs.replace(journey, name=file.stem)


def fitted(journey: Journey, project: Project) -> Journey:
    """Put the project's own names where a journey says `{persona}`, `{plan}` and so on.

    Raises:
        JourneyError: the project lacks what the journey is about.
    """
    names = _names_of(project)
    try:
        steps = [_filled(msgspec.to_builtins(step), names) for step in journey.steps]
    except KeyError as error:
        raise JourneyError(
            f"{journey.name}: needs {_MEANINGS[error.args[0]]}; this project has none"
        ) from None
    return msgspec.structs.replace(journey, steps=msgspec.convert(steps, tuple[Step, ...]))


_MEANINGS = {
    "identifier": 'an event that links identities (identity.mode = "track")',
    "persona": "personas",
    "personas": "personas",
    "plan": "a trait that is text",
    "trait": "a trait that is text",
    "gold": "a trait that is text",
    "group": "a group",
    "experiment event": "exposure events",
    "personalization event": "exposure events",
}


def _names_of(project: Project) -> dict[str, str]:
    names = {}
    if project.identity.mode == "track":
        names["identifier"] = project.identity.event
    if project.personas:
        names |= {"persona": persona(project), "personas": project.personas.custom_data}
    trait = plan_trait(project)
    if trait:
        names |= {"plan": trait.custom_data, "trait": trait.trait, "gold": PLAN}
    if project.group:
        names["group"] = project.group.custom_data
    if project.exposures.source != "off":
        names["experiment event"] = project.exposures.experiment_event
        names["personalization event"] = project.exposures.personalization_event
    return names


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {_filled(key, names): _filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return names[value[1:-1]]
    return value
