"""CONTRACT 2.4 and 2.5: custom data, its acquisition code, scopes and overwrite rules."""

from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ENGINE_ONLY = Site(scripts=("engine",))


def set_datum(visitor: Visitor, name: str | int, value: Any, *, overwrite: bool | None = None) -> Any:
    call = "(values) => Kameleoon.API.Data.setCustomData(...values)"
    return visitor.page.evaluate(call, [name, value] if overwrite is None else [name, value, overwrite])


ANSWERS = {
    "value": "return {value: 'x'};",
    "nothing": "return {value: null};",
    "text": "return 'x';",
    "false": "return false;",
    "promise": "return Promise.resolve({value: 'x'});",
    "list": "return {value: ['a', 'b'], overwrite: true};",
    "null": "return null;",
    "undefined": "",
    "throws": "throw new Error('always');",
}


@pytest.mark.kamseg(
    account=Account(
        custom_data=tuple(
            CustomDatum(name=name, code=code or ";", type="list" if name == "list" else "unique")
            for name, code in ANSWERS.items()
        )
    ),
    site=ENGINE_ONLY,
)
@pytest.mark.kamseg_allow("engine.error")
def test_acquisition_ends_with_any_answer_and_repeats_without_one(visitor: Visitor, journal: Journal) -> None:
    visitor.stop_clock()
    visitor.start()
    assert visitor.page.evaluate("Kameleoon.API.CurrentVisit.customData") == {
        "value": "x",
        "list": ["a", "b"],
    }

    def runs_after(seconds: float) -> dict[str, int]:
        visitor.pass_time(seconds)
        now = visitor.page.evaluate(
            "(() => { Kameleoon.API.Events.trigger(Date.now()); return Date.now(); })()"
        )
        journal.wait_for("engine.custom-event", name=str(now))
        return {name: journal.count("custom-data.evaluated", name=name) for name in ANSWERS}

    def expected(number: int) -> dict[str, int]:
        return {name: number if name in ("null", "undefined", "throws") else 1 for name in ANSWERS}

    assert runs_after(3) == expected(1 + 30)
    assert runs_after(2.9) == expected(1 + 30)
    assert runs_after(0.1) == expected(1 + 30 + 1)
    assert runs_after(6) == expected(1 + 30 + 3)


LOST = """
Kameleoon.API.Data.setCustomData("sync", "lost");
window.codeInFirstPass = Kameleoon.API.Visitor.code;
setTimeout(() => Kameleoon.API.Data.setCustomData("async", "kept"));
return {value: "returned"};
"""


@pytest.mark.kamseg(
    account=Account(
        custom_data=(
            CustomDatum(name="source", code=LOST),
            CustomDatum(name="sync"),
            CustomDatum(name="async"),
        ),
        global_script="Kameleoon.API.Data.setCustomData('sync', window.late);",
    ),
    site=ENGINE_ONLY,
)
def test_a_synchronous_set_in_the_first_pass_is_lost(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("custom-data", name="async", value="kept", outcome="set")
    assert visitor.page.evaluate("Kameleoon.API.CurrentVisit.customData") == {
        "source": "returned",
        "async": "kept",
    }
    assert visitor.page.evaluate("codeInFirstPass") == visitor.code
    journal.only("custom-data", name="sync", value="lost", outcome="lost", source="api")
    journal.only("custom-data", name="source", value="returned", outcome="set", source="returned")
    journal.none("engine.event", name="CustomDataSet", detail={"name": "sync"})


EVERY_KIND = Account(
    custom_data=tuple(
        CustomDatum(name=f"{scope} {kind}", type=kind, scope=scope)
        for scope in ("page", "visit", "visitor")
        for kind in ("unique", "list", "count-list")
    )
)


@pytest.mark.kamseg(account=EVERY_KIND, site=ENGINE_ONLY)
def test_overwrite_defaults_accumulation_and_count(visitor: Visitor) -> None:
    visitor.start()
    for datum in EVERY_KIND.custom_data:
        for value in ("a", "b", "a", "b"):
            assert set_datum(visitor, datum.name, value) is None
    values = visitor.page.evaluate("Kameleoon.API.CurrentVisit.customData")
    for scope in ("page", "visit", "visitor"):
        assert values[f"{scope} list"] == ["a", "b"]
        assert values[f"{scope} count-list"] == [{"value": "a", "count": 2}, {"value": "b", "count": 2}]
    assert values["page unique"] == "a"
    assert values["visit unique"] == values["visitor unique"] == "b"
    set_datum(visitor, "visit unique", "c")
    set_datum(visitor, "visit unique", "d", overwrite=False)
    set_datum(visitor, "page unique", "c", overwrite=True)
    set_datum(visitor, "visit list", ["x", "y"], overwrite=True)
    set_datum(visitor, "page list", ["c"])
    assert visitor.custom_data("visit unique") == "c"
    assert visitor.custom_data("page unique") == "c"
    assert visitor.custom_data("visit list") == ["x", "y"]
    assert visitor.custom_data("page list") == ["a", "b", "c"]
    set_datum(visitor, "visit list", [], overwrite=True)
    visitor.page.evaluate("Kameleoon.API.Data.resetCustomData('page list')")
    assert visitor.custom_data("visit list") is None
    assert visitor.custom_data("page list") is None


@pytest.mark.kamseg_tabs(2)
@pytest.mark.kamseg(account=EVERY_KIND, site=ENGINE_ONLY)
def test_scopes_page_visit_visitor(visitor: Visitor) -> None:
    visitor.start()
    for scope in ("page", "visit", "visitor"):
        set_datum(visitor, f"{scope} unique", scope)
    assert visitor.page.evaluate("Kameleoon.API.Visitor.customData") == {"visitor unique": "visitor"}
    visitor.start("/pricing")
    values = visitor.page.evaluate("Kameleoon.API.CurrentVisit.customData")
    assert values == {"visit unique": "visit", "visitor unique": "visitor"}
    later = visitor.return_after(minutes=31)
    later.start()
    assert later.page.evaluate("Kameleoon.API.CurrentVisit.customData") == {"visitor unique": "visitor"}


TYPES = Account(
    custom_data=(
        CustomDatum(name="Text"),
        CustomDatum(name="List", type="list"),
        CustomDatum(name="Number", format="number"),
        CustomDatum(name="Flag", format="boolean"),
    )
)


@pytest.mark.kamseg(account=TYPES, site=ENGINE_ONLY)
def test_values_names_and_limits(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    set_datum(visitor, "Text", "kept")
    set_datum(visitor, "Text", None)
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('Text', undefined)")
    set_datum(visitor, "text", "other case")
    set_datum(visitor, "Unknown", "x")
    assert visitor.page.evaluate("Kameleoon.API.CurrentVisit.customData") == {"Text": "kept"}
    set_datum(visitor, "Text", "x" * 1000)
    assert len(visitor.custom_data("Text")) == 1000
    set_datum(visitor, "Text", "")
    assert visitor.custom_data("Text") == ""
    set_datum(visitor, "Text", {"a": 1})
    assert visitor.custom_data("Text") == "[object Object]"
    set_datum(visitor, 0, "by index")
    assert visitor.custom_data("Text") == "by index"
    set_datum(visitor, "Number", 12.5)
    set_datum(visitor, "Flag", value=True)
    assert (visitor.custom_data("Number"), visitor.custom_data("Flag")) == (12.5, True)
    last = journal.wait_for("engine.event", name="CustomDataSet", detail={"name": "Flag"})
    assert last["detail"]["value"] is True
    outcomes = [entry["outcome"] for entry in journal.entries("custom-data") if entry["outcome"] != "set"]
    assert outcomes == ["ignored", "ignored", "unknown", "unknown"]
    assert journal.count("engine.event", name="CustomDataSet") == 7
