"""The baseline: what one writes from the vendors' descriptions alone, pasted into the same account.

Written from CONTRACT 2.8 (Kameleoon's public script for Segment waits with `runWhenConditionTrue(…, 150)`) and from the
sample of the documentation (`analytics.track('Kameleoon identifier', …)` once per session, which is sessionStorage's).
Where the description leaves something open, the better choice is made: what is configurable for ours is so here, the
identifier waits too, and Kameleoon's own function reads remote data (one request per custom data, CONTRACT 1).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum

if TYPE_CHECKING:
    from kamseg.generator.project import Project

GLOBAL_SCRIPT = """
if (!sessionStorage.getItem("kameleoonIdentifierSent")) {
  Kameleoon.API.Core.runWhenConditionTrue(() => window.ANALYTICS != null, () => {
    ANALYTICS.track(EVENT, { k_visitorCode: Kameleoon.API.Visitor.code });
    sessionStorage.setItem("kameleoonIdentifierSent", "true");
  }, 150);
}
"""
INTEGRATION = """
Kameleoon.API.Core.runWhenConditionTrue(() => window.ANALYTICS != null, () => {
  if (experimentID !== null) {
    ANALYTICS.track("Experiment Viewed", { experimentID, experimentName, variationID, variationName, nonInteraction: 1 });
    ANALYTICS.identify({ Experiment: experimentName + ":" + variationName });
  } else {
    ANALYTICS.track("Personalization Viewed", {
      personalizationID, personalizationName, variationID, variationName, nonInteraction: 1,
    });
    ANALYTICS.identify({ Personalization: personalizationName + ":" + variationName });
  }
}, 150);
"""
PERSONAS = """
Kameleoon.API.Data.retrieveDataFromRemoteSource("COHORTS_" + USER, (stored) => {
  Kameleoon.API.Data.setCustomData(NAME, Object.keys(stored).filter((name) => stored[name]));
});
return { value: null };
"""
TRAIT = """
Kameleoon.API.Data.retrieveDataFromRemoteSource("IDENTIFY_" + USER, (stored) => {
  Kameleoon.API.Data.setCustomData(NAME, stored[KEY]);
});
return { value: null };
"""


def pasted_naively(project: Project, **rest: Any) -> Account:
    """Set up an account with the naive scripts, as `pasting.pasted` does with ours."""
    by_code = project.identity.lookup == "visitor-code"
    words = {
        "ANALYTICS": project.segment.global_name,
        "EVENT": json.dumps(project.identity.event),
        "USER": "Kameleoon.API.Visitor.code" if by_code else "ANALYTICS.user().id()",
    }
    data: list[CustomDatum] = []
    if project.personas:
        name = project.personas.custom_data
        data.append(CustomDatum(name=name, type="list", code=_filled(PERSONAS, words, name)))
    for trait in project.traits:
        code = _filled(TRAIT, words, trait.custom_data, trait.trait)
        data.append(CustomDatum(name=trait.custom_data, format=trait.type, code=code))
    if project.group:
        name = project.group.custom_data
        data.append(CustomDatum(name=name, code=_filled(TRAIT, words, name, "groupId")))
    return Account(
        sitecode=project.sitecode,
        global_script=_filled(GLOBAL_SCRIPT, words),
        integrations=(_filled(INTEGRATION, words),) if project.exposures.source != "off" else (),
        custom_data=tuple(data),
        **rest,
    )


def _filled(code: str, words: dict[str, str], name: str = "", key: str = "") -> str:
    for word, value in {"NAME": json.dumps(name), "KEY": json.dumps(key), **words}.items():
        code = code.replace(word, value)
    return code.replace("ANALYTICS", words["ANALYTICS"])
