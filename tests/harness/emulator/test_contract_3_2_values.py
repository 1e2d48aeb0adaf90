"""CONTRACT 3.2: code that gives the targeting UI its values."""

from typing import Any

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.journeys.visitor import Visitor

READS = """
const request = new XMLHttpRequest();
const host = location.origin.replace("app.", "customers.");
request.open("GET", host + "/segment/audiences/a1b2c3d4e5", false);
request.send();
return JSON.parse(request.responseText).map((name) => ({value: name, label: name.toUpperCase()}));
"""
CODES = {
    "reads": READS,
    "fixed": "return [{value: 'a', label: '</script><b>A'}];",
    "promise": "return Promise.resolve([{value: 'a', label: 'A'}]);",
    "strings": "return ['a'];",
    "nothing": ";",
}
VALUES = Account(
    custom_data=tuple(CustomDatum(name=name, values_code=code) for name, code in CODES.items()),
    persona_names=("vip", "new"),
)


@pytest.mark.kamseg(account=VALUES)
def test_only_an_array_of_value_and_label_returned_at_once_counts(
    visitor: Visitor, emulator: Emulator
) -> None:
    def values(name: str) -> Any:
        visitor.page.goto(emulator.url(f"/values?custom-data={name}", "app.kameleoon"))
        return visitor.page.evaluate("values")

    assert values("reads") == [{"value": "vip", "label": "VIP"}, {"value": "new", "label": "NEW"}]
    assert values("fixed") == [{"value": "a", "label": "</script><b>A"}]
    assert visitor.page.get_by_role("listitem").all_inner_texts() == ["</script><b>A"]
    assert [values(name) for name in ("promise", "strings", "nothing")] == [None, None, None]


@pytest.mark.kamseg(account=Account(custom_data=(CustomDatum(name="Plain"),)))
def test_other_names_and_paths_are_refused(emulator: Emulator) -> None:
    for query in ({"custom-data": "Plain"}, {"custom-data": "Unknown"}):
        assert send(emulator.port, "app.kameleoon", "/values", query=query).status == 404
    assert send(emulator.port, "app.kameleoon", "/values").status == 400
    assert send(emulator.port, "app.kameleoon", "/").status == 404
