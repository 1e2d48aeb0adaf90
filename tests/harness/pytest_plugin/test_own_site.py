"""The fixture `kamseg_site`: a site that the test drives, watched from outside."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.emulator import Emulator
from states import PROJECT, RIGHT
from within import BARE

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.generator.project import Project
    from kamseg.harness import OpenSite
    from playwright.sync_api import Page

CONFIGURATION = f"""
sitecode = "{PROJECT.sitecode}"
personas = {{}}
group = {{}}
traits = [{{ trait = "plan", custom_data = "Plan" }}]
"""
TESTS = """
import msgspec
import pytest
from kamseg.generator.project import Identity

def test_right(kamseg_site, page):
    site = kamseg_site("/pricing")
    assert "Headless" not in page.evaluate("navigator.userAgent")
    site.journal.wait_for("segment.event", event="Kameleoon identifier")
    page.goto(page.url.replace("/pricing", "/"))
    site.check()

def test_other_fault(kamseg_site, page):
    site = kamseg_site(deliver=True)
    site.journal.wait_for("segment.event", event="Kameleoon identifier")
    assert page.title() == "something else"

class TestOther:
    @pytest.fixture
    def kamseg_project(self, kamseg_project):
        return msgspec.structs.replace(kamseg_project, identity=Identity(session_minutes=20))

    @pytest.mark.browser_context_args(service_workers="allow", user_agent="mine")
    def test_check(self, kamseg_site, page):
        site = kamseg_site()
        assert page.evaluate("navigator.userAgent") == "mine"
        site.check()

def test_unreachable(kamseg_site):
    kamseg_site("http://127.0.0.1:CLOSED/")

def test_refused(kamseg_site):
    kamseg_site("/missing")

def test_twice(kamseg_site):
    kamseg_site("/")
    kamseg_site("/pricing")
"""
SAID = [
    "*test_own_site.py:* AssertionError",
    "E*does not hold: What is pasted in Kameleoon is what the configuration builds",
    "E*FAIL*http://shop.localhost:*",
    "E*global-script is of another configuration*",
    "E*To do: build again*",
    "E*Delivers nothing: * tracking calls*",
    "http://127.0.0.1:*/: nothing listens there; start the site, or look at the port",
    "http://shop.localhost:*/missing: it answers with 404; look at the path of the address",
    "*kamseg_site was called before in this test: all tabs are watched already",
]


@pytest.mark.browser
def test_a_site_in_a_suite(pytester: pytest.Pytester) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    pytester.makepyfile(test_own_site=TESTS.replace("CLOSED", str(closed)))
    configuration = pytester.path / "mine.toml"
    configuration.write_text(CONFIGURATION, encoding="utf-8")
    with Emulator(RIGHT) as emulator:
        words = (f"--kamseg-url={emulator.url()}", "--kamseg-config=mine.toml", "--output=kept")
        result = pytester.runpytest_subprocess(*BARE, *words, "--tracing=retain-on-failure", "-Werror")
        emulator.journal.wait_for("segment.event", event="Kameleoon identifier")
        delivered = emulator.journal.count("segment.event", event="Kameleoon identifier")
    result.assert_outcomes(passed=1, failed=5)
    result.stdout.fnmatch_lines_random(SAID)
    result.stdout.no_fnmatch_line("*harness/verify/*.py*")
    assert "analytics.js" not in result.stdout.str()  # nothing is played here
    assert delivered == 1  # by `deliver=True`
    other = report_of(pytester.path / "kept" / "test-own-site-py-test-other-fault-chromium", result)
    assert "data:image/jpeg" in other
    assert "Delivers: tracking calls reach Segment and Kameleoon" in other
    assert "Service workers are off" in other
    assert "out of its user agent" in other
    check = report_of(pytester.path / "kept" / "test-own-site-py-testother-test-check-chromium", result)
    assert "what service workers send is not held back" in check
    assert "out of its user agent" not in check


@pytest.fixture
def kamseg_project() -> Project:
    return PROJECT


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_engines("chromium", "firefox", reason="WebKitGTK may not end when a page is left")
@pytest.mark.kamseg(account=RIGHT)
def test_a_site_is_watched_from_page_to_page(kamseg_site: OpenSite, emulator: Emulator, page: Page) -> None:
    site = kamseg_site(emulator.url())
    site.look()
    page.goto(emulator.url("/pricing"))
    site.check()
    assert site.journal.count("segment.event", event="Kameleoon identifier") == 1
    assert emulator.journal.count("segment.event") == 0


def report_of(folder: Path, result: pytest.RunResult) -> str:
    """The report that a failed test has kept beside its trace."""
    assert {file.name for file in folder.iterdir()} == {"kamseg.html", "trace.zip"}
    assert str(folder / "kamseg.html") in result.outlines
    return (folder / "kamseg.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "configuration", "said"),
    [
        ([], "", "there is no */kamseg.toml; name one with --kamseg-config FILE"),
        (["--kamseg-config=none.toml"], "", "--kamseg-config: *none.toml: *"),
        ([], "sitecode = 7", "--kamseg-config: *kamseg.toml: *sitecode*"),
        ([], CONFIGURATION, "kamseg_site('/pricing'): which site? Name one with --kamseg-url https://*"),
    ],
)
def test_what_is_not_said_is_asked_for(
    pytester: pytest.Pytester, words: list[str], configuration: str, said: str
) -> None:
    pytester.makeconftest("import pytest\n@pytest.fixture\ndef page(): return 'a page'")
    pytester.makepyfile("def test_it(kamseg_site): kamseg_site('/pricing')")
    if configuration:
        pytester.path.joinpath("kamseg.toml").write_text(configuration, encoding="utf-8")
    result = pytester.runpytest_inprocess(*BARE, *words)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*Traceback*")
