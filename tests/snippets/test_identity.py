"""The visitor code reaches Segment once per visit, and again exactly when the identity changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.generator.marks import link_key_of
from kamseg.generator.project import Consent, Exposures, Identity, Project
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.judge import judge
from waiting import HOLD_LOCK, LOOK_NOW, settled

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.entries import Entry
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

SITECODE = "a1b2c3d4e5"
LINK = Project(sitecode=SITECODE)
EVENT = "Kameleoon identifier"

WAITING = Site(
    after_scripts="""<script>
      window.waiting = [];
      const gate = new Promise((resolve) => { window.goOn = resolve; });
      analytics.addSourceMiddleware(async ({ payload, next }) => {
        waiting.push(payload.obj);
        await gate;
        next(payload);
      });
    </script>"""
)


def links(journal: Journal) -> list[Entry]:
    return journal.entries("segment.event", event=EVENT)


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_tabs(2)
def test_once_over_two_pages_and_a_second_tab(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    visitor.start("/pricing")
    tab = visitor.new_tab()
    tab.start("/product")
    settled(visitor, tab)
    code = visitor.cookies["kameleoonVisitorCode"]
    link = journal.only("segment.event", event=EVENT)
    assert link["properties"] == {"k_visitorCode": code, "kameleoonVisitorCode": code}


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_tabs(5)
def test_five_tabs_at_once_send_one(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    """Both libraries know the visitor already: five tabs that each make up ids would be five visitors."""
    ids = {"kameleoonVisitorCode": "abcdefghijklmnop", "ajs_anonymous_id": "anonymous"}
    visitor.context.add_cookies([{"name": name, "value": ids[name], "url": emulator.url()} for name in ids])
    tabs = [visitor, *(visitor.new_tab() for _ in range(4))]
    for tab in tabs:
        tab.page.evaluate("(url) => { setTimeout(() => { location.href = url; }); }", emulator.url())
    journal.wait_for("engine.event", name="Started", times=5)
    settled(*tabs)
    assert len(links(journal)) == 1


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg(site=WAITING)
def test_a_login_while_the_identifier_waits_sends_again(visitor: Visitor, journal: Journal) -> None:
    """analytics.js adds the new user to both; nobody can see in the page whether it did, so both are right."""
    visitor.start()
    visitor.page.wait_for_function("waiting.some((event) => event.type === 'track')")
    visitor.page.evaluate("void analytics.identify('ada')")
    visitor.page.evaluate("goOn()")
    settled(visitor)
    assert [link["userId"] for link in links(journal)] == ["ada", "ada"]
    judgements = {one.id: one for one in judge(LINK, journal)}
    assert judgements["identifier-once"].state == "pass"


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_tabs(3)
def test_a_new_visit_sends_again(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    visitor = visitor.return_after(minutes=29)
    visitor.start()
    settled(visitor)
    assert len(links(journal)) == 1
    visitor = visitor.return_after(minutes=31)
    visitor.start()
    journal.wait_for("segment.event", event=EVENT, times=2)


@pytest.mark.pasted(LINK)
def test_who_logs_out_and_in_while_the_link_waits_is_linked_once(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    settled(visitor)
    visitor.page.evaluate(HOLD_LOCK, link_key_of(LINK))
    visitor.logout()
    visitor.identify("grace")
    visitor.page.evaluate("release()")
    settled(visitor)
    assert [link.data.get("userId") for link in links(journal)] == [None, "grace"]


@pytest.mark.kamseg_every_engine
def test_login_switch_and_logout_send_again_and_nothing_else_does(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    visitor.identify("ann")
    assert journal.wait_for("segment.event", event=EVENT, times=2)["userId"] == "ann"
    visitor.identify("ann", {"plan": "gold"})
    visitor.start("/pricing")
    settled(visitor)
    assert len(links(journal)) == 2
    visitor.identify("ann2")
    assert journal.wait_for("segment.event", event=EVENT, times=3)["userId"] == "ann2"
    # In the moment of a logout WebKit may show the removed cookie once more, to whoever looks then.
    settled(visitor)
    visitor.logout()
    assert "userId" not in journal.wait_for("segment.event", event=EVENT, times=4).data
    settled(visitor)
    assert len(links(journal)) == 4


def test_another_visitor_code_sends_again(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    visitor.page.evaluate("Kameleoon.API.Visitor.setVisitorCode('anothervisitor00')")
    visitor.start("/pricing")
    again = journal.wait_for("segment.event", event=EVENT, times=2)
    assert again["properties"]["k_visitorCode"] == "anothervisitor00"


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(LINK, single_page=True)
@pytest.mark.kamseg(site=Site(single_page=True))
def test_a_single_page_site_sends_once(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    for times, link in enumerate(("Pricing", "Cart", "Home"), start=2):
        visitor.page.get_by_role("link", name=link).click()
        journal.wait_for("engine.event", name="Started", times=times)
    settled(visitor)
    assert len(links(journal)) == 1


@pytest.mark.kamseg_every_engine
@pytest.mark.pasted(LINK, consent="required")
def test_nothing_before_consent_and_the_lasting_code_after(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    settled(visitor)
    visitor.start("/pricing")
    settled(visitor)
    assert links(journal) == []
    visitor.consent()
    link = journal.wait_for("segment.event", event=EVENT)
    visitor.start("/cart")
    settled(visitor)
    assert len(links(journal)) == 1
    assert link["properties"]["k_visitorCode"] == visitor.cookies["kameleoonVisitorCode"]


@pytest.mark.pasted(LINK, consent="required")
def test_nothing_after_consent_is_withdrawn(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    visitor.consent()
    journal.wait_for("segment.event", event=EVENT)
    visitor.refuse()
    visitor.identify("ann")
    settled(visitor)
    assert len(links(journal)) == 1


def requiring(consent: Any) -> pytest.MarkDecorator:
    return pytest.mark.pasted(
        Project(sitecode=SITECODE, consent=Consent(require=consent)), consent="required"
    )


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        pytest.param("AB_TESTING", 1, marks=requiring("any"), id="any of them is given"),
        pytest.param("PERSONALIZATION", 0, marks=requiring("experiment"), id="the other one is given"),
        pytest.param("AB_TESTING", 1, marks=requiring("experiment"), id="experiment is given"),
        pytest.param("PERSONALIZATION", 1, marks=requiring("personalization"), id="personalization is given"),
        pytest.param("AB_TESTING", 0, marks=requiring("both"), id="one of both is given"),
        pytest.param("BOTH", 1, marks=requiring("both"), id="both are given"),
        pytest.param("", 1, marks=requiring("none"), id="the site takes care itself"),
    ],
)
def test_the_consent_that_is_required(visitor: Visitor, journal: Journal, given: str, sent: int) -> None:
    visitor.start()
    if given:
        visitor.consent(given)
    settled(visitor)
    assert len(links(journal)) == sent


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg(faults=(Fault(host="cdn.segment", does="delay", name="slow"),))
def test_a_library_that_comes_late(visitor: Visitor, journal: Journal, emulator: Emulator) -> None:
    visitor.open(until="commit")
    journal.wait_for("engine.event", name="Started")
    emulator.release("slow")
    journal.wait_for("segment.event", event=EVENT)


@pytest.mark.kamseg(faults=(Fault(host="cdn.segment", does="answer", status=404),))
@pytest.mark.parametrize(("seconds", "sent"), [(0, [EVENT]), (5, [EVENT]), (59, [EVENT]), (61, [])])
def test_the_library_is_waited_for_a_minute(visitor: Visitor, seconds: int, sent: list[str]) -> None:
    visitor.page.clock.install()
    visitor.start()
    visitor.page.clock.run_for(seconds * 1000)
    visitor.page.evaluate(FAKE)
    visitor.page.clock.run_for(61_000)
    visitor.page.evaluate("navigator.locks.query()")  # a job that has been started has its lock by now
    visitor.page.evaluate("new Promise((resolve) => { navigator.locks.request('after', resolve); })")
    assert visitor.page.evaluate("tracked") == sent


COUNTED = """
window.looks = 0;
Object.defineProperty(window, "analytics", { get() { window.looks += 1; return undefined; } });
"""


@pytest.mark.kamseg(site=Site(scripts=("engine",)))
def test_waiting_backs_off_and_is_not_doubled(visitor: Visitor) -> None:
    visitor.context.add_init_script(COUNTED)
    visitor.page.clock.install()
    visitor.start()
    visitor.page.evaluate(f"({LOOK_NOW})(); ({LOOK_NOW})(); looks = 0;")
    visitor.page.clock.run_for(1_000)
    assert 10 < visitor.page.evaluate("looks") < 20
    visitor.page.clock.run_for(120_000)
    assert 30 < visitor.page.evaluate("looks") < 40


@pytest.mark.pasted(LINK, single_page=True)
@pytest.mark.kamseg(site=Site(single_page=True))
def test_a_single_page_site_adds_no_second_listener(visitor: Visitor, journal: Journal) -> None:
    visitor.context.add_init_script("""
      const { addEventListener } = EventTarget.prototype;
      window.added = [];
      EventTarget.prototype.addEventListener = function (name, ...rest) {
        if (name.startsWith("Kameleoon::")) window.added.push(name);
        addEventListener.call(this, name, ...rest);
      };
    """)
    visitor.start()
    visitor.page.get_by_role("link", name="Pricing").click()
    journal.wait_for("engine.event", name="Started", times=2)
    added = visitor.page.evaluate("added")
    assert len(added) == len(set(added)) == 3


@pytest.mark.kamseg(site=Site(scripts=("engine",)))
def test_ids_that_begin_alike_are_told_apart(visitor: Visitor) -> None:
    visitor.context.add_init_script(FAKE.replace("id: () => null", "id: () => window.user || '12'"))
    visitor.start()
    visitor.page.wait_for_function("tracked.length === 1")
    visitor.page.evaluate(f"window.user = '1'; ({LOOK_NOW})();")
    visitor.page.wait_for_function("tracked.length === 2")


FAKE = """
window.tracked = [];
window.analytics = {
  user: () => ({ id: () => null, anonymousId: () => "anonymous" }),
  on: () => undefined,
  track: (event) => { window.tracked.push(event); },
};
"""


def only(body: str) -> Site:
    return Site(scripts=("engine",), head=body, engine_async=False)


@pytest.mark.parametrize(
    "_",
    [
        pytest.param("", marks=pytest.mark.kamseg(site=only(body)), id=name)
        for name, body in {
            "nothing": "",
            "an element of that name": '<div id="analytics"></div>',
            "a form with a field called user": '<form id="analytics"><input name="user"></form>',
            "null": "<script>window.analytics = null;</script>",
            "a getter that throws": "<script>Object.defineProperty(window, 'analytics', { get() { throw Error(); } })</script>",
            "a user() that throws": "<script>window.analytics = { user() { throw Error(); } };</script>",
            "a user() that rejects": "<script>window.analytics = { user: () => Promise.reject(Error()) };</script>",
            "a track() that throws": "<script>window.analytics = { user: () => ({ id() {}, anonymousId() {} }), on() {},"
            " track() { throw Error(); } };</script>",
        }.items()
    ],
)
def test_what_only_looks_like_the_library_does_no_harm(visitor: Visitor, journal: Journal, _: str) -> None:
    visitor.page.clock.install()
    visitor.start()
    visitor.page.clock.run_for(61_000)
    assert visitor.page.evaluate("typeof kamseg.expose") == "function"
    assert links(journal) == []  # and the guards watch that no error was left unhandled


@pytest.mark.kamseg(site=only(""))
def test_the_library_in_its_npm_form(visitor: Visitor) -> None:
    """`window.analytics = AnalyticsBrowser.load(…)`: user() answers with a promise (CONTRACT 4.2)."""
    visitor.context.add_init_script("""
      window.tracked = [];
      const user = { id: () => "ann", anonymousId: () => "anonymous" };
      const loaded = new Promise((resolve) => { window.load = () => resolve(user); });
      window.analytics = {
        user: () => loaded,
        track: (event) => { window.tracked.push(event); return Promise.resolve(); },
        on: () => Promise.resolve(),
        then: (resolve) => resolve([window.analytics]),
      };
    """)
    visitor.start()
    assert visitor.page.evaluate("tracked") == []
    visitor.page.evaluate("load()")
    visitor.page.wait_for_function("tracked.length")
    assert visitor.page.evaluate("tracked") == [EVENT]


@pytest.mark.kamseg_engines(
    "chromium", reason="others may deliver the call, and still not tell the page that they did"
)
def test_a_page_that_is_left_at_once_has_not_linked_the_visit(visitor: Visitor, journal: Journal) -> None:
    """In Chromium a track call is lost when the same task navigates away."""
    visitor.context.add_init_script("""
      const timer = setInterval(() => {
        if (!window.analytics || typeof analytics.user !== "function") return;
        clearInterval(timer);
        const track = analytics.track;
        analytics.track = function (...values) {
          const sent = track.apply(this, values);
          if (location.pathname === "/") location.href = "/pricing";
          return sent;
        };
      }, 1);
    """)
    visitor.open()
    visitor.page.wait_for_url("**/pricing")
    journal.wait_for("segment.event", event=EVENT)
    visitor.start("/cart")
    settled(visitor)
    assert len(links(journal)) == 1


DENIED = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
"""


# Where nothing at all fits, analytics.js itself does not load ("Failed to load Analytics.js QuotaExceededError").
FULL = """
const { setItem } = Storage.prototype;
Storage.prototype.setItem = function (key, value) {
  if (key.startsWith("kamseg")) throw new DOMException("full", "QuotaExceededError");
  setItem.call(this, key, value);
};
"""


@pytest.mark.kamseg_every_engine
@pytest.mark.parametrize(
    "script",
    [
        DENIED,
        FULL,
        "delete Navigator.prototype.locks;",
        "navigator.locks.request = () => Promise.reject(new DOMException('opaque', 'SecurityError'));",
        DENIED + "delete Navigator.prototype.locks;",
    ],
    ids=["storage denied", "storage full", "no locks", "locks denied", "nothing at all"],
)
def test_without_storage_or_locks_it_is_once_per_page(
    visitor: Visitor, journal: Journal, script: str
) -> None:
    visitor.context.add_init_script(script)
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    visitor.page.evaluate(LOOK_NOW)
    settled(visitor)
    assert len(links(journal)) == 1


@pytest.mark.parametrize("stored", ["", "x", "null", "{}", "[1]", "a b c 1", "undefined", "9" * 1000])
@pytest.mark.pasted(LINK)
def test_a_corrupted_mark_is_overwritten(visitor: Visitor, journal: Journal, stored: str) -> None:
    key = link_key_of(LINK)
    visitor.context.add_init_script(
        f"localStorage.getItem('{key}') || localStorage.setItem('{key}', {stored!r});"
    )
    visitor.start()
    journal.wait_for("segment.event", event=EVENT)
    visitor.start("/pricing")
    settled(visitor)
    assert len(links(journal)) == 1


def around(script: str) -> str:
    """Other code in the same field: without a semicolon, and with names that the snippet uses itself."""
    return f"const timer = 1\nvar link = () => timer\nlink()\n{script}{script}window.after = link() + 1;"


@pytest.mark.pasted(LINK, change_script=around)
def test_the_field_can_hold_other_code_and_a_second_copy(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    settled(visitor)
    assert visitor.page.evaluate("after") == 2
    assert len(links(journal)) == 1


IDENTIFY = Project(sitecode=SITECODE, identity=Identity(mode="identify"), exposures=Exposures(source="off"))


@pytest.mark.pasted(IDENTIFY)
def test_the_visitor_code_becomes_the_user_id(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    call = journal.wait_for("segment.event", type="identify")
    code = visitor.cookies["kameleoonVisitorCode"]
    assert call["userId"] == code
    assert call["traits"] == {"k_visitorCode": code, "kameleoonVisitorCode": code}
    visitor.start("/pricing")
    settled(visitor)
    journal.only("segment.event", type="identify")
    visitor.page.evaluate("Kameleoon.API.Visitor.setVisitorCode('anothervisitor00')")
    visitor.start("/cart")
    assert journal.wait_for("segment.event", type="identify", times=2)["userId"] == "anothervisitor00"


@pytest.mark.pasted(IDENTIFY)
def test_a_user_id_of_the_site_itself_is_left_alone(visitor: Visitor, journal: Journal) -> None:
    visitor.context.add_init_script("document.cookie = 'ajs_user_id=ann; path=/';")
    visitor.start()
    settled(visitor)
    visitor.start("/pricing")
    settled(visitor)
    journal.none("segment.event", type="identify")


@pytest.mark.pasted(
    Project(
        sitecode=SITECODE,
        identity=Identity(event="It's me", properties=("who am i",)),
        consent=Consent(require="none"),
    )
)
def test_its_own_names(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert journal.wait_for("segment.event", event="It's me")["properties"] == {"who am i": visitor.code}
