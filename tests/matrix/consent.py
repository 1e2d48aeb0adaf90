"""What the visitor allows, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.generator.project import Consent
from kamseg.harness.emulator.kameleoon.account import Experiment, Targeting, Variation
from matrix.case import Case, Step
from matrix.expectations import (
    custom_data,
    exposure_sent,
    exposures_sent,
    identifier_sent,
    identifiers,
    nothing_read,
    nothing_sent,
)
from matrix.visits import opens, then
from msgspec.structs import replace
from projects import EVERYTHING, PERSONAS, PLAN

if TYPE_CHECKING:
    from matrix.scene import Scene

REQUIRED: dict[str, Any] = {"consent": "required"}
FORGETFUL = REQUIRED | {"withdrawal": "forgets"}
# Shown before consent, too; what it does to the visitor is not for others to know until then.
HERO = Experiment(
    id=12, name="Hero", variations=(Variation(id=3, name="Large"),), targeting=Targeting(consent=False)
)
SETTING = "which consent is required is a setting of ours"


def agrees(kind: str = "BOTH") -> Step:
    def visit(scene: Scene) -> None:
        scene.tab.consent(kind)
        scene.settle()

    return visit


def withdraws(scene: Scene) -> None:
    scene.tab.refuse()
    scene.settle()


def nothing_new(*steps: Step) -> Step:
    """Do this; nothing more is sent by it."""

    def visit(scene: Scene) -> None:
        before = len(identifiers(scene))
        then(*steps)(scene)
        assert len(identifiers(scene)) == before, "sent after the consent was withdrawn"

    return visit


def logs_in(scene: Scene) -> None:
    scene.tab.identify("ann")
    scene.settle()


def agrees_in_another_tab(scene: Scene) -> None:
    other = scene.tab.new_tab()
    other.start("/pricing")
    other.consent()
    scene.settle(other)
    scene.page("/cart")


def stored_when_agreed(scene: Scene) -> None:
    """Agree, and see on the next page what is stored for the code that lasts."""
    scene.page()
    nothing_read(scene)
    scene.tab.consent()
    code = scene.tab.code
    scene.emulator.data_api.put(f"COHORTS_{code}", {"VIP": True})
    scene.emulator.data_api.put(f"IDENTIFY_{code}", {"plan": "gold"})
    scene.page("/pricing")


def requiring(kind: Any) -> dict[str, Any]:
    return {
        "project": replace(EVERYTHING, consent=Consent(require=kind)),
        "account": REQUIRED,
        "naive": SETTING,
    }


PARTS = (
    ("any-one", "any", "AB_TESTING", "Any consent is required, one is given", identifier_sent()),
    ("experiment-other", "experiment", "PERSONALIZATION", "Consent to experiments is required, only the other is given", nothing_sent),
    ("experiment", "experiment", "AB_TESTING", "Consent to experiments is required and given", identifier_sent()),
    ("personalization", "personalization", "PERSONALIZATION", "Consent to personalization is required and given", identifier_sent()),
    ("both-one", "both", "AB_TESTING", "Both consents are required, one is given", nothing_sent),
)  # fmt: skip

CASES = (
    Case(id="consent/not-required", title="No consent is required", visit=opens("/", "/pricing"), expect=(identifier_sent(),)),
    Case(id="consent/never", title="Consent is required and never given, on three pages", visit=opens("/", "/pricing", "/cart"), account=REQUIRED, expect=(nothing_sent, nothing_read)),
    Case(id="consent/refused", title="Consent is refused", visit=then(opens(), withdraws, opens("/pricing")), account=REQUIRED, expect=(nothing_sent, nothing_read)),
    Case(id="consent/given", title="Consent is given on the first page: the code that lasts is sent, once", visit=then(opens(), nothing_sent, agrees(), opens("/pricing")), account=REQUIRED, expect=(identifier_sent(),)),
    Case(id="consent/given-later", title="Consent is given on the second page", visit=then(opens("/", "/pricing"), nothing_sent, agrees(), opens("/cart")), account=REQUIRED, expect=(identifier_sent(),)),
    Case(id="consent/given-twice", title="Consent is given twice", visit=then(opens(), nothing_sent, agrees(), agrees()), account=REQUIRED, expect=(identifier_sent(),)),
    Case(id="consent/other-tab", title="Consent is given in another tab", tabs=2, visit=then(opens(), nothing_sent, agrees_in_another_tab), account=REQUIRED, expect=(identifier_sent(),)),
    Case(id="consent/withdrawn", title="Consent is withdrawn; then the visitor logs in and looks at another page", visit=then(opens(), agrees(), nothing_new(withdraws, logs_in, opens("/pricing"))), account=REQUIRED,
         expect=()),
    Case(id="consent/given-again", title="Consent is withdrawn, and given again on the next page: the visitor code is the same", visit=then(opens(), agrees(), withdraws, opens("/pricing"), agrees()), account=REQUIRED, expect=(identifier_sent(),)),
    Case(id="consent/withdrawn-forgotten", title="Consent is withdrawn, where that removes the visitor code; then the visitor logs in and looks at another page", visit=then(opens(), agrees(), nothing_new(withdraws, logs_in, opens("/pricing"))),
         account=FORGETFUL, expect=()),
    Case(id="consent/given-again-forgotten", title="Consent is withdrawn, where that removes the visitor code, and given again", visit=then(opens(), agrees(), withdraws, opens("/pricing"), agrees()), account=FORGETFUL, expect=(identifier_sent(2),)),
    Case(id="consent/exposure-waits", title="An experiment is shown before consent: Segment hears of it with the consent", visit=then(opens(), exposures_sent(0), agrees()),
         account=REQUIRED | {"experiments": (HERO,)}, expect=(exposure_sent("Hero", "Large"), exposures_sent(1))),
    Case(id="consent/exposure-never", title="An experiment is shown, and consent is never given", visit=opens("/", "/pricing"), account=REQUIRED | {"experiments": (HERO,)}, expect=(nothing_sent,)),
    Case(id="consent/data", title="Nothing is read before consent, everything after it", visit=stored_when_agreed, account=REQUIRED, expect=(custom_data(PERSONAS, ["VIP"]), custom_data(PLAN, "gold"))),
    *(
        Case(id=f"consent/{name}", title=title, visit=then(opens(), agrees(given)), expect=(expected,), **requiring(kind))
        for name, kind, given, title, expected in PARTS
    ),
)  # fmt: skip
