"""The preview itself: a project on the emulator, with settings that change while it runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ..emulator.site.pages import Site
from ..journeys.failure import StepFailedError
from ..journeys.fitting import fitted
from ..journeys.journey import JourneyError, journeys
from ..journeys.player import Player
from ..journeys.servers import ServerSide
from .actor import PageActor
from .bell import Bell
from .settings import Change, Settings, consent_of
from .stage import Stage
from .visitors import Visitors
from .workshop import WorkshopError, make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ...generator.project import Project
    from ..emulator.emulator import Emulator
    from ..emulator.site.decision import Server
    from ..evidence.entries import Entry
    from ..journeys.journey import Journey, Step
    from .own_call import OwnCall

# Before the scripts of the page: it sets the clock, makes trouble, and keeps room for the inspector.
_AGENT = '<link rel="stylesheet" href="/__kamseg/dock.css"><script src="/__kamseg/agent.js"></script>'


class BusyError(Exception):
    """Something else is being done in the page."""


class Play(msgspec.Struct):
    """How far a journey is played.

    Attributes:
        journey: its name.
        step: index of the step that is being taken.
        state: whether it goes on or how it ended.
        message: what was expected, what was there instead, and why that may be; a line for each.
        details: the entries of this run that show it, a line for each.
    """

    journey: str
    step: int = 0
    state: Literal["playing", "passed", "failed"] = "playing"
    message: str = ""
    details: str = ""


class Preview:
    """What the inspector shows and changes.

    Args:
        read: reads the configuration anew.
        emulator: runs already; it is set up here.
        engine_file: an engine of the user's own.
        server: decides feature flags; None: a stand-in.

    Raises:
        WorkshopError: the configuration or a template cannot be used; there is no earlier one.
    """

    def __init__(
        self,
        read: Callable[[], Project],
        emulator: Emulator,
        engine_file: Path | None = None,
        server: Server | None = None,
    ) -> None:
        self._read = read
        self.emulator = emulator
        self.own_engine = engine_file
        self.server = server
        self.bell = Bell()
        self.stage = Stage(self.bell, emulator.url())
        self.product = make(read)
        self.settings = self._first_settings()
        self.visitors = Visitors()
        self.build = 1
        self.problem = ""
        self.play: Play | None = None
        self._acting = threading.Lock()
        self._player = self._new_player()
        emulator.journal.listen(self._note)
        self._set_up()

    def renew(self) -> None:
        """Take what has been saved; what cannot be used is a problem to show, and the last good one stays."""
        try:
            before, self.product = self.product.project, make(self._read)
            if before.consent != self.product.project.consent:
                self.settings.consent = consent_of(self.product.project)
            self.problem = ""
            self._set_up()
            self.build += 1
            self.stage.reload()
        except WorkshopError as error:
            self.problem = str(error)
        self.bell.ring()

    def change(self, change: Change) -> None:
        """Change settings; the page is loaded again where it must be."""
        changes: dict[str, Any] = msgspec.structs.asdict(change)
        for name, value in changes.items():
            if value is not msgspec.UNSET:
                setattr(self.settings, name, value)
        self._set_up()
        if change.minified is not msgspec.UNSET or change.consent is not msgspec.UNSET:
            self.stage.reload()
        self.bell.ring()

    def use_engine(self, file: Path | None) -> None:
        """Serve another engine; None: the stub."""
        self.settings.engine_file = file
        self._set_up()
        self.stage.reload()
        self.bell.ring()

    def take(self, steps: tuple[Step, ...]) -> None:
        """Let the visitor do something.

        Raises:
            BusyError: something else is being done.
            AssertionError: it could not be done.
        """
        with _Turn(self._acting):
            for step in steps:
                self._remember_trouble(step)
                self._player.take(step)

    def send(self, call: OwnCall) -> str:
        """Send what a person has written; returns what there is to know about it, or nothing.

        Raises:
            MistakeError: it cannot be meant; nothing is sent.
            BusyError: something else is being done.
            AssertionError: it could not be sent.
        """
        with _Turn(self._acting):
            call.check()
            if call.sender == "browser":
                self._record("call", str(call))
                return self._actor().segment(call)
            ids = {"user_id": None, "anonymous_id": None} if call.names_user else self._actor().ids
            self._record("server", str(call))
            before = self.emulator.journal.next_seq
            ServerSide(self.emulator).send(call.event(**ids))
            return call.outcome(self.emulator.journal.since(before))

    def restart(self) -> None:
        """Begin anew, as after the start: nothing is recorded, stored, linked, broken or known.

        Raises:
            BusyError: something else is being done.
            AssertionError: the page could not be loaded anew.
        """
        with _Turn(self._acting):
            docked, self.play = self.settings.docked, None
            self.settings = self._first_settings()
            self.settings.docked = docked
            self._player = self._new_player()
            self._set_up()
            self._forget()
            if self.stage.page:
                self._actor().become_somebody_new()
                self._forget()  # also what the page that was left had still to say
                self.stage.load("/")

    def clear(self) -> None:
        """Forget what is recorded; what is stored and known stays."""
        self.emulator.journal.clear()
        self.bell.ring()

    def play_journey(self, name: str) -> None:
        """Play a journey as a visitor who has never been here, nor have the users that it logs in as.

        Raises:
            BusyError: something else is being done.
            JourneyError: there is no such journey, or it does not fit the project.
        """
        journey = self.journey(name)
        with _Turn(self._acting):
            self.play = Play(name)
            try:
                self._play(journey)
                self.play.state = "passed"
            except StepFailedError as error:
                self.play.state, self.play.message = "failed", error.summary
                self.play.details = "\n".join(error.details)
            except JourneyError as error:  # the configuration has been changed meanwhile
                self.play.state, self.play.message = "failed", str(error)
            except AssertionError as error:  # the visitor could not even begin
                self.play.state, self.play.message = "failed", f"{journey.title}: {error}"
            finally:
                self.bell.ring()

    def journey(self, name: str) -> Journey:
        """Return a journey, with the project's own names."""
        found = [journey for journey in journeys() if journey.name == name]
        if not found:
            raise JourneyError(f"no such journey: {name}")
        return fitted(found[0], self.product.project)

    def _play(self, journey: Journey) -> None:
        self.settings.consent = journey.consent
        self.settings.trouble = self.settings.page_script = ""
        self.emulator.faults.clear()
        self._set_up()
        self._actor().become_somebody_new()
        for user in dict.fromkeys(step.login for step in journey.steps if step.login):
            self.emulator.forget_user(user)  # data of a user outlive the browser
        self._player = self._new_player(self._on_step)
        for step in journey.steps:
            self._remember_trouble(step)
        self._player.play(journey)

    def _new_player(self, on_step: Callable[[int], None] = lambda _: None) -> Player:
        return Player(self.emulator, self._actor(), on_step)

    def _actor(self) -> PageActor:
        return PageActor(self.stage, self.settings, self.visitors)

    def _record(self, does: str, value: str) -> None:
        self.emulator.journal.append("visitor", does=does, value=value)

    def _first_settings(self) -> Settings:
        return Settings(engine_file=self.own_engine, consent=consent_of(self.product.project))

    def _forget(self) -> None:
        self.emulator.forget()
        self.visitors.forget()
        self.bell.ring()

    def _note(self, entry: Entry) -> None:
        self.visitors.note(entry)
        self.bell.ring()

    def _on_step(self, number: int) -> None:
        if self.play:
            self.play.step = number
        self.bell.ring()

    def _remember_trouble(self, step: Step) -> None:
        if step.trouble:
            self.settings.trouble = "" if step.trouble == "none" else step.trouble

    def _set_up(self) -> None:
        product = self.product
        name = product.project.segment.global_name
        site = Site(
            analytics_name=name, layout=product.shop, head=_AGENT, server=self.server, crossorigin=True
        )
        self.emulator.set_up(product.account(self.settings), site=site, engine_file=self.settings.engine_file)


class _Turn:
    """Only one thing is done in the page at a time."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            raise BusyError("something else is being done in the page just now")

    def __exit__(self, *_: object) -> None:
        self._lock.release()
