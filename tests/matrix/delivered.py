"""Tracked is not delivered, and a mark is worth what it is kept in: what a visit has sent, and what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.generator.project import Exposures, Identity
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.expectations import (
    exposure_sent,
    exposures_sent,
    identified_as,
    identifier_from,
    identifier_sent,
    linked,
    nothing_sent,
)
from matrix.loading import HERO
from matrix.visits import opens, then
from matrix.wrapping import face
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

ONCE_A_VISIT = replace(EVERYTHING, exposures=Exposures(once_per="visit"))
IDENTIFY = replace(EVERYTHING, identity=Identity(mode="identify"))
SETTING = "once per visit is a setting of ours"
MODE = "who is linked, and how, is a setting of ours"


def on_first_page(script: str) -> Site:
    """The site does this to Segment's stub on its home page, before the library is there."""
    return Site(after_scripts=f"<script>if (location.pathname === '/') {{ {script} }}</script>")


def looks_at_home(scene: Scene) -> None:
    """Open the home page and stay; of what is tracked there nothing may arrive, so nothing can be waited for."""
    scene.tab.start()
    scene.tab.page.wait_for_function("window.analytics && typeof analytics.user === 'function'")
    scene.pass_time(10)


DROPS = on_first_page(
    "window.agreed = false; analytics.addSourceMiddleware(({ payload, next }) => agreed && next(payload));"
)
HANGS = on_first_page("analytics.addSourceMiddleware(() => new Promise(() => {}));")
ONLY_OTHERS = on_first_page("analytics._loadOptions = { integrations: { All: false, Mixpanel: true } };")
DISABLED = on_first_page("analytics._loadOptions = { disable: true };")


def agrees_on_the_page(scene: Scene) -> None:
    looks_at_home(scene)
    nothing_sent(scene)
    scene.tab.page.evaluate("window.agreed = true;")
    scene.tab.track("Order Completed")
    scene.pass_time(6)
    scene.settle()


def orders(scene: Scene) -> None:
    scene.tab.track("Order Completed")
    scene.settle()


def is_away_for(minutes: int) -> Step:
    """The computer sleeps; the tab stays open, and nothing is loaded when its owner is back."""

    def visit(scene: Scene) -> None:
        now = float(scene.tab.page.evaluate("Date.now()")) / 1000
        scene.tab.context.clock.set_system_time(now + minutes * 60)

    return visit


def watches_for(minutes: int) -> Step:
    """Stay on the page and touch it every few minutes."""

    def visit(scene: Scene) -> None:
        for _ in range(minutes // 4):
            is_away_for(4)(scene)
            scene.tab.page.locator("h1").click()
            scene.pass_time(1)

    return visit


def logs_in_when_full(scene: Scene) -> None:
    """Since the last page storage has become full."""
    scene.page()
    scene.tab.context.add_init_script(FULL)
    scene.page("/pricing")
    scene.tab.identify("ann")
    scene.settle()
    scene.page("/cart")


FULL = """
const { setItem } = Storage.prototype;
Storage.prototype.setItem = function (key, value) {
  if (key.startsWith("kamseg")) throw new DOMException("full", "QuotaExceededError");
  setItem.call(this, key, value);
};
"""
SWEPT_COOKIES = """
for (const pair of document.cookie.split("; ")) {
  const name = pair.split("=")[0];
  if (/^(ajs|kameleoon)/.test(name)) continue;
  for (const domain of ["", "; domain=" + location.hostname]) document.cookie = name + "=; path=/; max-age=0" + domain;
}
"""
SWEPT_STORAGE = """
for (const key of Object.keys(localStorage)) if (!/^(ajs|kameleoon)/.test(key)) localStorage.removeItem(key);
"""


def is_user(user: str) -> Step:
    def visit(scene: Scene) -> None:
        scene.page()
        scene.tab.identify(user)
        scene.settle()
        scene.page("/pricing")

    return visit


def marks_are_small(scene: Scene) -> None:
    """No cookie but the vendors' own holds what a firewall would stop at, a name of somebody, or much at all."""
    others = {
        name: value
        for name, value in scene.tab.cookies.items()
        if not name.startswith(("ajs_", "kameleoon", "analytics"))
    }
    assert all(len(value) <= 100 for value in others.values()), f"cookies: {others}"
    assert all(set(value) <= set("abcdefghijklmnopqrstuvwxyz0123456789.") for value in others.values()), (
        f"cookies: {others}"
    )


ODD = {"separators": "a;b=c d,|é", "emoji": "😀", "long": "x" * 5000, "percent": "100%25"}


def is_slow(scene: Scene) -> None:
    """Segment's API takes twenty seconds for the first event; nobody tries again before it has answered."""
    scene.tab.start()
    scene.journal.wait_for("fault", host="api.segment.localhost")
    scene.tab.pass_time(20)
    scene.emulator.release("slow")
    scene.settle()


def a_handful_of_cookies(scene: Scene) -> None:
    """Whoever gives each page another user has no more cookies for it, which each request would carry."""
    others = [name for name in scene.tab.cookies if not name.startswith(("ajs_", "kameleoon", "analytics"))]
    assert len(others) <= 2, f"cookies: {others}"


SLOW = Fault(host="api.segment", path="/v1/t", method="POST", does="delay", name="slow")
OFFLINE = """
Object.defineProperty(Navigator.prototype, "onLine", { configurable: true, get: () => location.pathname !== "/" });
"""
BATCHING = """<script>analytics._loadOptions = {
  integrations: { "Segment.io": { deliveryStrategy: { strategy: "batching", config: { size: 10, timeout: 2000 } } } },
};</script>"""
RESETS = Site(after_scripts="<script>analytics.reset();</script>")
NOBODY = Site(after_scripts="<script>analytics.identify(null, { plan: 'free' });</script>")


TWO_PAGES = then(looks_at_home, opens("/pricing"))
CASES = (
    Case(id="delivered/middleware", title="A consent wrapper drops every event of the first page", visit=TWO_PAGES, site=DROPS, account={"experiments": (HERO,)}, expect=(identifier_sent(), exposure_sent("Hero", "Large"))),
    Case(id="delivered/agreed", title="A consent wrapper drops every event until the visitor agrees on the same page, and orders", visit=agrees_on_the_page, site=DROPS, expect=(identifier_sent(), linked())),
    Case(id="delivered/hangs", title="A consent wrapper keeps every event of the first page for ever", visit=TWO_PAGES, site=HANGS, expect=(identifier_sent(),)),
    Case(id="delivered/only-others", title="On the first page the library is loaded for other destinations only", visit=TWO_PAGES, site=ONLY_OTHERS, expect=(identifier_sent(),)),
    Case(id="delivered/disabled", title="On the first page the library is disabled", visit=TWO_PAGES, site=DISABLED, expect=(identifier_sent(),)),
    Case(id="delivered/disabled-twice", title="The library is disabled on every other page", visit=then(looks_at_home, opens("/pricing"), looks_at_home, opens("/cart")), site=DISABLED, expect=(identifier_sent(),)),
    Case(id="delivered/exposure", title="An experiment once per visit: the first page's event is dropped", visit=then(TWO_PAGES, opens("/cart")), site=DROPS, project=ONCE_A_VISIT, account={"experiments": (HERO,)},
         expect=(exposure_sent("Hero", "Large"), exposures_sent(1)), naive=SETTING),
    Case(id="delivered/identify", title="The visitor code is the user id: the first page's call is dropped", visit=then(TWO_PAGES, opens("/cart")), site=DROPS, project=IDENTIFY, expect=(identified_as(1),), naive=MODE),
    Case(id="delivered/debug", title="The site has the library tell in the console what it does", visit=opens("/", "/pricing"), site=Site(after_scripts="<script>analytics.debug(true);</script>"), expect=(identifier_sent(),)),
    Case(id="delivered/tells-nothing", title="A wrapper's track() tells nothing of what became of it", visit=opens("/", "/pricing"), init=face("track(...values) { real.track(...values); }, user: () => real.user(), on: (...values) => { real.on(...values); }"),
         expect=(identifier_sent(),)),
    Case(id="delivered/classic", title="An older library's track() returns the library", visit=opens("/", "/pricing"), init=face("track(...values) { real.track(...values); return this; }, user: () => real.user(), on(...values) { real.on(...values); return this; }"),
         expect=(identifier_sent(),)),
    Case(id="delivered/full-later", title="Storage becomes full; then the visitor logs in", visit=logs_in_when_full, expect=(identifier_from(None, "ann"),)),
    Case(id="delivered/cookies-swept", title="A consent tool removes all cookies that it does not know, on every page", visit=opens("/", "/pricing", "/cart"), init=SWEPT_COOKIES, expect=(identifier_sent(),)),
    Case(id="delivered/storage-swept", title="The site clears localStorage on every page", visit=opens("/", "/pricing", "/cart"), init=SWEPT_STORAGE, expect=(identifier_sent(),)),
    Case(id="delivered/tab-wakes", title="The tab was left for 31 minutes; an order is made in it without a new page", needs=frozenset({"clock"}), visit=then(opens(), is_away_for(31), orders), expect=(identifier_sent(2),)),
    Case(id="delivered/long-page", title="The visitor is active on one page for 40 minutes: one visit", needs=frozenset({"clock"}), visit=then(opens(), watches_for(40), opens("/pricing")), expect=(identifier_sent(),)),
    Case(id="delivered/slow", title="Segment's API takes twenty seconds for the first event", visit=is_slow, faults=(SLOW,), account={"experiments": (HERO,)}, expect=(identifier_sent(), exposures_sent(1))),
    Case(id="delivered/offline", title="The browser is offline on the first page: what the library keeps is not sent again", visit=then(looks_at_home, opens("/pricing")), init=OFFLINE, account={"experiments": (HERO,)},
         expect=(identifier_sent(), exposures_sent(2))),
    Case(id="delivered/batching", title="The library sends in batches", visit=opens("/", "/pricing", "/cart"), site=Site(after_scripts=BATCHING), account={"experiments": (HERO,)}, expect=(identifier_sent(), exposures_sent(3))),
    Case(id="delivered/reset-on-each-page", title="The site resets the library on each page: all are linked, and cookies do not pile up", visit=opens("/", "/pricing", "/cart", "/account"), site=RESETS, expect=(identifier_sent(4), a_handful_of_cookies)),
    Case(id="delivered/identify-nobody", title="The site identifies nobody on each page, with traits", visit=opens("/", "/pricing", "/cart"), site=NOBODY, expect=(identifier_sent(),)),
    Case(id="delivered/own-frame", title="The page has another of the shop's pages in a frame", visit=opens(), site=Site(body="<iframe src='/product'></iframe>"), expect=(identifier_sent(),)),
    *(
        Case(id=f"delivered/user-{name}", title=f"The user's id has {len(user)} characters: {user[:10]}", visit=is_user(user), expect=(identifier_from(None, user), marks_are_small))
        for name, user in ODD.items()
    ),
)  # fmt: skip
