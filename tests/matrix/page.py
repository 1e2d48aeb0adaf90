"""What pages do to their scripts: policies, frames, polluted and replaced globals."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.kameleoon.account import Experiment, Variation
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.journeys.visitor import Visitor
from matrix.case import Case
from matrix.expectations import (
    at_most_one_new_global,
    code_in,
    custom_data,
    exposure_sent,
    exposures_sent,
    identifier_sent,
    identifiers,
    no_violation,
    nothing_sent,
    page_works,
)
from matrix.visits import looks_on, opens, then, waits_in_vain
from projects import COMPANY, PERSONAS, PLAN

if TYPE_CHECKING:
    from matrix.scene import Scene

HERO = Experiment(id=12, name="Hero", variations=(Variation(id=3, name="Large"),))
WORLD: dict[str, Any] = {
    "stored": {"COHORTS_": {"VIP": True, "New": True}, "IDENTIFY_": {"plan": "gold", "groupId": "acme"}},
    "account": {"experiments": (HERO,)},
}
DATA = (custom_data(PERSONAS, ["VIP", "New"]), custom_data(PLAN, "gold"), custom_data(COMPANY, "acme"))
ALL_WORKS = (identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1), *DATA)

ANYWHERE = "http://*.localhost:*"
NONCE = "script-src 'nonce-r4nd0m' 'unsafe-eval'"


def policy(text: str, head: str = "") -> dict[str, Any]:
    return {
        "site": Site(nonce="r4nd0m", headers={"Content-Security-Policy": text}, head=head),
        "needs": frozenset({"csp", "trusted-types"} if "trusted" in text else {"csp"}),
    }


ALLOW_ALL_TYPES = """<script nonce="r4nd0m">
  trustedTypes.createPolicy("default", { createHTML: (text) => text, createScript: (text) => text, createScriptURL: (text) => text });
</script>"""

POLICIES = {
    "nonce": ("a nonce and strict-dynamic", policy(f"{NONCE} 'strict-dynamic'; object-src 'none'; base-uri 'none'")),
    "hosts": ("named hosts, without unsafe-inline", policy(f"{NONCE} {ANYWHERE}; connect-src {ANYWHERE}; style-src 'self'; img-src 'self'")),
    "none": ("nothing but what Kameleoon and Segment ask for", policy(f"default-src 'none'; {NONCE} 'strict-dynamic'; connect-src {ANYWHERE}")),
    "trusted-types": (
        "Trusted Types, with the page's default policy",
        policy(f"{NONCE} 'strict-dynamic'; require-trusted-types-for 'script'", ALLOW_ALL_TYPES),
    ),
}  # fmt: skip

# Each is done by some library or page, before anything else runs.
GLOBALS = {
    "polluted-object": ("Object.prototype has more members", "Object.prototype.polluted = 'x'; Object.prototype.plan = 'polluted'; Object.prototype.groupId = 'polluted';"),
    "polluted-array": ("Array.prototype has more members", "Array.prototype.each = function () {}; Array.prototype.last = 'x';"),
    "array-to-json": ("Array.prototype has a toJSON of its own", "Array.prototype.toJSON = function () { return '[' + this.join() + ']'; };"),
    "string-to-json": ("String.prototype has a toJSON of its own", "String.prototype.toJSON = function () { return '\"' + this + '\"'; };"),
    "object-to-json": ("Object.prototype has a toJSON that is no function", "Object.defineProperty(Object.prototype, 'toJSON', { value: undefined, writable: true });"),
    "frozen": ("The prototypes of objects, lists and promises are frozen", "[Object, Array, Promise, Function, String].forEach((one) => { Object.freeze(one.prototype); });"),
    "set-timeout": ("setTimeout is replaced by one that wraps", "const plain = setTimeout; window.setTimeout = function (action, ms, ...rest) { return plain(() => action(...rest), ms); };"),
    "promise": ("Promise is replaced by a subclass", "window.Promise = class extends Promise {};"),
    "json": ("JSON is replaced by a stricter one", "const plain = { ...JSON, parse: JSON.parse, stringify: JSON.stringify }; window.JSON = { parse: (...values) => plain.parse(...values), stringify: (...values) => plain.stringify(...values) };"),
    "array-from": ("Array.from, Object.assign and Set.prototype.forEach are shims", "const from = Array.from; Array.from = (...values) => from(...values); const assign = Object.assign; Object.assign = (...values) => assign(...values);"),
    "console": ("console is gone", "window.console = { error() {}, log() {}, warn() {}, info() {} };"),
    "define": ("An AMD loader is on the page", "window.define = Object.assign(() => undefined, { amd: {} });"),
    "name-taken": ("The names link, expose, attempt, timer and user are taken", "Object.assign(window, { link: 1, expose: 2, attempt: 3, timer: 4, user: 5, seen: 6, exposures: 7 });"),
    "date": ("Date is replaced by a subclass", "window.Date = class extends Date {};"),
}  # fmt: skip
# What a page with Kameleoon and Segment brings itself.
KNOWN = (
    "analytics",
    "AnalyticsNext",
    "Kameleoon",
    "kameleoonQueue",
    "__SEGMENT_INSPECTOR__",
    "webpackChunk_segment_analytics_next",
    "analyticsWriteKey",
)


def in_frame(scene: Scene) -> None:
    """The shop is in a frame of a page on another site."""
    scene.tab.page.goto(scene.emulator.url("/", "app.kameleoon"))
    script = "(url) => { const frame = document.createElement('iframe'); frame.src = url; document.body.append(frame); }"
    scene.tab.page.evaluate(script, scene.emulator.url())
    scene.journal.wait_for("engine.event", name="Started")
    frame = scene.tab.page.frames[1]
    scene.tab = Visitor(cast("Any", frame), scene.emulator)  # a frame has all of a page that is asked here
    scene.settle()


def around_a_sandbox(scene: Scene) -> None:
    scene.page("/frame")
    scene.journal.wait_for("engine.event", name="Started", times=2)
    scene.settle()


def from_disk(scene: Scene) -> None:
    """Somebody has saved the page and opens the file."""
    html = send(scene.emulator.port, "shop", "/").body.decode()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "shop.html")
        file.write_text(html.replace('src="//', 'src="http://'), encoding="utf-8")
        scene.tab.page.goto(file.as_uri())
        scene.journal.wait_for("engine.event", name="Started")
        scene.settle()


def each_has_a_code(scene: Scene) -> None:
    """One identifier, with a visitor code, whoever the visitor is to such a page."""
    codes = [code_in(entry) for entry in identifiers(scene)]
    assert len(codes) == 1, f"identifier events with the codes {codes}"
    assert codes[0], "no visitor code"


SANDBOX = '<h1>Frame</h1><iframe sandbox="allow-scripts" src="/pricing"></iframe>'
CASES = (
    *(
        Case(id=f"page/csp-{name}", title=f"A Content-Security-Policy with {what}", visit=opens(), expect=(*ALL_WORKS, no_violation), **WORLD, **settings)
        for name, (what, settings) in POLICIES.items()
    ),
    Case(id="page/csp-no-eval", title="A Content-Security-Policy under which Kameleoon cannot run pasted code", visit=then(lambda scene: scene.tab.start(), looks_on), allow=frozenset({"engine.error"}),
         expect=(nothing_sent, page_works), **WORLD, **policy("script-src 'nonce-r4nd0m' 'strict-dynamic'")),
    Case(id="page/csp-no-data", title="A Content-Security-Policy that keeps the Data API away: Segment works all the same", visit=opens(),
         expect=(identifier_sent(), exposure_sent("Hero", "Large"), custom_data(PLAN, None)), **WORLD,
         **policy(f"{NONCE} 'strict-dynamic'; connect-src http://cdn.segment.localhost:* http://api.segment.localhost:* http://a1b2c3d4e5.kameleoon.localhost:*")),
    Case(id="page/csp-no-segment", title="A Content-Security-Policy that keeps Segment away: custom data work all the same", visit=waits_in_vain,
         expect=(nothing_sent, page_works, *DATA), **WORLD, **policy("script-src 'nonce-r4nd0m' 'unsafe-eval' http://*.kameleoon.localhost:*; connect-src http://*.kameleoon.localhost:*")),
    *(
        Case(id=f"page/{name}", title=what, visit=opens(), init=script, expect=ALL_WORKS, **WORLD)
        for name, (what, script) in GLOBALS.items()
    ),
    Case(id="page/one-name", title="At most one new name on window", visit=opens(), expect=(at_most_one_new_global(*KNOWN),), **WORLD),
    Case(id="page/frame", title="The shop is in a frame of another site", visit=in_frame, needs=frozenset({"frames"}), expect=(each_has_a_code,)),
    Case(id="page/sandboxed-frame", title="The page has a sandboxed frame with the same scripts", visit=around_a_sandbox, needs=frozenset({"frames", "sandbox"}), site=Site(pages={"/frame": SANDBOX}), expect=(identifier_sent(),)),
    Case(id="page/file", title="The page is a file on the visitor's disk", visit=from_disk, needs=frozenset({"sandbox"}), expect=(each_has_a_code,)),
)  # fmt: skip
