"""The visit that is measured in a browser: without scripts, with naive ones, ours or bare calls."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from kamseg.generator.project import Group, Personas, Project, Trait
from kamseg.harness.browsers.engines import open_engine
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.kameleoon.account import Account, Experiment, Targeting, Variation
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.emulator.segment.source import Source
from matrix.naive import pasted_naively
from msgspec.structs import replace
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kamseg.harness.browsers.engines import Engine
    from playwright.sync_api import BrowserContext

Scripts = Literal["none", "bare", "naive", "ours"]
TRAITS = {"plan": "gold", "industry": "retail", "city": "Brest", "referrer": "newsletter", "size": "large"}
PROJECT = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(),
    traits=tuple(Trait(trait=name, custom_data=name.title()) for name in TRAITS),
    group=Group(),
)
CODE = "benchmarkvisitor"
_STORED = {f"COHORTS_{CODE}": {"VIP": True}, f"IDENTIFY_{CODE}": TRAITS | {"groupId": "acme"}}
_VALUES = [["VIP"], *TRAITS.values(), "acme"]
# Says what our scripts say, and looks at nothing: no consent, no library, no earlier page or tab.
_BARE_SCRIPT = """
const code = Kameleoon.API.Visitor.code;
const identifier = { k_visitorCode: code, kameleoonVisitorCode: code };
if (location.pathname === "/") analytics.ready(() => analytics.track("Kameleoon identifier", identifier));
addEventListener("Kameleoon::ExperimentActivated", ({ detail: { experiment } }) => {
  const { id: variationID, name: variationName } = experiment.associatedVariation;
  const seen = { experimentID: experiment.id, experimentName: experiment.name, variationID, variationName };
  analytics.ready(() => analytics.track("Experiment Viewed", { ...seen, nonInteraction: 1 }));
});
"""
_BARE_DATUM = """
if (window.bare !== location.href) {
  window.bare = location.href;
  window.read = new Promise((resolve) => Kameleoon.API.Data.retrieveDataFromRemoteSource(KEYS, resolve));
}
if (location.pathname !== "/") return { value: VALUE, overwrite: true };
window.read.then(() => Kameleoon.API.Data.setCustomData(NAME, VALUE, true));
return { value: null };
"""


def account(scripts: Scripts, targeting: Targeting | None = None, change: str = "") -> Account:
    """Set up the project with an experiment.

    Args:
        scripts: what is pasted. With none the custom data are there all the same, without code.
        targeting: of the experiment; default: everybody.
        change: code of its variation.
    """
    variation = Variation(id=11, name="Gold", code=change)
    experiment = Experiment(id=1, name="Bench", variations=(variation,), targeting=targeting or Targeting())
    if scripts == "ours":
        return pasted(PROJECT, minified=True, experiments=(experiment,))
    naive = pasted_naively(PROJECT, experiments=(experiment,))
    if scripts == "naive":
        return naive
    is_bare = scripts == "bare"
    data = tuple(
        replace(datum, code=_bare(datum.name, value) if is_bare else "")
        for datum, value in zip(naive.custom_data, _VALUES, strict=True)
    )
    script = _BARE_SCRIPT if is_bare else ""
    return replace(naive, global_script=script, integrations=(), custom_data=data)


def _bare(name: str, value: object) -> str:
    words = {"KEYS": list(_STORED), "NAME": name, "VALUE": value}
    code = _BARE_DATUM
    for word, one in words.items():
        code = code.replace(word, json.dumps(one))
    return code


def emulator(account: Account, **settings: Any) -> Emulator:
    """A world, not entered yet, in which Kameleoon knows the visitor from Segment, and hears no more."""
    world = Emulator(account, source=Source(destinations=()), **settings)
    for key, value in _STORED.items():
        world.data_api.put(key, value)
    return world


@contextmanager
def chromium() -> Iterator[Engine]:
    """Open Chromium as the tests do."""
    with sync_playwright() as playwright, open_engine(playwright) as engine:
        yield engine


@contextmanager
def new_browser(engine: Engine, world: Emulator) -> Iterator[BrowserContext]:
    """Give the visitor a browser that has nothing but the visitor code; nothing leaves this machine."""
    with engine.new_context(proxy={"server": f"http://127.0.0.1:{world.port}"}) as context:
        context.add_cookies([{"name": "kameleoonVisitorCode", "value": CODE, "url": world.url()}])
        yield context
