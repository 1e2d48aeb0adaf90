"""Which analytics.js is served, and that the stub does what the real one does, as far as anything here asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from kamseg.generator.project import Exposures, Identity, Project
from kamseg.harness import (
    Account,
    BrowserActor,
    Emulator,
    Experiment,
    Fault,
    Player,
    Site,
    Variation,
    Visitor,
    demo_account,
    judge,
    pasted,
    shop_site,
)
from kamseg.harness.emulator.segment.library import STUB, Place, find_library
from kamseg.harness.evidence.kinds import KINDS
from kamseg.harness.journeys.fitting import fitted
from kamseg.harness.journeys.journey import Journey, journeys
from projects import EVERYTHING
from waiting import recorded, settled

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.harness import Entry, Journal

STUB_OR_REAL = ["stub", None]


def install(folder: Path, version: str = "1.2.3") -> Path:
    package = folder / "node_modules/@segment/analytics-next"
    (package / "dist/umd").mkdir(parents=True)
    (package / "dist/umd/standalone.js").write_text("// the real one")
    (package / "package.json").write_text(json.dumps({"version": version}))
    return folder / "node_modules"


def test_it_is_found_near_a_folder_then_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    here = install(tmp_path / "here", "2.0.0")
    assert str(find_library()) == f"analytics.js 2.0.0 from {here}"
    near = install(tmp_path / "near")
    assert str(find_library(None, tmp_path / "near")) == f"analytics.js 1.2.3 from {near}"


@pytest.mark.parametrize("part", ["", "@segment/analytics-next", "@segment/analytics-next/dist/umd"])
def test_it_is_where_it_is_said_to_be(tmp_path: Path, part: str) -> None:
    assert find_library(install(tmp_path) / part).version == "1.2.3"


def test_a_wrong_place_is_an_error_and_not_the_stub(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no analytics.js in .*npm i @segment/analytics-next"):
        Emulator(node_modules=tmp_path)


def test_the_stub_says_that_it_is_one() -> None:
    assert find_library("stub") == STUB
    with Emulator(node_modules="stub") as emulator:
        assert emulator.journal.only("analytics-stub")["reason"] == str(STUB)
        assert "npm i @segment/analytics-next" in str(STUB)


class Both:
    """Runs with the real library and with the stub."""

    @pytest.fixture(params=STUB_OR_REAL, ids=["stub", "real"])
    def node_modules(self, request: pytest.FixtureRequest) -> Place:
        place: Place = request.param
        return place


SEEN = """async () => {
  const seen = {heard: [], dropped: null};
  const shapeOf = (context) => ({
    failed: Boolean(context.failedDelivery()),
    sender: context.logs().some((log) => log.extras && log.extras.plugin === "Segment.io"),
    logs: context.logs().some((log) => log.extras && log.extras.plugin),
  });
  analytics.on("dispatch_start", (context) => seen.heard.push(context.event.type));
  analytics.on("reset", () => seen.heard.push("reset"));
  seen.user = [analytics.user().id(), typeof analytics.user().anonymousId(), typeof analytics.user().then];
  seen.array = [Array.isArray(analytics), typeof analytics.pop, analytics.initialized];
  seen.ready = await new Promise((done) => analytics.ready(() => done(typeof window.analytics.user)));
  seen.sent = shapeOf(await analytics.track("Sent", {a: 1}));
  seen.elsewhere = shapeOf(await analytics.track("Elsewhere", {}, {integrations: {"Segment.io": false}}));
  seen.chosen = shapeOf(await analytics.track("Chosen", {}, {integrations: {All: false, Amplitude: true}}));
  await analytics.identify("ada", {plan: "gold"});
  await analytics.identify({city: "London"});
  seen.traits = analytics.user().traits();
  const before = analytics.user().anonymousId();
  await analytics.identify("bob");
  seen.somebodyElse = [analytics.user().anonymousId() !== before, analytics.user().traits()];
  await analytics.group("engines", {seats: 3});
  await analytics.page("Plans");
  seen.keys = Object.keys(localStorage).filter((key) => key.startsWith("ajs_")).sort();
  seen.cookies = document.cookie.split("; ").map((one) => one.split("=")[0]).filter((name) => name.startsWith("ajs_")).sort();
  await analytics.addSourceMiddleware(({payload, next}) => payload.obj.event === "Unwanted" || next(payload));
  seen.dropped = shapeOf(await analytics.track("Unwanted")).failed;
  analytics.reset();
  seen.after = [analytics.user().id(), analytics.user().traits()];
  return seen;
}"""


class TestContract(Both):
    """What the snippets, the visitor and the journeys use of it."""

    @pytest.mark.kamseg(site=Site(scripts=("segment",)))
    def test_the_page_sees_this(self, visitor: Visitor, journal: Journal) -> None:
        visitor.open()
        visitor.page.wait_for_function("typeof analytics.user === 'function'")
        seen: dict[str, Any] = visitor.page.evaluate(SEEN)
        delivered = {"failed": False, "sender": True, "logs": True}
        assert seen == {
            "user": [None, "string", "undefined"],
            "array": [False, "undefined", True],
            "ready": "function",
            "sent": delivered,
            "elsewhere": {"failed": False, "sender": False, "logs": True},
            "chosen": delivered,
            "dropped": True,
            "traits": {"plan": "gold", "city": "London"},
            "somebodyElse": [True, {}],
            "keys": [
                "ajs_anonymous_id",
                "ajs_group_id",
                "ajs_group_properties",
                "ajs_user_id",
                "ajs_user_traits",
            ],
            "cookies": ["ajs_anonymous_id", "ajs_group_id", "ajs_user_id"],
            "heard": [*["track"] * 3, *["identify"] * 3, "group", "page", "track", "reset"],
            "after": [None, {}],
        }
        names = [
            (one["type"], one.data.get("event") or one.data.get("name"))
            for one in journal.entries("segment.event")
        ]
        assert names == [
            ("track", "Sent"), ("track", "Chosen"), *[("identify", None)] * 3, ("group", None), ("page", "Plans"),
        ]  # fmt: skip
        assert journal.only("segment.event", event="Chosen")["integrations"]["Amplitude"] is True
        assert journal.entries("segment.event", type="identify")[1]["userId"] == "ada"
        journal.only("segment.event", type="group", groupId="engines", traits={"seats": 3}, userId="bob")

    @pytest.mark.kamseg(
        site=Site(scripts=("segment",)),
        faults=(Fault(host="api.segment", method="POST", path="/v1/t", times=1),),
    )
    def test_a_refused_event_is_sent_again_under_its_number(self, visitor: Visitor, journal: Journal) -> None:
        visitor.open()
        visitor.track("Again")
        event = journal.wait_for("segment.event", event="Again")
        assert journal.only("fault")["messageId"] == event["messageId"]
        assert journal.wait_for("segment.request")["attempt"] == "1"

    @pytest.mark.kamseg(
        site=Site(scripts=("segment",)),
        faults=(Fault(host="api.segment", method="POST", status=400, times=1),),
    )
    def test_what_the_api_refuses_has_failed(self, visitor: Visitor) -> None:
        visitor.open()
        visitor.page.wait_for_function("typeof analytics.user === 'function'")
        call = "analytics.track('Refused').then((context) => Boolean(context.failedDelivery()))"
        assert visitor.page.evaluate(call)

    @pytest.mark.kamseg(
        site=Site(scripts=("segment",), analytics_name="segmentAnalytics", subdomains=("www",))
    )
    def test_another_name_and_a_subdomain(self, visitor: Visitor, journal: Journal) -> None:
        visitor.open()
        visitor.page.wait_for_function("typeof segmentAnalytics.user === 'function'")
        visitor.page.evaluate("segmentAnalytics.identify('ada').then(() => null)")
        visitor.open(host="www.shop")
        visitor.page.wait_for_function("typeof segmentAnalytics.user === 'function'")
        assert visitor.page.evaluate("[segmentAnalytics.user().id(), typeof window.analytics]") == [
            "ada",
            "undefined",
        ]
        assert len({one["anonymousId"] for one in journal.entries("segment.event")}) == 1


ONE = Experiment(id=1, name="Hero", variations=(Variation(id=2, name="Big"),))
PROJECTS = {
    "track": Project(sitecode="a1b2c3d4e5"),
    "identify": Project(sitecode="a1b2c3d4e5", identity=Identity(mode="identify")),
    "visit": Project(
        sitecode="a1b2c3d4e5", exposures=Exposures(once_per="visit", identify="per-campaign", integrations={"All": False})
    ),
}  # fmt: skip


class TestSnippetsWithTheStub:
    """The core of what the snippets promise."""

    @pytest.fixture
    def node_modules(self) -> Place:
        return "stub"

    @pytest.fixture(params=list(PROJECTS.values()), ids=list(PROJECTS))
    def project(self, request: pytest.FixtureRequest) -> Project:
        project: Project = request.param
        return project

    @pytest.fixture
    def account(self, project: Project) -> Account:
        return pasted(project, experiments=(ONE,))

    def test_identifier_and_exposure_once_on_two_pages(
        self, visitor: Visitor, journal: Journal, project: Project
    ) -> None:
        for path in ("/", "/pricing"):
            visitor.start(path)
            settled(visitor)
            recorded(visitor)
        code = visitor.code
        by_id = project.identity.mode == "identify"
        sent = {"type": "identify", "userId": code} if by_id else {"event": "Kameleoon identifier"}
        assert journal.count("segment.event", **sent) == 1
        pages = 1 if project.exposures.once_per == "visit" else 2
        assert (
            journal.count(
                "segment.event", event="Experiment Viewed", properties={"kameleoonVisitorCode": code}
            )
            == pages
        )
        assert [one for one in judge(project, journal) if one.state == "fail"] == []

    @pytest.mark.kamseg(faults=(Fault(host="cdn.segment", path="*.min.js", does="delay", name="library"),))
    def test_a_library_that_comes_late(self, visitor: Visitor, emulator: Emulator, journal: Journal) -> None:
        visitor.start()
        emulator.release("library")
        settled(visitor)
        journal.wait_for("segment.event", event="Experiment Viewed")


def is_as_told(entry: Entry) -> bool:
    """Whether its data is what the type of its kind says, no more and no less."""
    told = KINDS[entry.kind]
    msgspec.convert(entry.data, told)
    return entry.kind in {"engine.sent", "exposure"} or entry.data.keys() <= told.__annotations__.keys()


class TestJourneysWithTheStub:
    @pytest.fixture
    def node_modules(self) -> Place:
        return "stub"

    @pytest.fixture(params=[fitted(one, EVERYTHING) for one in journeys()], ids=lambda one: one.name)
    def journey(self, request: pytest.FixtureRequest) -> Journey:
        journey: Journey = request.param
        return journey

    @pytest.fixture
    def account(self, journey: Journey) -> Account:
        return demo_account(EVERYTHING, consent=journey.consent)

    @pytest.mark.kamseg(site=shop_site(EVERYTHING))
    def test_journey(self, journey: Journey, visitor: Visitor, emulator: Emulator) -> None:
        actor = BrowserActor(visitor)
        Player(emulator, actor).play(journey)
        recorded(actor.visitor)
        assert [one for one in judge(EVERYTHING, emulator.journal) if one.state == "fail"] == []
        for entry in emulator.journal:
            assert is_as_told(entry), entry
