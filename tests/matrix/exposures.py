"""What visitors see, and what Segment hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.generator.project import Exposures
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import (
    CONTROL,
    Experiment,
    Personalization,
    Targeting,
    Variation,
)
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case
from matrix.expectations import (
    exposure_sent,
    exposures_name_the_visitor,
    exposures_sent,
    identifier_sent,
    traits_hold,
)
from matrix.visits import opens
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

LARGE = (Variation(id=3, name="Large"),)
HERO = Experiment(id=12, name="Hero", variations=LARGE)
FOOTER = Experiment(id=13, name="Footer", variations=(Variation(id=5, name="Dark"),))
VIP = Personalization(id=40, name="VIP teaser", variations=(Variation(id=41, name="Gold"),))
FLAG = replace(HERO, targeting=Targeting(manual=True))
REDIRECT = Experiment(
    id=12,
    name="Hero",
    variations=(Variation(id=3, name="Large", redirect="/pricing"),),
    targeting=Targeting(url="localhost:[0-9]+/$"),
)

# What an SDK's getEngineTrackingCode writes into the page (CONTRACT 5).
TRACKING_CODE = """<script>
  window.kameleoonQueue = window.kameleoonQueue || [];
  kameleoonQueue.push(["Experiments.assignVariation", 12, 3, true]);
  kameleoonQueue.push(["Experiments.trigger", 12, true]);
</script>"""
NAMES = {
    "apostrophe": ("an apostrophe", "It's bold"),
    "quote": ("quotation marks", 'The "bold" one'),
    "backtick": ("a backtick and ${}", "`${alert(1)}`"),
    "backslash": ("backslashes", "C:\\new\\temp \\"),
    "ampersand": ("< > &", "a < b && c > d &amp;"),
    "script": ("</script>", "</script><script>alert(1)</script><!--"),
    "line-break": ("a line break", "first\nsecond\r\nthird"),
    "separator": ("U+2028 and U+2029", "a\u2028b\u2029c"),
    "emoji": ("emoji", "Gr\u00f6\u00dfe 😀 👩‍🚀"),
    "right-to-left": ("right-to-left writing", "\u202eabc \u05e9\u05dc\u05d5\u05dd"),
    "template": ("{{ }} and %s", "{{ name }} {% if %} %s %d"),
    "prototype": ("__proto__", "__proto__"),
    "blank": ("blanks around it", "  Large  "),
    "long": ("10 kB", "x" * 10_000),
}
SETTING = "once per visit is a setting of ours"


def arrives_after_redirect(scene: Scene) -> None:
    scene.tab.open(until="commit")
    scene.tab.page.wait_for_url("**/pricing")
    scene.journal.wait_for("exposure")
    scene.settle()


def library_is_late(scene: Scene) -> None:
    scene.tab.open(until="domcontentloaded")
    scene.journal.wait_for("exposure")
    scene.emulator.release("slow")
    scene.settle()


def triggers_again(scene: Scene) -> None:
    scene.page()
    scene.tab.page.evaluate("Kameleoon.API.Experiments.trigger(12)")
    scene.settle()


def address_is_tidied(scene: Scene) -> None:
    """The site removes what a newsletter has added to the address; then another experiment is shown."""
    scene.tab.open("/?utm_source=newsletter", until="domcontentloaded")
    scene.journal.wait_for("exposure", name="Hero")
    scene.tab.page.evaluate("history.replaceState({}, '', '/'); Kameleoon.API.Experiments.trigger(13);")
    scene.journal.wait_for("exposure", name="Footer")
    scene.emulator.release("slow")
    scene.settle()


def account(*campaigns: Experiment | Personalization) -> dict[str, Any]:
    return {
        "experiments": tuple(one for one in campaigns if isinstance(one, Experiment)),
        "personalizations": tuple(one for one in campaigns if isinstance(one, Personalization)),
    }


def settings(**values: Any) -> Any:
    return replace(EVERYTHING, exposures=Exposures(**values))


SEEN = exposure_sent("Hero", "Large")
CASES = (
    Case(id="exposures/experiment", title="An experiment", visit=opens(), account=account(HERO), expect=(SEEN, exposures_sent(1))),
    Case(id="exposures/personalization", title="A personalization", visit=opens(), account=account(VIP), expect=(exposure_sent("VIP teaser", "Gold", kind="personalization"), exposures_sent(1))),
    Case(id="exposures/two", title="Two experiments and a personalization on one page", visit=opens(), account=account(HERO, FOOTER, VIP),
         expect=(SEEN, exposure_sent("Footer", "Dark"), exposure_sent("VIP teaser", "Gold", kind="personalization"), exposures_sent(3))),
    Case(id="exposures/fifty", title="Fifty experiments on one page", visit=opens(), account=account(*(Experiment(id=number, name=f"Test {number}", variations=LARGE) for number in range(1, 51))),
         expect=(exposure_sent("Test 1", "Large"), exposure_sent("Test 50", "Large"), exposures_sent(50))),
    Case(id="exposures/two-as-traits", title="Two experiments are kept as traits: neither overwrites the other", visit=opens(), project=settings(identify="per-campaign"),
         account=account(HERO, FOOTER), expect=(traits_hold("Hero", "Large", "Footer", "Dark"),)),
    Case(id="exposures/same-name", title="Two experiments with the same name", visit=opens(), account=account(HERO, replace(HERO, id=13)), expect=(exposure_sent("Hero", "Large", times=2),)),
    Case(id="exposures/triggered-again", title="An experiment is triggered again on its page", visit=triggers_again, account=account(HERO), expect=(SEEN, exposures_sent(1))),
    Case(id="exposures/control", title="The visitor sees the control", visit=opens(), account=account(replace(HERO, variations=(CONTROL,))), expect=(exposure_sent("Hero", "Reference"),)),
    Case(id="exposures/excluded", title="The visitor takes no part", visit=opens(), account=account(replace(HERO, traffic=0)), expect=(exposures_sent(0), identifier_sent())),
    Case(id="exposures/flag", title="A feature flag in hybrid mode: the SDK's code is on the page", visit=opens(), site=Site(head=TRACKING_CODE), account=account(FLAG), expect=(SEEN, exposures_sent(1))),
    Case(id="exposures/redirect", title="A variation that is another page: the page arrived at tells of it", visit=arrives_after_redirect, account=account(REDIRECT), expect=(SEEN, exposures_sent(1))),
    Case(id="exposures/pages", title="Each of three pages tells of what it shows", visit=opens("/", "/pricing", "/cart"), account=account(HERO), expect=(exposure_sent("Hero", "Large", times=3), exposures_sent(3))),
    Case(id="exposures/visit", title="Once per visit, over three pages", visit=opens("/", "/pricing", "/cart"), project=settings(once_per="visit"), account=account(HERO), expect=(SEEN, exposures_sent(1)), naive=SETTING),
    Case(id="exposures/visitor-code", title="Each exposure carries the visitor code", visit=opens(), account=account(HERO, VIP), expect=(exposures_name_the_visitor,)),
    Case(id="exposures/late-library", title="The library comes after the variation is shown", visit=library_is_late, faults=(Fault(host="cdn.segment", does="delay", name="slow"),), account=account(HERO), expect=(SEEN, exposures_sent(1))),
    Case(id="exposures/tidied-address", title="The address changes between two experiments, before the library comes", visit=address_is_tidied, faults=(Fault(host="cdn.segment", does="delay", name="slow"),),
         account=account(HERO, replace(FOOTER, targeting=Targeting(manual=True))), expect=(SEEN, exposure_sent("Footer", "Dark"), exposures_sent(2))),
    Case(id="exposures/throwing-variation", title="The code of the variation throws", visit=opens(), account=account(replace(HERO, variations=(Variation(id=3, name="Large", code="throw Error('of the customer')"),))),
         allow=frozenset({"engine.error"}), expect=(SEEN,)),
    Case(id="exposures/integration", title="Through a custom analytics integration", visit=opens(), project=settings(source="custom-integration"), account=account(HERO, VIP),
         expect=(SEEN, exposure_sent("VIP teaser", "Gold", kind="personalization"), exposures_sent(2))),
    Case(id="exposures/name-null", title="A campaign without a name", visit=opens(), account=account(replace(HERO, name=None)), expect=(exposure_sent(None, "Large"),)),
    *(
        Case(id=f"exposures/name-{name}", title=f"Names with {what}", visit=opens(), account=account(replace(HERO, name=text, variations=(Variation(id=3, name=text),))), expect=(exposure_sent(text, text),))
        for name, (what, text) in NAMES.items()
    ),
    *(
        Case(id=f"exposures/campaign-{name}", title=f"The campaign's name alone has {what}", visit=opens(), account=account(replace(HERO, name=text)), expect=(exposure_sent(text, "Large"),))
        for name, (what, text) in NAMES.items() if name in {"apostrophe", "backslash", "line-break"}
    ),
)  # fmt: skip
