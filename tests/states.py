"""The states that a customer's site can be in, each with the checks that must fail there, and no others."""

from __future__ import annotations

from typing import Any

import msgspec
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, Trait
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import Account, CustomDatum, Experiment, Variation
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.journeys.journey import Step
from kamseg.harness.verify.rest import Patience

PROJECT = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(),
    traits=(Trait(trait="plan", custom_data="Plan"),),
    group=Group(),
)
HERO = Experiment(id=7, name="Hero", variations=(Variation(id=1, name="B"),))
RIGHT = pasted(PROJECT, experiments=(HERO,))
OPEN = (Step(open=""),)
CODE = "abcdefghijklmnop"


NEVER_COMPLETE = {
    *("engine-present", "engine-starts", "engine-sitecode", "policy", "identifier-sent"),
    *("library-present", "library-name", "library-loads", "library-enabled"),
}
"""Where one of these fails, something is waited for that does not come."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    fails: frozenset[str] = frozenset()
    account: Account = RIGHT
    site: Site = Site()
    faults: tuple[Fault, ...] = ()
    project: Project = PROJECT
    steps: tuple[Step, ...] = OPEN
    stored: dict[str, dict[str, Any]] = {}
    cookie: str = ""
    everywhere: bool = False
    throws: bool = False

    @property
    def patience(self) -> Patience:
        return Patience(quiet=0.3, missing=1.2 if self.fails & NEVER_COMPLETE else 10, page=10)


def account(**changes: Any) -> Account:
    return msgspec.structs.replace(RIGHT, **changes)


def and_also(code: str, **changes: Any) -> Account:
    """Our global script, and another one below it."""
    return account(global_script=f"{RIGHT.global_script}\n{code}", **changes)


def when_ready(code: str) -> str:
    condition = "() => window.analytics && typeof analytics.user === 'function'"
    return f"Kameleoon.API.Core.runWhenConditionTrue({condition}, () => {{ {code} }}, 20);"


def on_activation(event: str, properties: str) -> str:
    send = when_ready(f"analytics.track('{event}', {{ {properties} }});")
    return f"addEventListener('Kameleoon::ExperimentActivated', ({{ detail: {{ experiment }} }}) => {{ {send} }});"


def identifier(code: str, *names: str) -> str:
    properties = ", ".join(f"{name}: {code}" for name in names or ("k_visitorCode", "kameleoonVisitorCode"))
    return f"analytics.track('Kameleoon identifier', {{ {properties} }});"


def with_datum(**changes: Any) -> tuple[CustomDatum, ...]:
    return tuple(
        msgspec.structs.replace(datum, **changes) if datum.name == "Plan" else datum
        for datum in RIGHT.custom_data
    )


def policy(**changes: str) -> dict[str, str]:
    anywhere = "'self' 'unsafe-inline' http://*.localhost:*"
    sources = {"script-src": f"{anywhere} 'unsafe-eval'", "connect-src": anywhere}
    sources |= {name.replace("_", "-"): value for name, value in changes.items()}
    return {"Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in sources.items())}


OTHER = msgspec.structs.replace(PROJECT, sitecode="z9z9z9z9z9")
OLDER = msgspec.structs.replace(PROJECT, identity=Identity(session_minutes=20))
LINK_ONLY = msgspec.structs.replace(PROJECT, exposures=Exposures(source="off"))
THE_CODE = "Kameleoon.API.Visitor.code"
NAMES = "experimentID: experiment.id, experimentName: experiment.name, variationName: 'B', kameleoonVisitorCode: 1"
STUB = "<script>window.analytics = []; analytics.invoked = true; analytics.track = () => analytics;</script>"
DISABLED = "<script>analytics._loadOptions = { disable: true };</script>"
READ = "Kameleoon.API.Data.retrieveDataFromRemoteSource('COHORTS_x', () => {});"
ODD_EVENTS = """
for (const name of ["LegalConsentUpdated", "CustomDataSet", "PersonalizationActivated"]) {
  dispatchEvent(new CustomEvent("Kameleoon::" + name, { detail: { personalization: {}, time: {} } }));
}
const odd = { type: "track", messageId: "m", writeKey: "k", event: {}, properties: "text", userId: ["a"], timestamp: 7 };
fetch("/collect", { method: "POST", body: JSON.stringify(odd) });
fetch("/collect", { method: "POST", body: JSON.stringify({ ...odd, messageId: "n", event: "Kameleoon identifiers" }) });
"""
NEVER_IDLE = "<script>setInterval(() => fetch('/'), 30);</script>"
MANY = "<script>for (let i = 0; i < 300; i++) new Image().src = '/favicon.ico?' + i;</script>"
LARGE = f"<script>/* {'x' * 5_000_000} */</script>"
TWO_COOKIES = f"""<script>
document.cookie = "kameleoonVisitorCode={CODE};path=/";
document.cookie = "kameleoonVisitorCode={CODE[::-1]};path=/;domain=" + location.hostname;
</script>"""
INTERSTITIAL = "<script>if (!sessionStorage.seen) { sessionStorage.seen = 1; setTimeout(() => location.reload(), 300); stop(); }</script>"


def state(name: str, *fails: str, **rest: Any) -> State:
    return State(name=name, fails=frozenset(fails), **rest)


STATES = [
    # Nothing is wrong.
    state("right", everywhere=True),
    state("minified", account=pasted(PROJECT, minified=True, experiments=(HERO,))),
    state("whole journey", steps=(*OPEN, Step(follow=True), Step(reload=True), Step(tab=True), Step(later=31))),
    state("single page", account=account(single_page=True), site=Site(single_page=True), steps=(*OPEN, Step(follow=True))),
    state("consent awaited", account=account(consent="required")),
    state("consent given", account=account(consent="required"), steps=(*OPEN, Step(consent="give"))),
    state("strict policy", site=Site(headers=policy())),
    state("never idle", site=Site(body=NEVER_IDLE)),
    state("300 requests", site=Site(body=MANY)),
    state("5 MB", site=Site(body=LARGE)),
    state("interstitial", site=Site(head=INTERSTITIAL)),
    state("own errors", throws=True, site=Site(body="<script>throw new Error('of the site itself');</script>")),
    state("odd events", account=and_also(ODD_EVENTS), everywhere=True),
    state("data used", stored={f"IDENTIFY_{CODE}": {"plan": "gold"}}, cookie=CODE),
    # The engine.
    state("no engine", "engine-present", site=Site(scripts=("segment",)), everywhere=True),
    state("engine blocked", "engine-present", faults=(Fault(host="a1b2c3d4e5.kameleoon", path="/engine.js", does="abort"),)),
    state("engine 404", "engine-present", faults=(Fault(host="a1b2c3d4e5.kameleoon", path="/engine.js", status=404),)),
    state("aborted", "engine-starts", account=account(abort="STORAGE")),
    state("other sitecode", "engine-sitecode", account=pasted(OTHER)),
    state("legacy address", "engine-address", site=Site(engine_path="/kameleoon.js")),
    state("engine twice", "engine-once", site=Site(scripts=("engine", "engine", "segment"))),
    state("no eval", "policy", site=Site(headers=policy(script_src="'self' 'unsafe-inline' http://*.localhost:*")), everywhere=True),
    state("no way to Segment", "policy", site=Site(headers=policy(connect_src="'self' http://*.kameleoon.localhost:*"))),
    state("pasted code throws", "pasted-code", account=and_also("throw new Error('odd');"), everywhere=True),
    state("two cookies", "one-cookie", site=Site(head=TWO_COOKIES)),
    # The library.
    state("no library", "library-present", site=Site(scripts=("engine",))),
    state("library blocked", "library-loads", faults=(Fault(host="cdn.segment", does="abort"),), everywhere=True),
    state("stub only", "library-loads", site=Site(scripts=("engine",), after_scripts=STUB)),
    state("disabled", "library-enabled", site=Site(after_scripts=DISABLED)),
    state("other name", "library-name", site=Site(analytics_name="tracker")),
    # The identifier.
    state("nothing pasted", "deployed", "identifier-sent", "exposures-sent", account=Account(experiments=(HERO,)), everywhere=True),
    state("sent twice", "identifier-once", account=and_also(when_ready(identifier(THE_CODE))), everywhere=True),
    state("other code", "identifier-code", account=and_also(when_ready(identifier("'zzzzzzzzzzzzzzzz'")))),
    state(
        "before consent", "identifier-lasting",
        account=and_also(when_ready(identifier(THE_CODE)), consent="required"), steps=(*OPEN, Step(reload=True)),
    ),
    state(
        "one property", "deployed", "identifier-whole",
        account=account(global_script=when_ready(identifier(THE_CODE, "k_visitorCode")), experiments=()),
    ),
    # Exposures.
    state("exposures missing", "deployed", "exposures-sent", account=pasted(LINK_ONLY, experiments=(HERO,))),
    state("exposures doubled", "exposures-once", account=and_also(on_activation("Experiment Viewed", NAMES))),
    state("exposures without names", "exposures-named", account=and_also(on_activation("Experiment Viewed", "kameleoonVisitorCode: 1"))),
    state("built-in sender", "exposures-alone", account=and_also(on_activation("Experiment viewed", NAMES))),
    # Custom data.
    state(
        "data not used", "deployed", "data-used",
        account=account(custom_data=with_datum(code="return { value: null };")), stored={f"IDENTIFY_{CODE}": {"plan": "gold"}}, cookie=CODE,
    ),
    state("two reads", "one-request", account=and_also(READ)),
    # What is pasted.
    state("older configuration", "deployed", account=pasted(OLDER, experiments=(HERO,))),
    state("changed by hand", "deployed", account=account(global_script=RIGHT.global_script.replace("wake();\n})", "wake(); wake();\n})"))),
    state("datum missing", "deployed", account=account(custom_data=with_datum(name="plan"))),
]  # fmt: skip
