"""The world of a test: its markers, its library, and what a failure says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.segment.library import find_library
from kamseg.harness.pytest_plugin.world import _wanted
from within import BARE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _elsewhere(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is installed there is found there."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr("kamseg.harness.emulator.segment.library._CHECKOUT", pytester.path / "nowhere")


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*BARE, *words)


def install(folder: Path, version: str) -> None:
    package = folder / "node_modules/@segment/analytics-next"
    (package / "dist/umd").mkdir(parents=True)
    (package / "dist/umd/standalone.js").write_text("// the real one")
    (package / "package.json").write_text(json.dumps({"version": version}))


LIBRARY = """
def test_library(emulator, request):
    print("served:", emulator.library)
"""


def test_the_library_is_named(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LIBRARY)
    stub = "analytics.js: a stub stands in for it; for the real one: npm i @segment/analytics-next"
    run(pytester, "-s").stdout.fnmatch_lines([f"kamseg: {stub}", f"*served: {stub}*"])


def test_it_is_found_at_the_root_or_where_it_is_said_to_be(pytester: pytest.Pytester) -> None:
    root, said, ini = (pytester.mkdir(name) for name in ("root", "said", "ini"))
    for folder, version in ((pytester.path, "1.0.0"), (said, "2.0.0"), (ini, "3.0.0"), (root, "4.0.0")):
        install(folder, version)

    def found(*words: str) -> str:
        config = pytester.parseconfig(*BARE, *words)
        return find_library(_wanted(config), config.rootpath).version

    assert found() == "1.0.0"
    assert found("--rootdir", str(root)) == "4.0.0"
    pytester.makeini("[pytest]\nkamseg_node_modules = ini/node_modules")
    assert found() == "3.0.0"
    assert found("--kamseg-node-modules", "said/node_modules") == "2.0.0"
    assert found("--kamseg-node-modules", "stub") == ""


def test_a_wrong_place_ends_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LIBRARY)
    result = run(pytester, "--kamseg-node-modules", "nowhere")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*there is no analytics.js in *nowhere*npm i @segment/analytics-next*"])


MISTAKES = """
import pytest
from kamseg.harness import Account, Fault, Site, Project

@pytest.mark.kamseg(acount=Account())
def test_keyword(emulator): pass

@pytest.mark.kamseg(Account())
def test_position(emulator): pass

@pytest.mark.kamseg(site="<h1>")
def test_site(emulator): pass

@pytest.mark.kamseg_engines("chromium")
def test_reason(): pass

@pytest.mark.kamseg_tabs
def test_tabs(): pass

@pytest.mark.kamseg_allow("page-eror")
def test_guard(emulator): pass

@pytest.mark.kamseg(account=Project(sitecode="BAD CODE!"))
def test_project(emulator): pass

def test_kind(journal): journal.none("segment.events")
"""


def test_mistakes_are_red(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MISTAKES.replace(", Project", "\nfrom kamseg.generator.project import Project"))
    result = run(pytester)
    result.assert_outcomes(errors=7, failed=1)
    result.stdout.fnmatch_lines_random(
        [
            "*@pytest.mark.kamseg: got an unexpected keyword argument 'acount'; it takes (account*",
            "*@pytest.mark.kamseg: too many positional arguments; it takes (account*",
            "*TypeError: Emulator(site=…): wants Site, not '<h1>'*",
            "*@pytest.mark.kamseg_engines: missing a required*'reason'*",
            "*@pytest.mark.kamseg_tabs: missing a required*'count'*",
            "*no such guard: page-eror; there are egress*",
            "*sitecode = *BAD CODE!*must be exactly ten lower-case letters and digits*",
            "*ValueError: no entry of the journal is of the kind 'segment.events'; did you mean 'segment.event'?*",
        ]
    )


OVERRIDDEN = """
import pytest
from kamseg.harness import Account, Fault, Request

@pytest.fixture
def account(): return Account(goals=("everywhere",))

@pytest.fixture
def faults(): return (Fault(host="shop"),)

def test_fixture(emulator): assert emulator.account.goals == ("everywhere",)

@pytest.mark.kamseg(account=Account(goals=("here",)), faults=())
def test_marker(emulator):
    assert emulator.account.goals == ("here",)
    assert emulator.faults.take(Request("GET", "shop.localhost")) is None
"""


def test_a_marker_goes_before_a_fixture_that_is_overridden(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(OVERRIDDEN)
    run(pytester).assert_outcomes(passed=2)


FAILURES = """
from kamseg.harness import Project

def start(journal, **more):
    journal.append("engine.visitor", visitorCode="c", stored=True, numberOfVisits=1, pageViews=1, time=1, **more)
    journal.append("engine.event", name="Started", detail={"time": 1})

def test_nothing_opened(journal):
    journal.wait_for("segment.event", timeout=0.01)

def test_no_tag(journal):
    start(journal, globalScript=True)
    journal.wait_for("segment.event", timeout=0.01)

def test_not_pasted(journal):
    start(journal, globalScript=False)
    journal.append("segment.settings", version="stub")
    assert journal.count("segment.event") == 1

def test_leaks(emulator, journal):
    journal.append("egress", host="a.example", method="GET", path="/")
    journal.append("page-error", message="boom", url="http://shop.localhost/")
    journal.append("egress", host="b.example", method="GET", path="/")
"""


def test_a_failure_begins_with_its_cause(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILURES.replace("from kamseg.harness import Project\n", ""))
    result = run(pytester, "-rf")
    result.assert_outcomes(failed=4)
    summary = [line.partition(" - ")[2] for line in result.outlines if line.startswith("FAILED ")]
    assert [line.partition(": ")[2].split("(")[0].rstrip() for line in summary] == [
        "Nothing is recorded yet",
        "Segment's tag is missing",
        "the global script is not pasted",
        "a request left this machine",
    ]
    result.stdout.fnmatch_lines(
        [
            "E*Segment's tag is missing (Segment's library is in the pages): add Segment's snippet*",
            "E*wanted 1, found 0 in 0.01 s: segment.event*",
            "E*the global script is not pasted*INSTALL.md*",
            "a request left this machine (egress): #*a.example*",
            "an exception or a rejected promise was not handled in a page (page-error): #*boom*",
            "a request left this machine (egress): #*b.example*",
        ]
    )
    result.stdout.no_fnmatch_line("*harness/*.py*")
