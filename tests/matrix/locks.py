"""Tabs take turns by locks, and deliveries may hang: whoever waits does so for seconds, and looks again before sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.generator.marks import link_key_of
from kamseg.harness.emulator.http.faults import Fault
from matrix.case import Case, Step
from matrix.expectations import identifier_sent, identifiers, nothing_sent
from matrix.visits import then
from projects import EVERYTHING
from waiting import HOLD_LOCK

if TYPE_CHECKING:
    from matrix.scene import Scene

HANGING = Fault(host="api.segment", path="/v1/t", does="hang", method="POST", times=1)
LOCK = link_key_of(EVERYTHING)
TOGETHER = frozenset({"locks"})


def hangs(scene: Scene) -> None:
    """Open a page; the delivery of its first event is never answered."""
    scene.tab.start()
    scene.journal.wait_for("fault", host="api.segment.localhost")


def logs_in(scene: Scene) -> None:
    scene.tab.identify("ann")
    scene.tab.pass_time(8)
    scene.tab.barrier()


def another_tab(scene: Scene) -> None:
    """Another tab is opened; its own requests are answered."""
    scene.tab = scene.tab.new_tab()
    scene.tab.start("/pricing")
    scene.tab.page.wait_for_function("window.analytics && typeof analytics.user === 'function'")
    scene.tab.pass_time(8)
    scene.tab.barrier()


def comes_from(user: str) -> Step:
    """The user is linked, whatever became of what hangs."""

    def check(scene: Scene) -> None:
        users = [entry.data.get("userId") for entry in identifiers(scene)]
        assert users.count(user) == 1, f"identifier events from {users}"

    return check


def withdrawn_while_waiting(scene: Scene) -> None:
    """A tab waits for its turn; meanwhile the visitor withdraws consent."""
    scene.tab.start()
    scene.tab.page.evaluate(HOLD_LOCK, LOCK)
    other = scene.tab.new_tab()
    other.start("/pricing")
    other.page.wait_for_function("window.analytics && typeof analytics.user === 'function'")
    other.page.evaluate("Kameleoon.API.Core.enableLegalConsent(); Kameleoon.API.Core.disableLegalConsent();")
    scene.tab.page.evaluate("release()")
    scene.tab = other
    scene.settle()


def code_changes_while_waiting(scene: Scene) -> None:
    """A tab waits for its turn; meanwhile the site gives the visitor another code."""
    scene.tab.start()
    scene.settle()
    scene.tab.page.evaluate(HOLD_LOCK, LOCK)
    scene.tab.page.evaluate(
        "Kameleoon.API.Visitor.setVisitorCode('anothervisitor00'); dispatchEvent(new CustomEvent('Kameleoon::LegalConsentUpdated', { detail: {} }));"
    )
    scene.tab.page.evaluate("Kameleoon.API.Visitor.setVisitorCode('thirdvisitor0000');")
    scene.tab.page.evaluate("release()")
    scene.settle()


BROKEN = {
    "never-call": ("never call back", "if (navigator.locks) navigator.locks.request = () => new Promise(() => {});"),
    "throw": ("throw", "if (navigator.locks) navigator.locks.request = () => { throw Error(); };"),
    "empty": ("have no methods", "Object.defineProperty(navigator, 'locks', { value: {}, configurable: true });"),
    "call-and-reject": ("call back, and are rejected all the same", "if (navigator.locks) navigator.locks.request = async (name, action) => { await action(); throw new DOMException('stolen', 'AbortError'); };"),
}  # fmt: skip


def stays(path: str) -> Step:
    """Look at a page for eight seconds; the locks of the page cannot be asked."""

    def visit(scene: Scene) -> None:
        scene.tab.start(path)
        scene.tab.page.wait_for_function("window.analytics && typeof analytics.user === 'function'")
        scene.pass_time(8)
        scene.tab.barrier()

    return visit


def is_held_elsewhere(scene: Scene) -> None:
    """A tab that is frozen holds the lock for ever."""
    scene.tab.page.goto(scene.emulator.url("/__kamseg/journal?kind=barrier"))
    scene.tab.page.evaluate(HOLD_LOCK, LOCK)
    another_tab(scene)


CASES = (
    Case(id="locks/login", title="The first identifier's delivery hangs; then the visitor logs in on the same page", visit=then(hangs, logs_in), faults=(HANGING,), expect=(comes_from("ann"),)),
    Case(id="locks/other-tab", title="The first identifier's delivery hangs; then another tab is opened", tabs=2, visit=then(hangs, another_tab), faults=(HANGING,), expect=(identifier_sent(),)),
    Case(id="locks/held", title="A tab that is frozen holds the lock", tabs=2, needs=TOGETHER, visit=is_held_elsewhere, expect=(identifier_sent(),)),
    *(
        Case(id=f"locks/{name}", title=f"Locks {what}", visit=then(stays("/"), stays("/pricing")), init=script, expect=(identifier_sent(),))
        for name, (what, script) in BROKEN.items()
    ),
    Case(id="locks/withdrawn", title="Consent is withdrawn while a tab waits for its turn", tabs=2, needs=TOGETHER, visit=withdrawn_while_waiting, account={"consent": "required"}, expect=(nothing_sent,)),
    Case(id="locks/code-changes", title="The visitor code changes while a tab waits for its turn", needs=TOGETHER, visit=code_changes_while_waiting, expect=(identifier_sent(2),), naive="no script but ours waits for its turn"),
)  # fmt: skip
