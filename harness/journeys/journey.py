"""What a journey is, and reading one from TOML. What it becomes for a project is in `fitting.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from ...generator.errors import KamsegError
from ..emulator.troubles import TROUBLES
from ..evidence.kinds import check_kind
from .needs import NEEDS

FOLDER = Path(__file__).parent / "files"

_SAID_ABOUT_ACTIONS = ("where", "when", "each")


class JourneyError(KamsegError):
    """A journey that cannot be read, or does not fit the project."""


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that is done, or one thing that must hold. Exactly one of these is given.

    Those from `known` to `trouble` need the emulator and its shop, the others any site.

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
        consent: answers the question for legal consent: `give` or `refuse`, for all or, with a name behind
            it, for one (`give experiment`, `give personalization`); or what to press, a CSS selector.
        known: becomes somebody whose data the project can read, by what that takes: is linked, logs in.
            A `visitor` logs in where nothing else will do, a `user` wherever the project has users.
        login: logs in under this user id.
        logout: logs out.
        plan: chooses a plan, which becomes a trait.
        traits: the shop tells Segment these traits of whoever is there.
        company: joins a company, which becomes the group.
        enter: Segment lets the visitor enter this audience.
        leave: Segment lets the visitor leave this audience.
        later: minutes until the visitor does the next thing; 30 idle minutes end a visit. `next visit`: as
            many as the project's visits take to end.
        newcomer: goes on as somebody who has never been here.
        trouble: makes something go wrong, one of `TROUBLES`; `none` ends it.
        see: a kind of journal entry that must come, since the last thing that was done.
        once: a kind of journal entry that must be there exactly once, since the journey began.
        never: a kind of journal entry that must not be there, since the journey began.
        where: what the data of that entry contain.
        when: one of `NEEDS`: where the project lacks it, the step is left out.
        each: `trait`: the step is taken for each trait of the project, `{trait}` being its custom data and
            `{value}` its value.
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
    known: Literal["visitor", "user"] | None = None
    login: str | None = None
    logout: bool | None = None
    plan: str | None = None
    traits: dict[str, Any] | str | None = None
    company: str | None = None
    enter: str | None = None
    leave: str | None = None
    later: float | Literal["next visit"] | None = None
    newcomer: bool | None = None
    trouble: str | None = None
    see: str | None = None
    once: str | None = None
    never: str | None = None
    where: dict[str, Any] | str = {}
    when: str = ""
    each: Literal["", "trait"] = ""

    def __post_init__(self) -> None:
        given = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a step is one of {', '.join(ACTIONS)}, not {' and '.join(given) or 'nothing'}")
        if self.trouble not in {None, "none", *TROUBLES}:
            raise ValueError(f"no such trouble: {self.trouble}; there are none, {', '.join(TROUBLES)}")
        _check_need(self.when or "data")
        if self.action in EXPECTATIONS:
            check_kind(self.value)
        elif self.where:
            raise ValueError(f"`where` goes with {', '.join(f'`{one}`' for one in EXPECTATIONS)}")

    @property
    def action(self) -> str:
        """Which of the attributes is given."""
        return next(name for name in ACTIONS if getattr(self, name) is not None)

    @property
    def value(self) -> Any:
        """What it is given."""
        return getattr(self, self.action)

    def __str__(self) -> str:
        where = {"": self.where} if isinstance(self.where, str) else self.where
        details = " ".join(f"{name}={value}" for name, value in where.items())
        return f"{self.action} {self.value} {details}".rstrip()


def _check_need(name: str) -> None:
    if name not in NEEDS:
        raise ValueError(f"a project cannot have {name!r}; there are {', '.join(NEEDS)}")


EXPECTATIONS = ("see", "once", "never")
"""What does nothing, but holds or fails."""
EMULATED = frozenset(
    {"known", "traits", "login", "logout", "plan", "company", "enter", "leave", "newcomer", "trouble"}
)
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
        needs: what a project must have for it, of `NEEDS`.
    """

    title: str
    about: str
    steps: tuple[Step, ...]
    name: str = ""
    consent: Literal["not-required", "required"] = "not-required"
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.needs:
            _check_need(name)
        if not self.steps:
            raise ValueError("a journey without steps would prove nothing, and pass")


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
