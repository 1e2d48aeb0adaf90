"""Storage that is denied, full, or holds something else than expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case
from matrix.expectations import custom_data, identifier_sent, nothing_sent, page_works
from matrix.visits import opens, then
from projects import PERSONAS, PLAN

if TYPE_CHECKING:
    from matrix.case import Step
    from matrix.scene import Scene

STORED = {"COHORTS_": {"VIP": True}, "IDENTIFY_": {"plan": "gold"}}


def denied(*names: str) -> str:
    return "".join(
        f"Object.defineProperty(window, '{name}', {{ get() {{ throw new DOMException('denied', 'SecurityError'); }} }});"
        for name in names
    )


# As browsers do it that block cookies; only where a page has no origin does reading them throw.
NO_COOKIES = "Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} });"
COOKIES_THROW = """
Object.defineProperty(Document.prototype, "cookie", {
  get() { throw new DOMException("denied", "SecurityError"); },
  set() { throw new DOMException("denied", "SecurityError"); },
});
"""
# Kameleoon's and Segment's own values: nothing is wrong with those.
OTHERS = "const isOthers = (key) => /^(kameleoon|ajs|analytics|persisted|segment|test|__)/i.test(key);"
FULL = (
    OTHERS
    + """
const { setItem } = Storage.prototype;
Storage.prototype.setItem = function (key, value) {
  if (!isOthers(key)) throw new DOMException("full", "QuotaExceededError");
  setItem.call(this, key, value);
};
"""
)


def holding(text: str) -> str:
    """Until something is stored, localStorage answers with a value that somebody else has left."""
    return (
        OTHERS
        + f"""
const {{ getItem }} = Storage.prototype;
Storage.prototype.getItem = function (key) {{
  const value = getItem.call(this, key);
  return value === null && this === localStorage && !isOthers(key) ? {text!r} : value;
}};
"""
    )


def reached_once_a_page(scene: Scene) -> None:
    """Nothing can be remembered: each of the two pages may send, and at least one does."""
    identifier_sent(1, at_most=2)(scene)


def library_delivers_nothing(scene: Scene) -> None:
    """Open two pages; the library is there and takes calls, but where cookies throw it delivers none of them."""
    for path in ("/", "/pricing"):
        scene.tab.start(path)
        scene.pass_time(5)


def clears_storage(scene: Scene) -> None:
    scene.tab.page.evaluate(
        "for (const store of [localStorage, sessionStorage]) "
        "for (const key of Object.keys(store)) if (!/^(ajs|kameleoon)/.test(key)) store.removeItem(key);"
    )


def clock_is_set_back(scene: Scene) -> None:
    """The computer's clock was a year ahead, and is right again."""
    now = float(scene.tab.page.evaluate("Date.now()")) / 1000
    scene.tab.context.clock.set_system_time(now + 365 * 24 * 3600)
    scene.page()
    scene.tab.context.clock.set_system_time(now)


def server_sets_id(scene: Scene) -> None:
    """The shop's server sets Segment's cookie, unreadable for scripts, so that Safari keeps it."""
    cookie = {"name": "ajs_anonymous_id", "value": "server", "url": scene.emulator.url(), "httpOnly": True}
    scene.tab.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of Playwright's


LEFT = {
    "text": ("a text", "x"),
    "empty": ("an empty text", ""),
    "null": ("the word null", "null"),
    "object": ("an object", '{"version": 1, "sent": true}'),
    "list": ("a list", "[1, 2]"),
    "number": ("a number", "1"),
    "time": ("a time in the year 2100", "a b c 4102444800000"),
    "long": ("a text of 100 kB", "9" * 100_000),
}
STILL_SENDS: tuple[tuple[str, str, str, Step], ...] = (
    ("local-denied", "localStorage is denied", denied("localStorage"), reached_once_a_page),
    ("session-denied", "sessionStorage is denied", denied("sessionStorage"), identifier_sent()),
    ("both-denied", "localStorage and sessionStorage are denied", denied("localStorage", "sessionStorage"), reached_once_a_page),
    ("cookies-denied", "Cookies are denied", NO_COOKIES, reached_once_a_page),
    ("all-denied", "Storage and cookies are denied", denied("localStorage", "sessionStorage") + NO_COOKIES, reached_once_a_page),
    ("full", "Storage is full", FULL, reached_once_a_page),
    ("no-database", "IndexedDB is denied", denied("indexedDB"), identifier_sent()),
    ("no-locks", "There are no locks", "delete Navigator.prototype.locks;", identifier_sent()),
    ("locks-denied", "Locks are denied", "if (navigator.locks) navigator.locks.request = () => Promise.reject(new DOMException('opaque', 'SecurityError'));", identifier_sent()),
    ("nothing", "There are neither storage nor cookies nor locks", denied("localStorage", "sessionStorage") + NO_COOKIES + "delete Navigator.prototype.locks;", reached_once_a_page),
)  # fmt: skip

CASES = (
    *(
        Case(id=f"storage/{name}", title=title, visit=opens("/", "/pricing"), init=script, stored=STORED if expected is not reached_once_a_page else {}, expect=(expected,))
        for name, title, script, expected in STILL_SENDS
    ),
    *(
        Case(id=f"storage/holds-{name}", title=f"localStorage holds {what} where something of ours was looked for", visit=opens("/", "/pricing"), init=holding(text), expect=(identifier_sent(),))
        for name, (what, text) in LEFT.items()
    ),
    Case(id="storage/engine-aborts", title="Storage is denied, and the engine refuses to run", visit=then(lambda scene: scene.tab.open(), lambda scene: scene.settle()),
         init=denied("localStorage"), account={"without_storage": "abort"}, expect=(nothing_sent, page_works)),
    Case(id="storage/sandbox", title="The page has no origin (CSP sandbox): analytics.js takes calls and delivers none", visit=library_delivers_nothing, needs=frozenset({"csp", "sandbox"}),
         site=Site(headers={"Content-Security-Policy": "sandbox allow-scripts"}), expect=(nothing_sent, page_works)),
    Case(id="storage/cookies-throw", title="Reading a cookie throws: analytics.js takes calls and delivers none", visit=library_delivers_nothing, init=COOKIES_THROW, expect=(nothing_sent, page_works)),
    Case(id="storage/cleared", title="The site clears storage between two pages", visit=then(opens(), clears_storage, opens("/pricing")), expect=(identifier_sent(1, at_most=2),)),
    Case(id="storage/clock-set-back", title="The computer's clock was a year ahead; the visitor comes back when it is right", visit=then(opens(), clock_is_set_back, opens("/pricing", "/cart")),
         needs=frozenset({"clock"}), stored=STORED, expect=(identifier_sent(1, at_most=3), custom_data(PERSONAS, ["VIP"]), custom_data(PLAN, "gold"))),
    Case(id="storage/http-only", title="The server sets Segment's anonymous id, which no script can read", visit=then(server_sets_id, opens("/", "/pricing")), expect=(identifier_sent(),)),
)  # fmt: skip
