"""CONTRACT 2.7 and 2.8: targeting, activation of campaigns, custom analytics integrations."""

import re
from typing import Any

import pytest
from kamseg.harness.emulator.kameleoon.account import (
    CONTROL,
    Account,
    CustomDatum,
    DataCondition,
    Experiment,
    Personalization,
    Targeting,
    Variation,
)
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.visitor import Visitor

ENGINE_ONLY = Site(scripts=("engine",))
INTEGRATION = "(window.sent = window.sent || []).push(Array.from(arguments));"
BLUE = Variation(id=10, name="Blue", code="window.applied = (window.applied || 0) + 1;")
HOSTILE = 'a"b\\c`d${e}<f>&</script>\u2028g\U0001f600'


def events(journal: Journal) -> list[str]:
    return [entry["name"] for entry in journal.entries("engine.event")]


NOTE_APPLIED = """<script>
  window.states = [];
  for (const name of ["Triggered", "Activated"]) {
    addEventListener("Kameleoon::Experiment" + name, (event) => {
      const variation = event.detail.experiment.associatedVariation;
      states.push([name, window.applied || 0, variation && variation.id]);
    });
  }
</script>"""


@pytest.mark.kamseg(
    account=Account(
        integrations=(INTEGRATION,),
        experiments=(Experiment(id=1, name="It's one", variations=(BLUE,)),),
        personalizations=(Personalization(id=2, name="Two", variations=(Variation(id=20, name="Hi"),)),),
    ),
    site=Site(scripts=("engine",), head=NOTE_APPLIED),
)
def test_triggered_before_assignment_activated_after_application_then_integrations(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    assert visitor.page.evaluate("states") == [["Triggered", 0, None], ["Activated", 1, 10]]
    assert visitor.page.evaluate("sent") == [
        [1, "It's one", None, None, 10, "Blue"],
        [None, None, 2, "Two", 20, "Hi"],
    ]
    journal.wait_for("engine.event", name="SegmentTriggered", times=2)
    assert events(journal) == [
        *("Loaded", "Started", "ExperimentTriggered", "ExperimentActivated"),
        *("SegmentTriggered", "PersonalizationTriggered", "PersonalizationActivated", "SegmentTriggered"),
    ]
    exposure = journal.only("exposure", campaign="experiment")
    assert (exposure["associatedVariation"]["id"], exposure["associatedVariation"]["name"]) == (10, "Blue")
    visitor.start("/pricing")
    assert len(visitor.page.evaluate("sent")) == 2  # once per page load, no session de-duplication


@pytest.mark.kamseg(
    account=Account(integrations=(INTEGRATION,), experiments=(Experiment(id=1, name="One"),)),
    site=ENGINE_ONLY,
)
def test_the_control_is_zero_and_reference(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate("sent") == [[1, "One", None, None, 0, "Reference"]]


@pytest.mark.kamseg(
    account=Account(
        integrations=(INTEGRATION,),
        experiments=(Experiment(id=1, name="One", variations=(Variation(id=10, name="It's blue"),)),),
    ),
    site=ENGINE_ONLY,
)
@pytest.mark.kamseg_allow("engine.error")
def test_an_apostrophe_in_the_variation_name_breaks_the_integration_but_not_the_event(
    visitor: Visitor, journal: Journal
) -> None:
    visitor.start()
    journal.wait_for("engine.event", name="ExperimentActivated")
    error = journal.wait_for("engine.error", where="custom integration")
    assert error["message"].startswith("SyntaxError")
    assert visitor.page.evaluate("window.sent") is None
    name = journal.only("exposure")["associatedVariation"]["name"]
    assert name == "It's blue"


@pytest.mark.kamseg(
    account=Account(
        integrations=(INTEGRATION,),
        experiments=(Experiment(id=1, name=HOSTILE, variations=(Variation(id=10, name="Blue"),)),),
    ),
    site=ENGINE_ONLY,
)
def test_other_names_are_escaped(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.page.evaluate("sent[0][1]") == HOSTILE


@pytest.mark.kamseg(
    account=Account(experiments=(Experiment(id=1, name="One", traffic=0, variations=(BLUE,)),)),
    site=ENGINE_ONLY,
)
def test_an_excluded_visitor_triggers_but_is_not_exposed(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("engine.event", name="ExperimentTriggered")
    visitor.page.evaluate("Kameleoon.API.Events.trigger('barrier')")
    journal.wait_for("engine.custom-event")
    journal.none("exposure")
    assert visitor.page.evaluate("window.applied") is None


HALVES = Experiment(id=1, name="Halves", variations=(CONTROL, BLUE))


@pytest.mark.kamseg(account=Account(experiments=(HALVES,)), site=ENGINE_ONLY)
def test_a_visitor_keeps_the_variation_and_traffic_is_split(visitor: Visitor, journal: Journal) -> None:
    drawn: list[int] = []
    for number in range(1, 17):
        visitor.context.clear_cookies()
        for page in range(2):
            visitor.start()
            drawn.append(
                journal.wait_for("exposure", times=2 * number - 1 + page)["associatedVariation"]["id"]
            )
    assert drawn[::2] == drawn[1::2]
    assert set(drawn) == {0, 10}


TARGETED = Account(
    custom_data=(CustomDatum(name="Personas", type="list"), CustomDatum(name="Plan")),
    experiments=(
        Experiment(id=1, name="By URL", targeting=Targeting(url="/pricing$")),
        Experiment(
            id=2,
            name="By list",
            targeting=Targeting(custom_data=(DataCondition(name="Personas", value="vip"),)),
        ),
        Experiment(
            id=3,
            name="By value",
            targeting=Targeting(custom_data=(DataCondition(name="Plan", value="gold"),)),
        ),
        Experiment(id=4, name="Any", targeting=Targeting(custom_data=(DataCondition(name="Plan"),))),
        Experiment(
            id=5,
            name="Not vip",
            targeting=Targeting(
                url="/cart$", custom_data=(DataCondition(name="Personas", value="vip", negate=True),)
            ),
        ),
        Experiment(id=6, name="Manual", targeting=Targeting(manual=True)),
    ),
)


def exposed(visitor: Visitor) -> Any:
    return visitor.page.evaluate("Kameleoon.API.Experiments.getActive().map(({id}) => id)")


@pytest.mark.kamseg(account=TARGETED, site=ENGINE_ONLY)
def test_targeting_follows_url_and_custom_data_as_they_change(visitor: Visitor) -> None:
    visitor.start()
    assert exposed(visitor) == []
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('Personas', ['new', 'vip'])")
    assert exposed(visitor) == [2]
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('Plan', 'silver')")
    assert exposed(visitor) == [2, 4]
    visitor.start("/pricing")
    assert exposed(visitor) == [1, 2, 4]
    visitor.start("/cart")
    assert exposed(visitor) == [2, 4]
    visitor.page.evaluate("Kameleoon.API.Data.setCustomData('Personas', [], true)")
    assert exposed(visitor) == [2, 4, 5]


HYBRID = """<script>
  window.kameleoonQueue = window.kameleoonQueue || [];
  kameleoonQueue.push(["Experiments.assignVariation", 1, 11, true]);
  kameleoonQueue.push(["Experiments.trigger", 1, true]);
  kameleoonQueue.push(() => Kameleoon.API.Experiments.block(2));
</script>"""


@pytest.mark.kamseg(
    account=Account(
        experiments=(
            Experiment(
                id=1,
                name="Flag",
                targeting=Targeting(manual=True),
                variations=(BLUE, Variation(id=11, name="Green", code="window.applied = true;")),
            ),
            Experiment(id=2, name="Blocked"),
        )
    ),
    site=Site(scripts=("engine",), head=HYBRID),
)
def test_hybrid_mode_reports_the_exposure_of_a_feature_flag(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    exposure = journal.wait_for("exposure")
    assert (exposure["name"], exposure["associatedVariation"]["name"]) == ("Flag", "Green")
    assert visitor.page.evaluate("window.applied") is None  # trackingOnly
    assert exposed(visitor) == [1]


GO = Variation(id=10, name="Go", redirect="/pricing?from=test")


@pytest.mark.kamseg(
    account=Account(
        experiments=(Experiment(id=1, name="Redirect", variations=(GO,), targeting=Targeting(url="/$")),)
    ),
    site=ENGINE_ONLY,
)
def test_a_redirect_is_reported_once_by_the_page_arrived_at(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    exposure = journal.wait_for("exposure")
    assert re.search(r"/pricing\?from=test$", exposure["url"])
    visitor.page.wait_for_url("**/pricing?from=test")
    visitor.start("/cart")
    journal.only("exposure")


WAITING = Account(
    consent="required",
    integrations=(INTEGRATION,),
    experiments=(
        Experiment(id=1, name="Waits", variations=(BLUE,)),
        Experiment(id=2, name="Runs in memory", targeting=Targeting(consent=False)),
    ),
    personalizations=(Personalization(id=3, name="Waits too"),),
)


@pytest.mark.kamseg(account=WAITING, site=ENGINE_ONLY)
def test_campaigns_and_integrations_wait_for_consent(visitor: Visitor, journal: Journal) -> None:
    visitor.start()
    journal.wait_for("exposure")
    assert exposed(visitor) == [2]
    assert visitor.page.evaluate("window.sent") is None
    visitor.consent("AB_TESTING")
    journal.wait_for("exposure", times=2)
    assert visitor.page.evaluate("sent.map(([id]) => id)") == [2, 1]
    journal.none("exposure", campaign="personalization")
    visitor.consent("PERSONALIZATION")
    journal.wait_for("exposure", campaign="personalization")
