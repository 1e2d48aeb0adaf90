import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

LINK = """
Kameleoon.API.Core.runWhenConditionTrue(
  () => window.analytics && typeof analytics.user === "function",
  () => analytics.track("Kameleoon identifier", {kameleoonVisitorCode: Kameleoon.API.Visitor.code}),
);
"""
PERSONAS = """
if (!window.asked) {
  window.asked = true;
  Kameleoon.API.Data.retrieveDataFromRemoteSource("COHORTS_" + Kameleoon.API.Visitor.code, (found) => {
    Kameleoon.API.Data.setCustomData("Personas", Object.keys(found).filter((name) => found[name]), true);
  });
}
return null;
"""


@pytest.fixture
def account() -> Account:
    personas = CustomDatum(name="Personas", type="list", code=PERSONAS)
    plan = CustomDatum(name="Plan", code="return {value: 'gold'};")
    return Account(global_script=LINK, custom_data=(personas, plan))


def test_track_arrives_and_custom_data_is_set_by_pasted_code(
    visitor: Visitor, journal: Journal, emulator: Emulator
) -> None:
    visitor.start()
    linked = journal.wait_for("segment.event", event="Kameleoon identifier")
    assert linked["properties"]["kameleoonVisitorCode"] == visitor.cookies["kameleoonVisitorCode"]
    assert visitor.custom_data("Plan") == "gold"
    emulator.data_api.put(f"COHORTS_{visitor.code}", {"vip": True})
    visitor.start("/pricing")
    journal.wait_for("custom-data", name="Personas", value=["vip"], outcome="set", source="api")
    assert visitor.custom_data("Personas") == ["vip"]
