"""What Segment knows of the visitor, read back from Kameleoon's Data API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.generator.project import Identity
from kamseg.harness.emulator.http.faults import Fault, malformed_json
from kamseg.harness.emulator.kameleoon.account import DataCondition, Experiment, Targeting, Variation
from kamseg.harness.emulator.site.pages import Site
from matrix.case import CODE, Case, Step
from matrix.expectations import asked_at_most, custom_data, is_question, key_asked, page_works
from matrix.identity import loses_cookie, walks_without_loading
from matrix.visits import opens, then
from msgspec.structs import replace
from projects import COMPANY, EVERYTHING, PERSONAS, PLAN

if TYPE_CHECKING:
    from kamseg.harness.emulator.kameleoon.account import Account
    from matrix.scene import Scene

GOLD = {"COHORTS_": {"VIP": True}, "IDENTIFY_": {"plan": "gold", "groupId": "acme"}}
ALL_THERE = (custom_data(PERSONAS, ["VIP"]), custom_data(PLAN, "gold"), custom_data(COMPANY, "acme"))
HOST = "*-data.kameleoon"
SHAPE = "how Kameleoon stores it is not public; the naive scripts read the plainest form"
BY_USER = replace(EVERYTHING, identity=Identity(lookup="segment-user-id"))


def stores(key: str, value: Any) -> Step:
    """Segment has changed what it says of the visitor."""

    def visit(scene: Scene) -> None:
        scene.emulator.data_api.put(key + CODE, value)

    return visit


def then_fails(fault: Fault) -> Step:
    """Know everything from the first page; on two more pages each read fails."""

    def visit(scene: Scene) -> None:
        scene.page()
        then(*ALL_THERE)(scene)
        scene.emulator.faults.add(fault)
        for path in ("/pricing", "/cart"):
            asked = sum(map(is_question, scene.journal))
            scene.tab.start(path)
            scene.settle()
            asked = sum(map(is_question, scene.journal)) - asked
            assert asked <= 6, f"asked {asked} times on one page"

    return visit


def answers(body: str) -> Fault:
    return Fault(host=HOST, status=200, body=body, content_type="application/json")


FAILURES = {
    "404": ("answers 404", Fault(host=HOST, status=404)),
    "500": ("answers 500", Fault(host=HOST, status=500)),
    "429": ("answers 429: too many requests", Fault(host=HOST, status=429)),
    "cut": ("is cut off", Fault(host=HOST, does="abort")),
    "truncated": ("breaks off in the middle", Fault(host=HOST, does="truncate")),
    "malformed": ("answers malformed JSON", malformed_json(HOST)),
    "html": ("answers with a page of HTML", Fault(host=HOST, status=200, body="<!doctype html>", content_type="text/html")),
    "null": ("answers null", answers("null")),
    "list": ("answers a list", answers("[1, 2]")),
    "text": ("answers a text", answers('"x"')),
    "number": ("answers a number", answers("7")),
    "nothing": ("answers {}", answers("{}")),
    "empty": ("answers nothing at all", answers("")),
}  # fmt: skip
IDS = {
    "ampersand": "a&b", "hash": "a#b", "plus": "a+b", "slash": "a/b", "percent": "100%", "encoded": "a%2Fb",
    "accent": "élodie", "blank": "ann lee", "emoji": "😀", "quote": 'a"b\'c', "mail": "ann@example.com",
}  # fmt: skip
WRONG = {
    "object": ("an object", {"name": "gold"}),
    "null": ("null", None),
}


def logs_in(user: str) -> Step:
    def visit(scene: Scene) -> None:
        scene.page()
        scene.tab.identify(user)
        scene.settle()

    return visit


def known_user(user: str) -> Step:
    """A user for whom something is stored logs in, and looks at another page."""

    def visit(scene: Scene) -> None:
        scene.emulator.data_api.put(f"COHORTS_{user}", {"VIP": True})
        scene.emulator.data_api.put(f"IDENTIFY_{user}", {"plan": "gold"})
        then(logs_in(user), opens("/pricing"))(scene)

    return visit


def api_hangs(scene: Scene) -> None:
    """The Data API never answers: the page is built, Segment works, and nobody asks again."""
    scene.tab.start()
    scene.tab.pass_time(60)
    asked = [entry for entry in scene.journal if is_question(entry)]
    assert len(asked) <= 6, f"asked {len(asked)} times"


def api_is_slow(scene: Scene) -> None:
    scene.tab.start()
    scene.emulator.release("slow")
    scene.settle()


def knows_by_heart(scene: Scene) -> None:
    """On the second page the Data API hangs; what the first has read decides at once."""
    scene.page()
    scene.emulator.faults.add(Fault(host=HOST, does="hang"))
    scene.tab.start("/pricing")
    scene.journal.wait_for("exposure", name="For VIPs", times=2)


def another_visitor(scene: Scene) -> None:
    scene.page()
    scene.tab.page.evaluate("Kameleoon.API.Visitor.setVisitorCode('anothervisitor00')")
    scene.page("/pricing")


def returns_later(scene: Scene) -> None:
    scene.page()
    stores("COHORTS_", {"New": True})(scene)
    stores("IDENTIFY_", {"plan": "silver"})(scene)
    scene.tab = scene.tab.return_after(minutes=31)
    scene.page("/pricing")


def id_is_malformed(scene: Scene) -> None:
    """The shop's server has set Segment's cookie, unencoded."""
    scene.give_cookie("ajs_user_id", "100%")
    scene.emulator.data_api.put("IDENTIFY_100%", {"plan": "gold"})
    scene.page()


def corrupted(value: str) -> Step:
    """Whatever the engine keeps for others holds something else now."""

    def visit(scene: Scene) -> None:
        scene.page()
        script = """(value) => {
          const all = JSON.parse(localStorage.getItem("kameleoonLocalData") || "{}");
          for (const key of Object.keys(all)) all[key].value = JSON.parse(value);
          localStorage.setItem("kameleoonLocalData", JSON.stringify(all));
        }"""
        scene.tab.page.evaluate(script, value)
        scene.page("/pricing")

    return visit


def misspelt(account: Account) -> Account:
    """The list of audiences has another name in the app than in the configuration."""
    data = [
        replace(datum, name="Segment personas") if datum.name == PERSONAS else datum
        for datum in account.custom_data
    ]
    return replace(account, custom_data=tuple(data))


FOR_VIPS = Experiment(
    id=1,
    name="For VIPs",
    variations=(Variation(id=2, name="Gold"),),
    targeting=Targeting(custom_data=(DataCondition(name=PERSONAS, value="VIP"),)),
)

CASES = (
    Case(id="remote/all", title="Audiences, a trait and a group", visit=opens(), stored=GOLD, expect=ALL_THERE),
    Case(id="remote/one-request", title="One request a page, however many custom data", visit=opens("/", "/pricing"), stored=GOLD, expect=(*ALL_THERE, asked_at_most(2))),
    *(
        Case(id=f"remote/{name}", title=f"The Data API {what}: what is known stays", visit=then_fails(fault), stored=GOLD, expect=ALL_THERE)
        for name, (what, fault) in FAILURES.items()
    ),
    Case(id="remote/hangs", title="The Data API never answers", visit=api_hangs, faults=(Fault(host=HOST, does="hang"),), expect=(page_works,)),
    Case(id="remote/slow", title="The Data API answers after the page is built", visit=api_is_slow, faults=(Fault(host=HOST, does="delay", name="slow"),), stored=GOLD, expect=ALL_THERE),
    Case(id="remote/at-once", title="The Data API hangs on the second page: targeting works by what is known", visit=knows_by_heart, stored=GOLD, account={"experiments": (FOR_VIPS,)}),
    Case(id="remote/large", title="An answer of 1 MB", visit=opens(), stored={"COHORTS_": {"VIP": True}, "IDENTIFY_": {"plan": "gold", "groupId": "acme", "junk": "x" * 1_000_000}}, expect=ALL_THERE),
    Case(id="remote/unknown", title="A visitor of whom nothing is stored", visit=opens("/", "/pricing"), expect=(custom_data(PERSONAS, None), custom_data(PLAN, None), custom_data(COMPANY, None))),
    *(
        Case(id=f"remote/trait-{name}", title=f"The trait is {what}: it is not taken for a text", visit=opens(), stored={"COHORTS_": {"VIP": True}, "IDENTIFY_": {"plan": value, "groupId": "acme"}},
             expect=(custom_data(PLAN, None), custom_data(PERSONAS, ["VIP"]), custom_data(COMPANY, "acme")))
        for name, (what, value) in WRONG.items()
    ),
    Case(id="remote/too-long", title="A trait of more than 1000 characters: the others are not affected", visit=opens(), stored={"COHORTS_": {"VIP": True}, "IDENTIFY_": {"plan": "x" * 1001, "groupId": "acme"}},
         expect=(custom_data(PLAN, None), custom_data(PERSONAS, ["VIP"]), custom_data(COMPANY, "acme"))),
    Case(id="remote/misspelt", title="A custom data has another name in Kameleoon: the others are not affected", visit=opens(), stored=GOLD, change=misspelt, expect=(custom_data(PLAN, "gold"), custom_data(COMPANY, "acme"))),
    Case(id="remote/duplicates", title="An audience is in the list twice", visit=opens(), stored={"COHORTS_": {"audiences": ["VIP", "VIP", "New"]}}, expect=(custom_data(PERSONAS, ["VIP", "New"]),), naive=SHAPE),
    Case(id="remote/objects", title="Audiences are stored as objects", visit=opens(), stored={"COHORTS_": {"cohorts": [{"id": 7, "name": "VIP"}]}}, expect=(custom_data(PERSONAS, ["VIP"]),), naive=SHAPE),
    Case(id="remote/nested", title="Traits and group are stored one level down", visit=opens(), stored={"IDENTIFY_": {"traits": {"plan": "gold", "group": {"id": "acme"}}}}, expect=(custom_data(PLAN, "gold"), custom_data(COMPANY, "acme")), naive=SHAPE),
    Case(id="remote/prototype-names", title="Audiences are called constructor and toString", visit=opens(), stored={"COHORTS_": {"constructor": True, "toString": True}}, expect=(custom_data(PERSONAS, ["constructor", "toString"]),)),
    Case(id="remote/left", title="An audience is left", visit=then(opens(), stores("COHORTS_", {"VIP": None, "New": True}), opens("/pricing", "/cart")), stored={"COHORTS_": {"VIP": True, "New": True}},
         expect=(custom_data(PERSONAS, ["New"]),)),
    Case(id="remote/last-left", title="The last audience is left", visit=then(opens(), stores("COHORTS_", {"VIP": None}), opens("/pricing", "/cart")), stored=GOLD, expect=(custom_data(PERSONAS, None), custom_data(PLAN, "gold"))),
    Case(id="remote/first-entered", title="The first audience is entered", visit=then(opens(), stores("COHORTS_", {"VIP": True}), opens("/pricing")), stored={"IDENTIFY_": {"plan": "gold"}}, expect=(custom_data(PERSONAS, ["VIP"]),)),
    Case(id="remote/trait-changes", title="A trait changes", visit=then(opens(), stores("IDENTIFY_", {"plan": "silver"}), opens("/pricing", "/cart")), stored=GOLD, expect=(custom_data(PLAN, "silver"),)),
    Case(id="remote/stale", title="The visitor comes back later: what was known is no answer any more", visit=returns_later, tabs=2, needs=frozenset({"clock"}), stored=GOLD, expect=(custom_data(PLAN, "silver"),)),
    Case(id="remote/other-visitor", title="Another visitor on the same device never has the first one's data", visit=another_visitor, stored=GOLD,
         expect=(custom_data(PERSONAS, None), custom_data(PLAN, None), custom_data(COMPANY, None))),
    Case(id="remote/new-visitor", title="Kameleoon's cookie is cleared: the new visitor has nothing of the old one", visit=then(opens(), loses_cookie("kameleoonVisitorCode"), opens("/pricing")), stored=GOLD,
         expect=(custom_data(PERSONAS, None), custom_data(PLAN, None), custom_data(COMPANY, None))),
    Case(id="remote/other-user", title="Another user logs in, of whom nothing is stored", visit=then(known_user("ann"), custom_data(PLAN, "gold"), logs_in("bob"), opens("/pricing")), project=BY_USER,
         expect=(custom_data(PERSONAS, None), custom_data(PLAN, None))),
    *(
        Case(id=f"remote/cache-{name}", title=f"What the engine keeps between pages has become {what}", visit=corrupted(value), stored=GOLD, expect=ALL_THERE)
        for name, what, value in (("null", "null", "null"), ("number", "a number", "5"), ("list", "a list", "[]"), ("object", "another object", '{"id": 1, "time": 1e15, "value": {}}'))
    ),
    *(
        Case(id=f"remote/id-{name}", title=f"The user's id is {user}", visit=known_user(user), project=BY_USER, expect=(custom_data(PERSONAS, ["VIP"]), custom_data(PLAN, "gold"), key_asked(f"COHORTS_{user}")))
        for name, user in IDS.items()
    ),
    Case(id="remote/id-malformed", title="The user's id in Segment's cookie is not encoded: 100%", visit=id_is_malformed, project=BY_USER, expect=(custom_data(PLAN, "gold"),)),
    Case(id="remote/older-engine", title="An older engine throws on malformed JSON: what is known stays", visit=then_fails(malformed_json(HOST)), stored=GOLD, account={"build": "older"}, allow=frozenset({"page-error"}), expect=ALL_THERE),
    Case(id="remote/single-page", title="A single-page site asks once for each page", visit=then(opens(), walks_without_loading("Pricing", "Cart")), stored=GOLD, site=Site(single_page=True), account={"single_page": True}, expect=(*ALL_THERE, asked_at_most(9))),
)  # fmt: skip
