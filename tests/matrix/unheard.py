"""The user changes, and no event of the library tells: whoever sends the next event is linked with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.generator.project import Exposures, Identity
from kamseg.harness.emulator.http.faults import Fault
from matrix.case import Case, Step
from matrix.expectations import identifier_from, identifier_sent, linked
from matrix.identity import logs_in
from matrix.visits import opens, then
from matrix.wrapping import face
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

IDENTIFY = replace(EVERYTHING, identity=Identity(mode="identify"), exposures=Exposures(source="off"))
MODE = "who is linked, and how, is a setting of ours"


def does(script: str) -> Step:
    """Run this, and wait until all is sent that is going to be."""

    def visit(scene: Scene) -> None:
        scene.tab.page.evaluate(f"(() => {{ {script} }})()")
        scene.settle()

    return visit


ORDER = "analytics.track('Order Completed');"
CHANGES = {
    "anonymous-id": ("The site sets another anonymous id, and the visitor orders", "analytics.setAnonymousId('x');" + ORDER, "Order Completed"),
    "user-anonymous-id": ("The site sets the user's anonymous id itself, and the visitor orders", "analytics.user().anonymousId('x');" + ORDER, "Order Completed"),
    "user-id": ("The site sets the user's id itself, and the visitor orders", "analytics.user().id('ann');" + ORDER, "Order Completed"),
    "user-identify": ("The site identifies the user object alone, and the visitor orders", "analytics.user().identify('ann', {});" + ORDER, "Order Completed"),
    "logout": ("The site logs the user object out, and the visitor orders", "analytics.user().logout();" + ORDER, "Order Completed"),
    "page": ("The site sets another anonymous id, and tells of a page", "analytics.setAnonymousId('x'); analytics.page();", "page"),
    "group": ("The site sets another anonymous id, and tells of a group", "analytics.setAnonymousId('x'); analytics.group('acme');", "group"),
    "reset": ("The visitor logs out and orders in the same moment", "analytics.reset();" + ORDER, "Order Completed"),
}  # fmt: skip


def logs_in_in_vain(scene: Scene) -> None:
    """Segment's API never answers the login; then the visitor orders."""
    scene.page()
    scene.emulator.faults.add(Fault(host="api.segment", path="/v1/i", does="hang"))
    scene.tab.page.evaluate("void analytics.identify('ann')")
    scene.journal.wait_for("fault", host="api.segment.localhost")
    scene.tab.track("Order Completed")
    scene.tab.pass_time(3)
    scene.tab.barrier()


def order_comes_last(scene: Scene) -> None:
    """What links the visitor was under way when the order was made."""
    entries = scene.journal.entries("segment.event", type="track")
    names = [entry.data["event"] for entry in entries if entry.data.get("userId") == "ann"]
    assert "Kameleoon identifier" in names, f"from ann: {names}"


def other_tab_logs_in(scene: Scene) -> None:
    scene.page()
    other = scene.tab.new_tab()
    other.start("/pricing")
    scene.settle(other)
    other.identify("bob")
    scene.settle(other)
    scene.tab.track("Order Completed")
    scene.settle()


SNAPSHOT = """
track: (...values) => real.track(...values),
identify: (...values) => real.identify(...values),
on: (...values) => { real.on(...values); },
user: () => {
  const id = real.user().id(), anonymousId = real.user().anonymousId();
  return { id: () => id, anonymousId: () => anonymousId };
}"""


def bob_ordered(scene: Scene) -> None:
    entry = scene.journal.entries("segment.event", event="Order Completed")[-1]
    assert entry.data.get("userId") == "bob", f"the order came from {entry.data.get('userId')}"


CASES = (
    *(
        Case(id=f"unheard/{name}", title=title, visit=then(opens(), does(script)), expect=(linked(event),))
        for name, (title, script, event) in CHANGES.items()
    ),
    Case(id="unheard/login-hangs", title="Segment's API never answers the login, and the visitor orders", visit=logs_in_in_vain, expect=(linked(), order_comes_last)),
    Case(id="unheard/silent-reset", title="A library that does not tell of a logout", visit=then(opens(), logs_in("ann"), does("library.reset();" + ORDER)), library="library",
         init=face("track: (...values) => real.track(...values), identify: (...values) => real.identify(...values), user: () => real.user(), on(name, ...rest) { if (name !== 'reset') real.on(name, ...rest); }"),
         expect=(linked(),)),
    Case(id="unheard/other-tab", title="Another tab logs in; the order comes from this one", tabs=2, visit=other_tab_logs_in, expect=(linked(), identifier_from(None, "bob"))),
    Case(id="unheard/snapshot", title="A wrapper's user() gives who it is at that moment; the visitor logs in and orders", visit=then(opens(), logs_in("ann"), does(ORDER)), init=face(SNAPSHOT), library="library", expect=(linked(),)),
    Case(id="unheard/address", title="The address brings both ids from another domain, and the visitor orders", visit=then(opens("/?ajs_aid=x&ajs_uid=ann"), does(ORDER)), expect=(linked(),)),
    Case(id="unheard/identify-reset", title="The visitor code is the user id: the visitor logs out and orders", visit=then(opens(), does("analytics.reset();" + ORDER)), project=IDENTIFY, expect=(linked(mode="identify"),), naive=MODE),
    Case(id="unheard/identify-anonymous", title="The visitor code is the user id: the site removes it, and the visitor orders twice", visit=then(opens(), does("analytics.user().id(null);" + ORDER), does(ORDER)), project=IDENTIFY,
         expect=(linked(mode="identify"),), naive=MODE),
    Case(id="unheard/identify-user", title="The visitor code is the user id: logout, login of another, logout", visit=then(opens(), does("analytics.reset(); analytics.identify('bob');"), does("analytics.track('Order Completed');"), bob_ordered, does("analytics.reset();" + ORDER)),
         project=IDENTIFY, expect=(linked(mode="identify"),), naive=MODE),
    Case(id="unheard/nobody-new", title="Nothing changes: orders alone link nobody again", visit=then(opens(), does(ORDER), does("analytics.page();"), opens("/pricing"), does(ORDER)), expect=(identifier_sent(),)),
)  # fmt: skip
