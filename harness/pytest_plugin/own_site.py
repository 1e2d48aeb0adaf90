"""The fixture `kamseg_site`: somebody's own site in a test, watched from outside as `kamseg verify` does.

A test that uses it gets a browser context without service workers, as what they send could not be held back,
and, where Chromium is headless, with the user agent of any other. What `browser_context_args` say goes first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from .markers import asks_for

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, BrowserContext, Page

    from ...generator.project import Project
    from ..browsers.engines import Engine
    from ..verify.observed import ObservedSite, OpenSite

_SITE = pytest.StashKey["ObservedSite"]()
_OUTPUT = pytest.StashKey[Path]()
_CHANGES = pytest.StashKey[dict[str, str]]()
_REPORT = "kamseg.html"
_OWN_WORKERS = "The browser context is as the test has it: what service workers send is not held back"


@pytest.fixture(scope="session")
def kamseg_project(pytestconfig: pytest.Config) -> Project:
    """What should be on the site: the file of `--kamseg-config`, else the `kamseg.toml` at pytest's root."""
    from ...generator.errors import KamsegError
    from ...generator.sources import DEFAULT_FILE, read_project

    said: Path | None = pytestconfig.getoption("--kamseg-config")
    file = pytestconfig.invocation_params.dir / said if said else pytestconfig.rootpath / DEFAULT_FILE
    if not (said or file.exists()):
        pytest.fail(f"there is no {file}; name one with --kamseg-config FILE", pytrace=False)
    try:
        return read_project(file)
    except KamsegError as error:
        pytest.fail(f"--kamseg-config: {error}", pytrace=False)


@pytest.fixture
def kamseg_site(
    request: pytest.FixtureRequest, kamseg_project: Project, page: Page, output_path: str
) -> Generator[OpenSite]:
    """Open a site of your own, watched from outside: drive `page`, then `check()` what this returns."""
    from ..verify.observed import ObservedSite
    from ..verify.rest import Patience
    from ..verify.unreachable import UnreachableError

    stash = request.node.stash

    def open_site(url: str = "", *, deliver: bool = False, wait: float = 8) -> ObservedSite:
        __tracebackhide__ = True
        if _SITE in stash:
            raise ValueError("kamseg_site was called before in this test: all tabs are watched already")
        patience = Patience(missing=wait, quiet=min(Patience().quiet, wait))
        remarks = _remarks(stash.get(_CHANGES, {}), delivers=deliver)
        address = _address(request, url)
        site = ObservedSite(
            page, address, kamseg_project, delivers=deliver, patience=patience, remarks=remarks
        )
        stash[_SITE], stash[_OUTPUT] = site, Path(output_path)
        fault = ""
        try:
            site.open()
        except UnreachableError as error:
            fault = str(error)
        if fault:  # not while the other is handled: it would be told, too
            pytest.fail(fault, pytrace=False)
        return site

    yield open_site
    if _SITE in stash:
        del stash[_SITE]  # a test may run once more


@pytest.fixture
def new_context(
    request: pytest.FixtureRequest,
    new_context: Callable[..., BrowserContext],
    browser_context_args: dict[str, Any],
    webkit_gtk: Engine | None,
) -> Callable[..., BrowserContext]:
    """pytest-playwright's; for `kamseg_site` without service workers and as no bot."""
    if webkit_gtk or not asks_for(request.node, "kamseg_site"):  # WebKitGTK takes no options
        return new_context
    marker = request.node.get_closest_marker("browser_context_args")
    said = browser_context_args | (marker.kwargs if marker else {})
    usual = {"service_workers": "block", **request.getfixturevalue("_usual_agent")}
    changes = {name: value for name, value in usual.items() if name not in said}
    request.node.stash[_CHANGES] = changes
    return lambda **options: new_context(**(changes | options))


@pytest.fixture(scope="session")
def _usual_agent(browser: Browser) -> dict[str, str]:
    from ..browsers.quirks import usual_agent

    return usual_agent(browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the report of a site whose test has failed, as long as its page is there, and print its path."""
    report = yield
    if report.failed and _SITE in item.stash:
        report.sections.append(("kamseg report", _kept(item.stash[_SITE], item.stash[_OUTPUT] / _REPORT)))
    return report


def _kept(site: ObservedSite, file: Path) -> str:
    from ...generator.errors import OutputError
    from ..evidence.reports.files import report_files, write_reports

    try:
        write_reports(site.report(site.pictures()), report_files([file]))
    except OutputError as error:
        return str(error)
    return str(file)


def _address(request: pytest.FixtureRequest, url: str) -> str:
    """Return the whole address: what the test says, from the site that the command line names."""
    base = request.config.getoption("--kamseg-url") or request.getfixturevalue("base_url") or ""
    address = urljoin(base, url)
    if "://" not in address:
        said = f"kamseg_site({url!r})" if url else "kamseg_site()"
        pytest.fail(
            f"{said}: which site? Name one with --kamseg-url https://staging.example.com", pytrace=False
        )
    return address


def _remarks(changes: dict[str, str], *, delivers: bool) -> list[str]:
    from ..verify.remarks import WITH_USUAL_AGENT, WITHOUT_WORKERS

    said = [WITH_USUAL_AGENT] if "user_agent" in changes else []
    if "service_workers" in changes:
        return [WITHOUT_WORKERS, *said]
    return said if delivers else [_OWN_WORKERS, *said]
