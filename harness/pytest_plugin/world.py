"""The world of a test, as fixtures.

Every decision is a fixture that a module or a project can override: `account`, `site`, `source`, `faults`,
`data_api_behaviour`, `ingest_behaviour`, `node_modules`, `emulator`. One test decides with the marker
`@pytest.mark.kamseg(account=Account(…), site=Site(…))`, which goes before a fixture that is overridden.
`visitor` is a person with a fresh browser context and a fresh emulator. In which engines a
test runs is decided in `engines`.
What `guards.FORBIDDEN` lists fails the test, unless marked `@pytest.mark.kamseg_allow("page-error")`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from . import markers

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Page

    from ...generator.project import Project
    from ..browsers.guards import Guards
    from ..emulator.emulator import Emulator
    from ..emulator.http.faults import Fault
    from ..emulator.kameleoon.account import Account
    from ..emulator.kameleoon.data_api import DataApiBehaviour
    from ..emulator.kameleoon.ingest import IngestBehaviour
    from ..emulator.segment.library import Place
    from ..emulator.segment.source import Source
    from ..emulator.site.pages import Site
    from ..evidence.journal import Journal
    from ..journeys.visitor import Visitor

T = TypeVar("T")
GUARDS = pytest.StashKey["Guards"]()
_INSTALL = "install it with: pip install 'kamseg[harness]'"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Guard each test that asks for an emulator, from before its first browser context."""
    markers.remember(config, items)
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "emulator" in names and names[0] != "guards":
            names.insert(0, "guards")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which analytics.js was chosen; what was chosen and is not there ends the run before it begins."""
    return _named_library(config) if _wanted(config) else []


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say which analytics.js was found, as soon as it is known that a test asks for kamseg."""
    return _named_library(config) if markers.played(config) and not _wanted(config) else []


def _named_library(config: pytest.Config) -> list[str]:
    from ..emulator.segment.library import find_library

    try:
        return [f"kamseg: {find_library(_wanted(config), config.rootpath)}"]
    except FileNotFoundError as error:
        raise pytest.UsageError(f"kamseg_node_modules: {error}") from error


def _wanted(config: pytest.Config) -> Place:
    """What the command line says of the library, else the file with the settings of pytest."""
    said = config.getoption("--kamseg-node-modules")
    base = config.invocation_params.dir
    if not said:
        said, base = config.getini("kamseg_node_modules"), (config.inipath or config.rootpath / "-").parent
    return "stub" if said == "stub" else base / said if said else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose markers nobody understands."""
    markers.check(item)


def _decided(request: pytest.FixtureRequest, name: str, default: T) -> T:
    """Return what the nearest `kamseg` marker says of one decision."""
    decisions = (marker.kwargs for marker in request.node.iter_markers("kamseg"))
    return next((kwargs[name] for kwargs in decisions if name in kwargs), default)


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Account | Project:
    """What is set up and pasted in Kameleoon; a project stands for its own snippets."""
    from ..emulator.kameleoon.account import Account

    return _decided(request, "account", Account())


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Site:
    """How the pages are made."""
    from ..emulator.site.pages import Site

    return _decided(request, "site", Site())


@pytest.fixture
def source(request: pytest.FixtureRequest) -> Source:
    """What is set up in Segment."""
    from ..emulator.segment.source import Source

    return _decided(request, "source", Source())


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> tuple[Fault, ...]:
    """What goes wrong."""
    return _decided(request, "faults", ())


@pytest.fixture
def data_api_behaviour(request: pytest.FixtureRequest) -> DataApiBehaviour:
    """Answers of the Data API that nobody knows."""
    from ..emulator.kameleoon.data_api import DataApiBehaviour

    return _decided(request, "data_api", DataApiBehaviour())


@pytest.fixture
def ingest_behaviour(request: pytest.FixtureRequest) -> IngestBehaviour:
    """Shapes of what Kameleoon stores, which nobody knows."""
    from ..emulator.kameleoon.ingest import IngestBehaviour

    return _decided(request, "ingest", IngestBehaviour())


@pytest.fixture
def node_modules(pytestconfig: pytest.Config) -> Place:
    """Where the real analytics.js is: a folder, or `"stub"`; None: where it is found."""
    return _wanted(pytestconfig)


@pytest.fixture
def emulator(  # noqa: PLR0913, PLR0917 - each decision is a fixture of its own
    request: pytest.FixtureRequest,
    account: Account | Project,
    site: Site,
    source: Source,
    faults: tuple[Fault, ...],
    data_api_behaviour: DataApiBehaviour,
    ingest_behaviour: IngestBehaviour,
    node_modules: Place,
) -> Generator[Emulator]:
    """A fresh emulator on a port of its own."""
    __tracebackhide__ = True
    try:
        from ..emulator.emulator import Emulator
    except ModuleNotFoundError as error:
        pytest.fail(f"the emulator needs the package {error.name}; {_INSTALL}", pytrace=False)
    from ..emulator.segment.library import find_library

    found = find_library(node_modules, request.config.rootpath)
    unknowns: dict[str, Any] = {"data_api": data_api_behaviour, "ingest": ingest_behaviour}
    files: dict[str, Any] = {
        "engine_file": request.config.getoption("--kamseg-engine"),
        "node_modules": "stub" if found.is_stub else found.place,
    }
    world: dict[str, Any] = {"account": account, "site": site, "source": source, "faults": faults, **unknowns}
    decided = {name: _decided(request, name, value) for name, value in world.items()}
    with Emulator(**decided, **files) as running:
        yield running


@pytest.fixture
def journal(emulator: Emulator) -> Journal:
    """The emulator's journal."""
    return emulator.journal


@pytest.fixture
def guards(request: pytest.FixtureRequest, emulator: Emulator) -> Generator[Guards]:
    """Watch every context and page for what is forbidden; looked at when the test has run."""
    from ..browsers.guards import Guards

    allowed = [kind for marker in request.node.iter_markers("kamseg_allow") for kind in marker.args]
    guards = Guards(emulator.journal, emulator.port, frozenset(allowed))
    request.node.stash[GUARDS] = guards
    emulator.journal.pump = guards.pump
    with guards.everywhere():
        yield guards


@pytest.fixture
def visitor(page: Page, emulator: Emulator) -> Visitor:
    """A person who has never been here."""
    from ..journeys.visitor import Visitor

    return Visitor(page, emulator)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """A red guard fails the test itself, not its teardown; a failure begins with what is to be done."""
    __tracebackhide__ = True
    guards = item.stash.get(GUARDS, None)
    if guards is None:
        yield
        return
    guards.watch_all(getattr(item, "funcargs", {}).values())
    try:
        yield
    except Exception as error:
        from .report import explain

        explain(error, item.funcargs["emulator"], guards)  # type: ignore[attr-defined] # it has fixtures
        raise
    found = guards.violations()
    if found:
        pytest.fail(found, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the journal to a failure."""
    report = yield
    guards = item.stash.get(GUARDS, None)
    if report.failed and guards:
        report.sections.append(("kamseg journal", str(guards.journal)))
    return report
