"""Plays the steps of a journey, whoever acts: Playwright in tests, the page of a person in the preview."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from ..emulator.troubles import TROUBLES
from ..evidence.frames import hidden
from ..evidence.journal import Journal
from ..evidence.parts import latest
from ..evidence.patterns import Pattern
from .failure import StepFailedError, Unmet, told
from .fitting import fitted
from .journey import EMULATED, EXPECTATIONS
from .rest import come_to_rest
from .servers import ServerSide

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..emulator.emulator import Emulator
    from .journey import Journey, Step

__tracebackhide__ = hidden
ShopAction = Literal["login", "logout", "plan", "traits", "company"]
ConsentKind = Literal["BOTH", "AB_TESTING", "PERSONALIZATION"]
"""As Kameleoon's API calls its consents (CONTRACT 2.5)."""
PageAction = Literal["click", "fill", "press", "wait", "run"]
_ON_ANY_PAGE = frozenset(get_args(PageAction))
_KINDS: dict[str, ConsentKind] = {
    "": "BOTH",
    "experiment": "AB_TESTING",
    "personalization": "PERSONALIZATION",
}
_ANSWERS = {
    f"{verb} {name}".rstrip(): (verb == "give", kind)
    for verb in ("give", "refuse")
    for name, kind in _KINDS.items()
}
_LOADS = frozenset({"open", "reload", "tab", "follow", "later", "newcomer"})


class Actor(Protocol):
    """A visitor of the demo shop, or of somebody's own site."""

    @property
    def ids(self) -> dict[str, str | None]:
        """The ids under which Segment knows the person: `user_id`, `anonymous_id`."""

    def open(self, path: str) -> None:
        """Load a page; returns when it is there."""

    def go(self, path: str) -> None:
        """Follow a link without a load."""

    def follow(self) -> None:
        """Follow the first link to another page of the site."""

    def reload(self) -> None:
        """Load the page again."""

    def tab(self) -> None:
        """Go on in another tab, with the same page."""

    def use(self, action: PageAction, selector: str, value: str) -> None:
        """Use the page, whatever it is: `click`, `fill`, `press`, `wait`, `run`.

        Args:
            action: what to do.
            selector: where; empty for `press` and `run`.
            value: the text, the key or the script.
        """

    def consent(self, *, given: bool, kind: ConsentKind = "BOTH") -> None:
        """Give or refuse legal consent, through Kameleoon's API."""

    def shop(self, action: ShopAction, value: Any) -> None:
        """Use the shop: `login`, `logout`, `plan`, `traits`, `company`."""

    def later(self, minutes: float) -> None:
        """Let time pass."""

    def become_somebody_new(self) -> None:
        """Forget all that the browser knows of the visitor."""

    def suffer(self, page_script: str) -> None:
        """Run a script in each later page before all else; empty: none."""

    def why(self) -> None:
        """Let the parts in the page say why they do what they do, in the journal (`why`), if they can."""


class Player:
    """Plays journeys.

    Args:
        world: the emulator; or, on somebody's own site, the journal of what is seen there.
        actor: who visits it.
        on_step: told the index of each step before it is taken.
        timeout: seconds to wait for what must be seen.
    """

    def __init__(
        self,
        world: Emulator | Journal,
        actor: Actor,
        on_step: Callable[[int], None] = lambda _: None,
        timeout: float = 10,
    ) -> None:
        self._emulator = None if isinstance(world, Journal) else world
        self._journal = world if isinstance(world, Journal) else world.journal
        self._actor = actor
        self._on_step = on_step
        self._timeout = timeout
        self._begin = self._last_action = self._last_load = self._journal.next_seq

    def play(self, journey: Journey) -> None:
        """Take all steps, with the names of the emulator's project.

        Raises:
            JourneyError: it does not fit the project; says why.
            StepFailedError: an AssertionError that tells of the step that something is not as it must be.
        """
        journey = (
            fitted(journey, self._emulator.project) if self._emulator and self._emulator.project else journey
        )
        self._begin = self._last_action = self._last_load = self._journal.next_seq
        for number, step in enumerate(journey.steps):
            self._on_step(number)
            try:
                self.take(step)
            except Exception as error:
                if not _is_failure(error):
                    raise
                place = f"{journey.title}, step {number + 1} of {len(journey.steps)}"
                raise self.failure(place, step, error) from None

    def take(self, step: Step) -> None:
        """Take one step."""
        if step.action not in EXPECTATIONS:
            self._last_action = self._journal.next_seq
            if step.action in _LOADS:
                self._last_load = self._last_action
            self._journal.append("visitor", does=step.action, value=step.value)
            self._act(step)
            return
        assert isinstance(step.where, dict)  # noqa: S101 - fitted, or without a placeholder from the beginning
        pattern = Pattern(step.value, step.where)
        if step.see:
            self._see(pattern, self._last_action)
        elif step.once:
            # A page may have been left while it was on its way: the next one sends it some seconds later.
            self._see(pattern, self._begin)
            self._expect_few(pattern, 1)
        else:
            self._expect_few(pattern, 0)

    def _see(self, pattern: Pattern, since: int) -> None:
        try:
            self._journal.wait_until(bool, pattern, self._timeout, "wanted one", since=since)
        except AssertionError:
            raise Unmet(pattern, [], self._timeout) from None

    def _expect_few(self, pattern: Pattern, times: int) -> None:
        """Expect so many, when nothing is on its way any more: before, none only means that it is early."""
        if self._emulator:
            run = partial(self._actor.use, "run", "")
            come_to_rest(self._emulator, run, since=self._last_load)
        found = [entry for entry in self._journal.since(self._begin) if not pattern.misses(entry)]
        if len(found) != times:
            raise Unmet(pattern, found, 0)

    def failure(self, place: str, step: Step, error: Exception) -> StepFailedError:
        """Tell of a step that failed.

        Args:
            place: which step of which journey.
            step: that step.
            error: what `take` has raised.
        """
        run = self._journal.since(self._begin)
        with suppress(Exception):  # whatever keeps the page from answering has another name already
            self._actor.why()
        said = latest(self._journal.since(self._begin))
        project = self._emulator.project if self._emulator else None
        return told(place, step, error, run, said, self._last_action, project)

    def _act(self, step: Step) -> None:
        if step.action in _ON_ANY_PAGE or (step.consent and step.consent not in _ANSWERS):
            self._use(step)
        elif step.action not in EMULATED:
            self._move(step)
        elif self._emulator:
            self._act_in_shop(self._emulator, step)
        else:
            raise AssertionError(f"{step.action} can only be done in the demo shop")

    def _move(self, step: Step) -> None:
        actor, value = self._actor, step.value
        match step.action:
            case "open":
                actor.open(value)
            case "go":
                actor.go(value)
            case "follow":
                actor.follow()
            case "reload":
                actor.reload()
            case "tab":
                actor.tab()
            case "later":
                actor.later(value)
            case "consent":
                given, kind = _ANSWERS[value]
                actor.consent(given=given, kind=kind)

    def _use(self, step: Step) -> None:
        match step.action:
            case "consent" | "click":
                self._actor.use("click", step.value, "")
            case "wait":
                self._actor.use("wait", step.value, "")
            case "press" | "run" as action:
                self._actor.use(action, "", step.value)
            case "fill":
                for selector, text in step.value.items():
                    self._actor.use("fill", selector, text)

    def _act_in_shop(self, emulator: Emulator, step: Step) -> None:
        actor, value = self._actor, step.value
        match step.action:
            case "login" | "logout" | "plan" | "traits" | "company" as action:
                actor.shop(action, "" if action == "logout" else value)
            case "enter" | "leave" as action:
                ServerSide(emulator).audience(value, **actor.ids, entered=action == "enter")
            case "newcomer":
                actor.become_somebody_new()
            case "known":
                raise AssertionError("who is known differs from project to project: use `fitted`")
            case "trouble":
                self._make_trouble(emulator, value)

    def _make_trouble(self, emulator: Emulator, name: str) -> None:
        trouble = TROUBLES.get(name)
        emulator.faults.clear()
        for fault in trouble.faults if trouble else ():
            emulator.faults.add(fault)
        self._actor.suffer(trouble.page_script if trouble else "")


def _is_failure(error: Exception) -> bool:
    """Whether something is not as it must be; Playwright says so by errors of its own."""
    return isinstance(error, AssertionError) or type(error).__module__.startswith("playwright.")
