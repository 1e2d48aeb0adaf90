"""CONTRACT 2.10: queue, polling, single-page mode and the API of a production build."""

from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, Experiment, Personalization
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ENGINE_ONLY = Site(scripts=("engine",))
PUSHED = """(() => {
  window.ran = [];
  const answer = kameleoonQueue.push(() => ran.push("first"), () => ran.push("second"));
  return [answer === undefined, ran];
})()"""


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_a_push_after_boot_runs_its_first_argument_and_returns_nothing(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate(PUSHED) == [True, ["first"]]


SWALLOWED = [
    "() => { throw new Error('mine'); }",
    "['No.such.function', 1]",
    "['Data.noSuchFunction']",
    "{ command: ['Kameleoon.API.Nothing.at.all'] }",
    "null",
    "7",
]


@pytest.mark.parametrize("item", SWALLOWED)
@pytest.mark.kamseg(site=ENGINE_ONLY)
@pytest.mark.kamseg_allow("engine.error")
def test_a_push_after_boot_swallows_errors_and_unknown_paths(visitor: Visitor, item: str) -> None:
    visitor.start()
    assert visitor.page.evaluate(f"(() => kameleoonQueue.push({item}) === undefined)()") is True


THROWS_SECOND = """
window.checks = 0;
Kameleoon.API.Core.runWhenConditionTrue(() => {
  checks += 1;
  if (checks === 2) throw new Error("second");
  return checks > 3;
}, () => { window.gone = true; });
"""


@pytest.mark.parametrize(
    ("account", "seen"),
    [(Account(), [False, 2]), (Account(throwing_condition="goes-on"), [True, 4])],
    ids=["ends", "goes on"],
)
@pytest.mark.kamseg(site=ENGINE_ONLY)
@pytest.mark.kamseg_allow("engine.error")
def test_a_condition_that_throws_later_ends_the_polling(visitor: Visitor, seen: list[Any]) -> None:
    visitor.stop_clock()
    visitor.start()
    visitor.page.evaluate(THROWS_SECOND)
    visitor.pass_time(5)
    assert visitor.page.evaluate("[Boolean(window.gone), checks]") == seen


ADDRESSES = {
    "path": "history.pushState({}, '', '/pricing')",
    "query": "history.pushState({}, '', '?sort=price')",
    "replaced query": "history.replaceState({}, '', '?sort=price')",
    "hash": "location.hash = 'reviews'",
    "replaced hash": "history.replaceState({}, '', '#reviews')",
}


@pytest.mark.parametrize("change", ADDRESSES.values(), ids=list(ADDRESSES))
@pytest.mark.kamseg(
    account=Account(
        single_page=True,
        global_script="window.runs = (window.runs || 0) + 1;",
        experiments=(Experiment(id=1, name="One"),),
    ),
    site=ENGINE_ONLY,
)
def test_every_change_of_the_address_repeats_the_load_and_activates_again(
    visitor: Visitor, journal: Journal, change: str
) -> None:
    visitor.start()
    visitor.page.evaluate(change)
    journal.wait_for("engine.event", name="ExperimentActivated", times=2)
    assert visitor.page.evaluate("runs") == 2
    assert [entry["pageViews"] for entry in journal.entries("engine.visitor")] == [1, 2]


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_tracking_is_an_object(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate("typeof Kameleoon.API.Tracking") == "object"


@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_local_data_has_no_values_that_nobody_has_written(visitor: Visitor) -> None:
    visitor.start()
    visitor.page.evaluate("Kameleoon.API.Data.writeLocalData('mine', 1)")
    for name in ("toString", "constructor", "__proto__"):
        assert visitor.page.evaluate("(name) => Kameleoon.API.Data.readLocalData(name)", name) is None


METHODS = (
    *("getAll", "getActive", "getById", "getByName", "getTriggeredInVisit", "getActivatedInVisit"),
    *("assignVariation", "trigger", "block"),
)


@pytest.mark.parametrize(
    ("account", "cut"),
    [
        (Account(personalizations=(Personalization(id=1, name="One"),)), "Experiments"),
        (Account(experiments=(Experiment(id=1, name="One"),)), "Personalizations"),
    ],
    ids=["without experiments", "without personalizations"],
)
@pytest.mark.kamseg(site=ENGINE_ONLY)
def test_the_methods_of_what_a_project_does_not_use_do_nothing(visitor: Visitor, cut: str) -> None:
    visitor.start()
    call = "([group, name]) => Kameleoon.API[group][name](1) === undefined"
    silent = {
        group: [name for name in METHODS if visitor.page.evaluate(call, [group, name])]
        for group in ("Experiments", "Personalizations")
    }
    assert silent[cut] == list(METHODS)
    assert len(silent[({"Experiments", "Personalizations"} - {cut}).pop()]) == 3  # what acts
    assert visitor.page.evaluate("Kameleoon.API.CurrentVisit.activatedExperiments.length") == (
        cut == "Personalizations"
    )
