"""The Kameleoon account that goes with the demo shop: the snippets, an experiment and a personalization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kameleoon.account import (
    DataCondition,
    Experiment,
    Personalization,
    Settings,
    Targeting,
    Variation,
)
from ..kameleoon.pasting import pasted

if TYPE_CHECKING:
    from typing import Unpack

    from ....generator.project import Project, Trait
    from ..kameleoon.account import Account

PERSONA = "VIP"
"""The audience of the experiment, where the project names none."""

PLAN = "gold"

CAMPAIGNS = {
    "experiment": ("Pricing for VIPs", "VIP price"),
    "flag": ("Sample for VIPs", "A whole bag"),
    "personalization": ("Gold teaser", "Geisha teaser"),
}
"""Name of the campaign and of its variation, by what it is."""

FEATURE = "sample-bag"
"""The feature flag of the page that the server renders."""

# The engine may run before the page is parsed, so variations wait for what they change.
_VIP_PRICE = """\
Kameleoon.API.Core.runWhenElementPresent("[data-plan='gold']", ([card]) => {
  card.classList.add("is-vip");
  card.querySelector("[data-slot='badge']").textContent = "Your VIP price";
  card.querySelector("[data-slot='price']").textContent = "€19";
});
"""
_GOLD_TEASER = """\
Kameleoon.API.Core.runWhenElementPresent("[data-slot='strip']", ([strip]) => {
  strip.classList.add("is-gold");
  strip.textContent = "Gold members first: the new Geisha lot is reserved for you.";
});
"""


def demo_account(project: Project, *, minified: bool = False, **rest: Unpack[Settings]) -> Account:
    """Set up what `pasted` does, and the shop's campaigns on the project's own custom data.

    Without personas in the project there is no experiment and no feature flag, without a trait no
    personalization. No campaign has a control group: who is targeted certainly sees the change.

    Args:
        project: whose snippets are pasted.
        minified: paste the minified twins.
        rest: everything else of the account, `consent="required"` for example. Single-page mode is on, for
            the magazine.
    """
    settings = Settings(
        single_page=True,
        experiments=_experiments(project),
        personalizations=_personalizations(project),
        persona_names=(persona(project),) if project.personas else (),
    )
    settings.update(rest)
    return pasted(project, minified=minified, **settings)


def persona(project: Project) -> str:
    """Return the audience that the experiment is for: `PERSONA`, unless the project has only others."""
    values = project.personas.values if project.personas else ()
    return values[0] if values and PERSONA not in values else PERSONA


def shown_trait(project: Project) -> Trait | None:
    """Return the trait that the personalization is for: that of the plan, or else the first."""
    return plan_trait(project) or next(iter(project.traits), None)


def shown_value(trait: Trait) -> str | float | bool:
    """Return a value that a trait may have, of its type: that for which the personalization is shown."""
    values: dict[str, str | float | bool] = {"string": PLAN, "number": 1234.5, "boolean": True}
    return values[trait.type]


def plan_trait(project: Project) -> Trait | None:
    """Return the trait that holds the plan: the one called so, or else the first that is text."""
    texts = [trait for trait in project.traits if trait.type == "string"]
    named = [trait for trait in texts if "plan" in f"{trait.trait} {trait.custom_data}".lower()]
    return next(iter(named + texts), None)


def _experiments(project: Project) -> tuple[Experiment, ...]:
    if project.personas is None:
        return ()
    condition = DataCondition(name=project.personas.custom_data, value=persona(project))
    targeting = Targeting(url=r"^[^?#]*/pricing/?([?#]|$)", custom_data=(condition,))
    name, shown = CAMPAIGNS["experiment"]
    variation = Variation(id=1012, name=shown, code=_VIP_PRICE)
    pricing = Experiment(
        id=101,
        name=name,
        variations=(variation,),
        targeting=targeting,
        reporting=("segment",),
    )
    name, shown = CAMPAIGNS["flag"]
    bag = Variation(id=1022, name=shown, key="bag")
    manual = Targeting(manual=True, custom_data=(condition,))
    sample = Experiment(
        id=102,
        name=name,
        feature_key=FEATURE,
        variations=(bag,),
        targeting=manual,
        reporting=("segment",),
    )
    return (pricing, sample)


def _personalizations(project: Project) -> tuple[Personalization, ...]:
    trait = shown_trait(project)
    if trait is None:
        return ()
    condition = DataCondition(name=trait.custom_data, value=shown_value(trait))
    targeting = Targeting(custom_data=(condition,))
    name, shown = CAMPAIGNS["personalization"]
    variation = Variation(id=2011, name=shown, code=_GOLD_TEASER)
    teaser = Personalization(
        id=201, name=name, variations=(variation,), targeting=targeting, reporting=("segment",)
    )
    return (teaser,)
