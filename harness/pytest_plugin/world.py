"""The world of a test, as fixtures.

Every decision is a fixture that a module or a project can override: `account`, `site`, `source`, `faults`,
`data_api_behaviour`, `ingest_behaviour`, `emulator`. One test decides with the marker
`@pytest.mark.kamseg(account=Account(…), site=Site(…))`. `visitor` is a person with a fresh browser context
and a fresh emulator. In which engines a test runs is decided in `engines`.
What `guards.FORBIDDEN` lists fails the test, unless marked `@pytest.mark.kamseg_allow("page-error")`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from ..browsers.guards import Guards
from ..emulator.emulator import Emulator
from ..emulator.kameleoon.account import Account
from ..emulator.kameleoon.data_api import DataApiBehaviour
from ..emulator.kameleoon.ingest import IngestBehaviour
from ..emulator.segment.source import Source
from ..emulator.site.pages import Site
from ..journeys.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import BrowserContext, Page

    from ..emulator.http.faults import Fault
    from ..evidence.journal import Journal

T = TypeVar("T")
_EMULATOR = pytest.StashKey[Emulator]()
_GUARDS = pytest.StashKey[Guards]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--kamseg-engine`."""
    group = parser.getgroup("kamseg")
    group.addoption(
        "--kamseg-engine", metavar="FILE", type=Path, help="an engine.js of your own in place of the stub"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Announce the markers."""
    for marker in (
        "kamseg(account, site, source, faults, data_api, ingest): how the world of one test is",
        "kamseg_allow(*kinds): kinds of journal entries that would fail the test but are meant",
    ):
        config.addinivalue_line("markers", marker)


def _decided(request: pytest.FixtureRequest, name: str, default: T) -> T:
    """Return what the nearest `kamseg` marker says of one decision."""
    decisions = (marker.kwargs for marker in request.node.iter_markers("kamseg"))
    return next((kwargs[name] for kwargs in decisions if name in kwargs), default)


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Account:
    """What is set up and pasted in Kameleoon."""
    return _decided(request, "account", Account())


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Site:
    """How the pages are made."""
    return _decided(request, "site", Site())


@pytest.fixture
def source(request: pytest.FixtureRequest) -> Source:
    """What is set up in Segment."""
    return _decided(request, "source", Source())


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> tuple[Fault, ...]:
    """What goes wrong."""
    return _decided(request, "faults", ())


@pytest.fixture
def data_api_behaviour(request: pytest.FixtureRequest) -> DataApiBehaviour:
    """Answers of the Data API that nobody knows."""
    return _decided(request, "data_api", DataApiBehaviour())


@pytest.fixture
def ingest_behaviour(request: pytest.FixtureRequest) -> IngestBehaviour:
    """Shapes of what Kameleoon stores, which nobody knows."""
    return _decided(request, "ingest", IngestBehaviour())


@pytest.fixture
def node_modules() -> Path | None:
    """Where the real analytics.js is; None: beside the package."""
    return None


@pytest.fixture
def emulator(  # noqa: PLR0913, PLR0917 - each decision is a fixture of its own
    request: pytest.FixtureRequest,
    account: Account,
    site: Site,
    source: Source,
    faults: tuple[Fault, ...],
    data_api_behaviour: DataApiBehaviour,
    ingest_behaviour: IngestBehaviour,
    node_modules: Path | None,
) -> Generator[Emulator]:
    """A fresh emulator on a port of its own."""
    unknowns: dict[str, Any] = {"data_api": data_api_behaviour, "ingest": ingest_behaviour}
    files = {"engine_file": request.config.getoption("--kamseg-engine"), "node_modules": node_modules}
    with Emulator(account, site=site, source=source, faults=faults, **unknowns, **files) as running:
        request.node.stash[_EMULATOR] = running
        yield running


@pytest.fixture
def journal(emulator: Emulator) -> Journal:
    """The emulator's journal."""
    return emulator.journal


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], emulator: Emulator) -> dict[str, Any]:
    """Make the emulator the proxy to the world outside: it refuses and records what would leave."""
    proxy = {"server": f"http://127.0.0.1:{emulator.port}", "bypass": "*.localhost,localhost,127.0.0.1,[::1]"}
    return {**browser_context_args, "proxy": proxy}


@pytest.fixture
def guards(request: pytest.FixtureRequest, context: BrowserContext, emulator: Emulator) -> Guards:
    """Watch for what is forbidden; looked at when the test has run."""
    allowed = [kind for marker in request.node.iter_markers("kamseg_allow") for kind in marker.args]
    guards = Guards(context, emulator.journal, frozenset(allowed))
    request.node.stash[_GUARDS] = guards
    emulator.journal.pump = guards.pump
    return guards


@pytest.fixture
def visitor(page: Page, emulator: Emulator, guards: Guards) -> Visitor:  # noqa: ARG001 - a visitor is always watched
    """A person who has never been here."""
    return Visitor(page, emulator)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """A red guard fails the test itself, not its teardown."""
    yield
    guards = item.stash.get(_GUARDS, None)
    if guards:
        guards.check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the journal to a failure."""
    report = yield
    emulator = item.stash.get(_EMULATOR, None)
    if report.failed and emulator:
        report.sections.append(("kamseg journal", str(emulator.journal)))
    return report
