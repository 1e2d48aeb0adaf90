"""Who the visitor is, and what a visit is: logins, tabs, time, single-page sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.expectations import (
    exposure_sent,
    exposures_sent,
    identifier_from,
    identifier_sent,
    nothing_sent,
)
from matrix.visits import opens, then

if TYPE_CHECKING:
    from matrix.scene import Scene

HERO = Experiment(id=12, name="Hero", variations=(Variation(id=3, name="Large"),))
SINGLE_PAGE: dict[str, Any] = {
    "site": Site(single_page=True),
    "account": {"single_page": True, "experiments": (HERO,)},
}


def logs_in(user: str) -> Step:
    def visit(scene: Scene) -> None:
        scene.tab.identify(user)
        scene.settle()

    return visit


def logs_out(scene: Scene) -> None:
    scene.tab.logout()
    scene.settle()


def runs(script: str) -> Step:
    def visit(scene: Scene) -> None:
        scene.tab.page.evaluate(script)

    return visit


def settles(scene: Scene) -> None:
    scene.settle()


def loses_cookie(name: str) -> Step:
    """Cookies are cleared; what else is stored for the same purpose goes with them."""

    def visit(scene: Scene) -> None:
        scene.tab.context.clear_cookies(name=name)
        scene.tab.page.evaluate("(name) => localStorage.removeItem(name)", name)

    return visit


def tabs(number: int) -> Step:
    """Open so many tabs at once; both systems know the visitor already, so that all are the same one."""

    def visit(scene: Scene) -> None:
        scene.give_cookie("kameleoonVisitorCode", "abcdefghijklmnop")
        scene.give_cookie("ajs_anonymous_id", "anonymous")
        all_tabs = [scene.tab, *(scene.tab.new_tab() for _ in range(number - 1))]
        for tab in all_tabs:
            tab.page.evaluate(
                "(url) => { setTimeout(() => { location.href = url; }); }", scene.emulator.url()
            )
        scene.journal.wait_for("engine.event", name="Started", times=number)
        scene.settle(*all_tabs)

    return visit


def another_tab(scene: Scene) -> None:
    scene.tab = scene.tab.new_tab()
    scene.page("/product")


def returns_after(minutes: int) -> Step:
    def visit(scene: Scene) -> None:
        scene.tab = scene.tab.return_after(minutes=minutes)
        scene.page("/pricing")

    return visit


def leaves_the_tab_open(minutes: int) -> Step:
    """The computer sleeps; the tab is used again afterwards."""

    def visit(scene: Scene) -> None:
        now = float(scene.tab.page.evaluate("Date.now()")) / 1000
        scene.tab.context.clock.set_system_time(now + minutes * 60)
        scene.page("/pricing")

    return visit


def walks_without_loading(*links: str) -> Step:
    """Follow links of a single-page site."""

    def visit(scene: Scene) -> None:
        for link in links:
            started = scene.journal.count("engine.event", name="Started")
            scene.tab.page.get_by_role("link", name=link).click()
            scene.pass_time(1)
            scene.journal.wait_for("engine.event", name="Started", times=started + 1)
            scene.settle()

    return visit


def goes_back_and_forth(scene: Scene) -> None:
    for go in (scene.tab.page.go_back, scene.tab.page.go_forward):
        started = scene.journal.count("engine.event", name="Started")
        go(wait_until="commit")
        scene.journal.wait_for("engine.event", name="Started", times=started + 1)
        scene.settle()


def prerenders(scene: Scene) -> None:
    """The browser loads a page that nobody looks at yet: the engine does not run before."""
    scene.tab.open(until="domcontentloaded")
    scene.settle()


PRERENDERED = "Object.defineProperty(document, 'prerendering', { get: () => true });"
SHOWN = """
Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
"""
COMES_BACK_FROM_CACHE = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
# What WebKitGTK does about once in a thousand times: from the next task on, and for a few milliseconds.
SHOWS_REMOVED_COOKIES = """
(() => {
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  const removed = new Set();
  Object.defineProperty(Document.prototype, "cookie", {
    get() { return [get.call(this), ...removed].filter(Boolean).join("; "); },
    set(text) {
      const name = text.split("=")[0];
      const cookie = get.call(this).split("; ").find((pair) => pair.startsWith(name + "="));
      set.call(this, text);
      if (!cookie || get.call(this).includes(cookie)) return;
      const task = new MessageChannel();
      task.port1.onmessage = () => {
        removed.add(cookie);
        setTimeout(() => removed.delete(cookie), 20);
      };
      task.port2.postMessage(null);
    },
  });
})();
"""
CHANGES_CODE = "Kameleoon.API.Visitor.setVisitorCode('anothervisitor00')"

CASES = (
    Case(id="identity/pages", title="A visit of three pages", visit=opens("/", "/pricing", "/cart"), expect=(identifier_sent(),)),
    Case(id="identity/reload", title="The page is loaded three times", visit=opens("/", "/", "/"), expect=(identifier_sent(),)),
    Case(id="identity/back-and-forth", title="The visitor goes back and forth", visit=then(opens("/", "/pricing"), goes_back_and_forth), expect=(identifier_sent(),)),
    Case(id="identity/login", title="The visitor logs in", visit=then(opens(), logs_in("ann")), expect=(identifier_sent(2), identifier_from(None, "ann"))),
    Case(id="identity/login-again", title="The same user is identified again, on two pages", visit=then(opens(), logs_in("ann"), logs_in("ann"), opens("/pricing"), logs_in("ann")),
         expect=(identifier_from(None, "ann"),)),
    Case(id="identity/logout", title="The visitor logs in and out", visit=then(opens(), logs_in("ann"), logs_out), expect=(identifier_from(None, "ann", None),)),
    Case(id="identity/logout-echo", title="A removed cookie shows once more when the visitor has logged out", visit=then(opens(), logs_in("ann"), logs_out), init=SHOWS_REMOVED_COOKIES,
         expect=(identifier_from(None, "ann", None),)),
    Case(id="identity/switch", title="Another user logs in", visit=then(opens(), logs_in("ann"), opens("/pricing"), logs_in("bob")), expect=(identifier_from(None, "ann", "bob"),)),
    Case(id="identity/known-user", title="A user who is logged in already", visit=then(opens(), logs_in("ann"), opens("/pricing", "/cart")), expect=(identifier_from(None, "ann"),)),
    Case(id="identity/each-page-identifies", title="The site identifies its user on every page, before the library is there", visit=opens("/", "/pricing", "/cart"),
         site=Site(after_scripts="<script>analytics.identify('ann');</script>"), expect=(identifier_sent(1, at_most=2),)),
    Case(id="identity/alike", title="Two users whose ids begin alike", visit=then(opens(), logs_in("12"), logs_in("1")), expect=(identifier_from(None, "12", "1"),)),
    Case(id="identity/code-changes", title="The site gives the visitor another code", visit=then(opens(), runs(CHANGES_CODE), opens("/pricing")), expect=(identifier_sent(2),)),
    Case(id="identity/code-lost", title="Kameleoon's cookie is cleared between two pages", visit=then(opens(), loses_cookie("kameleoonVisitorCode"), opens("/pricing")), expect=(identifier_sent(2),)),
    Case(id="identity/anonymous-id-lost", title="Segment's cookie is cleared between two pages", visit=then(opens(), loses_cookie("ajs_anonymous_id"), opens("/pricing")), expect=(identifier_sent(2),)),
    Case(id="identity/two-tabs", title="Two tabs are opened at once", tabs=2, needs=frozenset({"locks"}), visit=tabs(2), expect=(identifier_sent(),)),
    Case(id="identity/five-tabs", title="Five tabs are opened at once", tabs=5, needs=frozenset({"locks"}), visit=tabs(5), expect=(identifier_sent(),)),
    Case(id="identity/later-tab", title="Another tab is opened later", tabs=2, visit=then(opens(), another_tab), expect=(identifier_sent(),)),
    Case(id="identity/same-visit", title="The visitor comes back after 29 minutes: the same visit", tabs=2, needs=frozenset({"clock"}), visit=then(opens(), returns_after(29)), expect=(identifier_sent(),)),
    Case(id="identity/new-visit", title="The visitor comes back after 31 minutes: a new visit", tabs=2, needs=frozenset({"clock"}), visit=then(opens(), returns_after(31)), expect=(identifier_sent(2),)),
    Case(id="identity/next-day", title="The tab stays open until the next day", needs=frozenset({"clock"}), visit=then(opens(), leaves_the_tab_open(24 * 60)), expect=(identifier_sent(2),)),
    Case(id="identity/single-page", title="A single-page site: once per visit, each exposure once per page", visit=then(opens(), walks_without_loading("Pricing", "Cart", "Home")),
         expect=(identifier_sent(), exposure_sent("Hero", "Large", times=4), exposures_sent(4)), **SINGLE_PAGE),
    Case(id="identity/single-page-login", title="A login on the third page of a single-page site",
         visit=then(opens(), walks_without_loading("Pricing", "Cart"), logs_in("ann")), expect=(identifier_from(None, "ann"),), **SINGLE_PAGE),
    Case(id="identity/bfcache", title="The page comes back from the back/forward cache (as the event tells)", visit=then(opens(), runs(COMES_BACK_FROM_CACHE), settles),
         account={"experiments": (HERO,)}, expect=(identifier_sent(), exposures_sent(1))),
    Case(id="identity/prerendered", title="The page is prerendered, and nobody looks at it", visit=prerenders, init=PRERENDERED, account={"experiments": (HERO,)}, expect=(nothing_sent,)),
    Case(id="identity/hidden", title="The tab is in the background", visit=opens(), init=SHOWN, account={"experiments": (HERO,)}, expect=(identifier_sent(), exposure_sent("Hero", "Large"))),
)  # fmt: skip
