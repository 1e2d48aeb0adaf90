"""CONTRACT 2.10: what a production build does with custom data."""

from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

LONG = "x" * 1001
DATA = Account(
    custom_data=(
        CustomDatum(name="One"),
        CustomDatum(name="One of the page", scope="page"),
        CustomDatum(name="List", type="list"),
        CustomDatum(name="Counts", type="count-list"),
        CustomDatum(name="Numbers", type="count-list", format="number"),
        CustomDatum(name="constructor", type="list"),
    )
)
pytestmark = pytest.mark.kamseg(account=DATA, site=Site(scripts=("engine",)))


def set_data(visitor: Visitor, name: str, value: Any, *, overwrite: bool | None = None) -> None:
    call = "(values) => Kameleoon.API.Data.setCustomData(...values)"
    visitor.page.evaluate(call, [name, value] if overwrite is None else [name, value, overwrite])


def test_a_unique_datum_keeps_the_first_element_of_an_array(visitor: Visitor) -> None:
    visitor.start()
    set_data(visitor, "One", ["a", "b"])
    assert visitor.custom_data("One") == "a"
    set_data(visitor, "One", ["c", "d"], overwrite=True)
    assert visitor.custom_data("One") == "c"
    set_data(visitor, "One", ["e"], overwrite=False)
    assert visitor.custom_data("One") == "c"


@pytest.mark.parametrize("item", [None, LONG], ids=["null", "too long"])
def test_an_item_that_does_not_fit_is_skipped_and_the_others_are_set(
    visitor: Visitor, journal: Journal, item: str | None
) -> None:
    visitor.start()
    set_data(visitor, "List", ["a", item, "b"])
    assert visitor.custom_data("List") == ["a", "b"]
    entry = journal.wait_for("custom-data", name="List")
    assert (entry["outcome"], entry["skipped"]) == ("set", 1)


def test_a_unique_value_that_is_too_long_empties_the_datum(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    set_data(visitor, "One", "known")
    set_data(visitor, "One", LONG, overwrite=True)
    assert visitor.custom_data("One") is None
    journal.wait_for("custom-data", name="One", outcome="too-long")
    visitor.start("/pricing")
    assert visitor.custom_data("One") is None


def test_without_overwrite_a_value_that_is_too_long_changes_nothing(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    for name in ("One of the page", "List"):
        set_data(visitor, name, "known")
        set_data(visitor, name, LONG)
    set_data(visitor, "One", "known")
    set_data(visitor, "One", LONG, overwrite=False)
    values = visitor.page.evaluate("Kameleoon.API.CurrentVisit.customData")
    assert values == {"One": "known", "One of the page": "known", "List": ["known"]}
    journal.wait_for("custom-data", outcome="too-long", times=3)
    assert journal.count("engine.event", name="CustomDataSet") == 3


def test_a_list_that_counts_reads_as_values_with_their_counts(visitor: Visitor) -> None:
    visitor.start()
    set_data(visitor, "Counts", ["a", "b", "a"])
    set_data(visitor, "Counts", "b")
    set_data(visitor, "Numbers", [1, 2, 1])
    assert visitor.custom_data("Counts") == [{"value": "a", "count": 2}, {"value": "b", "count": 2}]
    assert visitor.custom_data("Numbers") == [{"value": 1, "count": 2}, {"value": 2, "count": 1}]


def test_a_datum_may_be_called_like_what_every_object_has(visitor: Visitor) -> None:
    visitor.start()
    set_data(visitor, "constructor", "a")
    assert visitor.custom_data("constructor") == ["a"]
