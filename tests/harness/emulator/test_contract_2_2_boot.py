"""CONTRACT 2.1, 2.2, 2.3, 2.6, 2.7: install tag, boot order, pasted code, command queue, events."""

import re

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum, Experiment
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

# Fills window.trace with what happens, in order; before set-up there is no visitor code.
TRACE = """<script>
  var trace = [];
  var note = (what) => trace.push(what + ":" + typeof Kameleoon.API.Visitor.code);
  ["Loaded", "Started", "Aborted", "ExperimentActivated"].forEach((name) => {
    window.addEventListener("Kameleoon::" + name, (event) => {
      note(name);
      if (typeof event.detail.time !== "number") throw new Error("no time");
    });
  });
  var kameleoonQueue = [
    () => note("queue 1"),
    {level: "IMMEDIATE", command: () => note("immediate 1")},
    {level: "IMMEDIATE", command: () => note("immediate 2")},
    () => note("queue 2"),
  ];
</script>"""
ORDER = [
    "immediate 2:undefined",
    "immediate 1:undefined",
    "Loaded:undefined",
    "custom data:string",
    "global script:string",
    "experiment script:string",
    "queue 1:string",
    "queue 2:string",
    "Started:string",
    "ExperimentActivated:string",
]
TRACED = Account(
    global_script="note('global script');",
    custom_data=(CustomDatum(name="A", code="note('custom data'); return {value: null};"),),
    experiments=(Experiment(id=7, name="Seven", global_script="note('experiment script')"),),
)
QUIET = Site(scripts=("engine",), head=TRACE)


@pytest.mark.kamseg(account=TRACED, site=QUIET)
def test_boot_order_in_eight_steps(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate("trace") == ORDER


@pytest.mark.kamseg(account=TRACED, site=Site(scripts=("engine",), head=TRACE, engine_path="/kameleoon.js"))
def test_legacy_kameleoon_js_is_the_same_engine(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate("trace") == ORDER


@pytest.mark.kamseg(site=Site(scripts=("engine",)))
def test_the_runtime_does_not_exist_before_set_up(visitor: Visitor) -> None:
    visitor.page.add_init_script(
        "window.kameleoonQueue = [{level: 'IMMEDIATE', command: () => {"
        "  window.early = {visitor: Object.keys(Kameleoon.API.Visitor), visit: Kameleoon.API.CurrentVisit};"
        "  Kameleoon.API.Visitor.setVisitorCode('chosen-by-server');"
        "}}];"
    )
    visitor.start()
    assert visitor.page.evaluate("early") == {"visitor": ["setVisitorCode"], "visit": None}
    assert visitor.code == "chosen-by-server"
    assert visitor.cookies["kameleoonVisitorCode"] == "chosen-by-server"


@pytest.mark.parametrize(
    "account",
    [
        Account(abort=reason, global_script="note('global script')")
        for reason in ("BROWSER", "STORAGE", "TIMEOUT", "PARAMETER")
    ],
    ids=lambda account: account.abort,
)
@pytest.mark.kamseg(site=QUIET)
def test_aborted_says_why_and_runs_no_script(visitor: Visitor, journal: Journal, account: Account) -> None:
    visitor.open()
    aborted = journal.wait_for("engine.event", name="Aborted")
    assert aborted["detail"]["reason"] == account.abort
    assert visitor.page.evaluate("trace.slice(2)") == ["Loaded:undefined", "Aborted:undefined"]


@pytest.mark.kamseg(site=QUIET)
def test_aborted_while_prerendering(visitor: Visitor, journal: Journal) -> None:
    visitor.page.add_init_script("Object.defineProperty(document, 'prerendering', {value: true})")
    visitor.open()
    assert journal.wait_for("engine.event", name="Aborted")["detail"]["reason"] == "PRERENDER"


@pytest.mark.kamseg(
    account=Account(without_storage="abort"),
    site=Site(scripts=("engine",), headers={"Content-Security-Policy": "sandbox allow-scripts"}),
)
def test_aborted_without_storage(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    assert journal.wait_for("engine.event", name="Aborted")["detail"]["reason"] == "STORAGE"


SCOPE = """
var local = 1;
const constant = 2;
window.scope = {self: this === window, strict: (function () { return this === undefined; })()};
window.scope.isAsync = this.constructor.name === "AsyncFunction";
if (local === 1) { return; }
window.scope.after = true;
"""


@pytest.mark.kamseg(
    account=Account(
        global_script=SCOPE,
        custom_data=(CustomDatum(name="A", code="throw new Error('from custom data')"),),
        experiments=(Experiment(id=1, name="One", global_script="throw new Error('from script')"),),
    ),
    site=Site(scripts=("engine",)),
)
@pytest.mark.kamseg_allow("engine.error")
def test_pasted_code_is_the_body_of_a_plain_function(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert visitor.page.evaluate("scope") == {"self": True, "strict": False, "isAsync": False}
    assert visitor.page.evaluate("[typeof local, typeof constant]") == ["undefined", "undefined"]
    journal.wait_for("engine.error", where="custom data A", message="Error: from custom data")
    journal.wait_for("engine.error", where="global script of One")
    journal.wait_for("console", level="error")
    journal.none("page-error")


@pytest.mark.kamseg(
    account=Account(custom_data=(CustomDatum(name="A"), CustomDatum(name="B"), CustomDatum(name="C"))),
    site=Site(scripts=("engine",)),
)
@pytest.mark.kamseg_allow("engine.error")
def test_queue_takes_every_form_and_goes_on_after_an_error(visitor: Visitor, journal: Journal) -> None:
    visitor.page.add_init_script(
        "window.kameleoonQueue = ["
        "  () => { throw new Error('from queue'); },"
        "  ['Data.setCustomData', 'A', 'short path'],"
        "  ['Kameleoon.API.Data.setCustomData', 'B', 'long path'],"
        "  ['No.such.function', 1],"
        "  {level: 'NORMAL', command: ['Data.setCustomData', 'C', 'object']},"
        "];"
    )
    visitor.start()
    assert [visitor.custom_data(name) for name in "ABC"] == ["short path", "long path", "object"]
    assert journal.count("engine.error", where="kameleoonQueue") == 2
    pushed = visitor.page.evaluate(
        "(() => { let ran = false; kameleoonQueue.push(() => { ran = true; }); return ran; })()"
    )
    assert pushed is True
    visitor.page.evaluate("kameleoonQueue.push({command: ['Data.setCustomData', 'A', 'late']})")
    assert visitor.custom_data("A") == "late"


@pytest.mark.kamseg(account=Account(goals=("Bought",)), site=Site(scripts=("engine",)))
def test_events_carry_their_details(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    assert journal.only("engine.event", name="Loaded")["detail"].keys() == {"time", "loadTime", "timeout"}
    assert journal.only("engine.event", name="Started")["detail"]["newVisitorCode"] is True
    visitor.page.evaluate("Kameleoon.API.Goals.processConversion('Bought', 12.5, {sku: 'x'})")
    visitor.page.evaluate("Kameleoon.API.Goals.processConversion(1)")
    visitor.page.evaluate("Kameleoon.API.Goals.processConversion('Unknown')")
    visitor.consent()
    update = journal.wait_for("engine.event", name="LegalConsentUpdated")["detail"]["legalConsentUpdate"]
    assert update == {"AB_TESTING": True, "PERSONALIZATION": True}
    converted = journal.entries("engine.event", name="ConversionTriggered")
    assert [entry["detail"]["name"] for entry in converted] == ["Bought", "Bought"]
    assert converted[0]["detail"].keys() == {"time", "id", "name", "type"}
    goals = journal.entries("goal", source="page")
    assert (goals[0]["revenue"], goals[0]["metadata"], goals[0]["visitorCode"]) == (
        12.5,
        {"sku": "x"},
        visitor.code,
    )
    visitor.start("/pricing")
    assert journal.entries("engine.event", name="Started")[1]["detail"]["newVisitorCode"] is False


RELOADED = Account(
    single_page=True,
    global_script="""
    window.runs = (window.runs || 0) + 1;
    const count = () => { window.clicks = (window.clicks || 0) + 1; };
    Kameleoon.API.Utils.addEventListener(document, "click", count);
    const mine = window.runs;
    const finish = () => { window.finished = mine; };
    Kameleoon.API.Core.runWhenConditionTrue(() => window.finish === mine, finish, 5);
    """,
    custom_data=(
        CustomDatum(
            name="Evaluated", code="window.evaluated = (window.evaluated || 0) + 1; return {value: 1};"
        ),
        CustomDatum(name="Page", scope="page"),
    ),
)


@pytest.mark.kamseg(account=RELOADED, site=Site(scripts=("engine",), single_page=True))
def test_single_page_mode_repeats_the_whole_load_in_the_same_window(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    visitor.page.evaluate("window.same = true; Kameleoon.API.Data.setCustomData('Page', 'old')")
    first_code = visitor.code
    visitor.page.get_by_text("Pricing").click()
    journal.wait_for("engine.event", name="Started", times=2)
    counts = visitor.page.evaluate("[same, runs, evaluated]")
    assert counts == [True, 2, 2]
    assert visitor.custom_data("Page") is None
    assert visitor.code == first_code
    before = visitor.page.evaluate("window.clicks || 0")
    visitor.page.get_by_role("heading").click()
    assert visitor.page.evaluate("clicks") == before + 1
    visitor.page.evaluate("window.finish = 1; window.rounds = 0")
    several_rounds = (
        "new Promise((done) => Kameleoon.API.Core.runWhenConditionTrue(() => ++rounds > 3, done, 10))"
    )
    visitor.page.evaluate(several_rounds)
    assert visitor.page.evaluate("window.finished") is None  # the timer of the first load is gone
    visitor.page.evaluate("window.finish = 2")
    visitor.page.wait_for_function("window.finished === 2")
    order = [entry["name"] for entry in journal.entries("engine.event", name=re.compile("^(Load|Start)ed$"))]
    assert order == ["Loaded", "Started"] * 2


@pytest.mark.kamseg(account=Account(global_script="window.runs = (window.runs || 0) + 1;"))
def test_without_single_page_mode_a_new_address_changes_nothing(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.page.evaluate("history.pushState({}, '', '/pricing')")
    visitor.pass_time(1)
    assert visitor.page.evaluate("runs") == 1
    assert journal.count("engine.event", name="Loaded") == 1


@pytest.mark.kamseg(
    account=Account(global_script="window.runs = (window.runs || 0) + 1;"),
    site=Site(scripts=("engine", "engine")),
)
def test_an_engine_that_loads_twice_runs_everything_twice(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    journal.wait_for("engine.event", name="Started", times=2)
    assert visitor.page.evaluate("runs") == 2


POLLUTED = """
Array.prototype.toJSON = () => "polluted";
Object.prototype.toJSON = () => "polluted";
JSON.stringify = () => "overwritten";
navigator.sendBeacon = () => { throw new Error("overwritten"); };
window.fetch = () => { throw new Error("overwritten"); };
Promise.resolve = () => { throw new Error("overwritten"); };
"""


@pytest.mark.kamseg(site=Site(scripts=("engine",)))
def test_reports_survive_a_page_that_overwrites_everything_later(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    visitor.page.evaluate(f"(() => {{ {POLLUTED} }})()")
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('Unknown', ['a', {b: [1, null]}])")
    assert journal.wait_for("custom-data")["value"] == ["a", {"b": [1, None]}]
