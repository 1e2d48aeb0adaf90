"""Installed beside pytest-playwright, kamseg does nothing to a suite that does not ask for it.

The browser is a fake, so that the suites run within this process: what they launch is what they print.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from within import BARE

if TYPE_CHECKING:
    from pathlib import Path

PLUGIN = "kamseg.harness.pytest_plugin"
PLAYWRIGHT = "pytest_playwright.pytest_playwright"
FAKE = """
from types import SimpleNamespace
import pytest

class Context:
    pages = ()
    tracing = SimpleNamespace(stop=lambda: None)
    def on(self, *_): pass
    def close(self): pass
    def new_page(self): return "a page"

class Browser:
    def new_context(self, **options):
        print("context:", options)
        return Context()
    def close(self): pass

def launch(**options):
    print("launched:", options)
    return Browser()

@pytest.fixture(scope="session")
def playwright():
    return SimpleNamespace(devices={"Phone": {"is_mobile": True}})

@pytest.fixture(scope="session")
def browser_type():
    return SimpleNamespace(name="chromium", executable_path="/nowhere/chromium-1/linux/chrome", launch=launch)

@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "de-DE"}
"""
PLAIN = """
import pytest

def test_page(page): assert page == "a page"

@pytest.mark.browser_context_args(color_scheme="dark")
def test_second_context(page, new_context): new_context(viewport=None)

@pytest.mark.parametrize("browser_type_launch_args", [{"devtools": True}], indirect=True)
def test_launched_otherwise(page): pass
"""
SESSION = """
import pytest

@pytest.fixture(scope="session")
def context(browser, browser_context_args): return browser.new_context(**browser_context_args)

@pytest.fixture(scope="session")
def page(context): return context.new_page()

def test_page_of_the_session(page): assert page == "a page"
"""
ASKING = "def test_asks(page, emulator): pass"
OPTIONS = (
    "--headed",
    "--slowmo",
    "50",
    "--browser-channel",
    "chrome",
    "--device",
    "Phone",
    "--base-url",
    "http://localhost",
)


@pytest.fixture
def suite(pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    (tmp_path / "chromium").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    pytester.makeconftest(FAKE)
    pytester.makepyfile(test_plain=PLAIN, test_session=SESSION)
    return pytester


def opened(suite: pytest.Pytester, *words: str) -> list[str]:
    result = suite.runpytest_inprocess(*BARE, "-s", *words)
    assert result.ret == 0
    return [
        line[line.index(start) :]
        for line in result.outlines
        for start in ("launched:", "context:")
        if start in line
    ]


@pytest.mark.parametrize("words", [(), OPTIONS], ids=["as it is", "with options"])
def test_it_opens_what_it_opens_without_kamseg(suite: pytest.Pytester, words: tuple[str, ...]) -> None:
    without = opened(suite, "-p", f"no:{PLUGIN}", *words)
    assert len(without) == 8
    assert opened(suite, *words) == without
    assert opened(suite, "-p", PLUGIN, *words) == without


def test_its_output_is_the_same(suite: pytest.Pytester) -> None:
    def said(*words: str) -> list[str]:
        lines = suite.runpytest_inprocess(*BARE, *words).outlines
        return [line.split(" in ")[0] for line in lines if not line.startswith("plugins: ")]

    assert said() == said("-p", f"no:{PLUGIN}")


def test_beside_a_test_that_asks_all_options_stay(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_asking=ASKING)
    first, *_ = opened(suite, "--slowmo", "50", "test_asking.py")
    assert first.startswith("launched: {'slow_mo': 50, 'executable_path': '")
    first, context = opened(suite, *OPTIONS, "test_asking.py")
    assert first == "launched: {'headless': False, 'channel': 'chrome', 'slow_mo': 50}"
    assert "'is_mobile': True" in context
    assert "'locale': 'de-DE'" in context


def test_the_systems_browser_stands_in_only_where_kamseg_is_asked_for(suite: pytest.Pytester) -> None:
    assert "launched: {}" in opened(suite, "-k", "page")
    suite.makepyfile(test_asking=ASKING)
    launched = [line for line in opened(suite, "-k", "page or asks") if line.startswith("launched")]
    assert len(launched) == 1
    assert "--disable-sync" in launched[0]


WAYS = {
    "by its entry point": ((), ""),
    "by -p": (("-p", PLUGIN), ""),
    "by conftest.py": ((), f"pytest_plugins = ['{PLUGIN}']"),
    "without others": (
        ("--disable-plugin-autoload", "-p", PLAYWRIGHT, "-p", PLUGIN),
        "",
    ),
    "before others": (
        ("--disable-plugin-autoload", "-p", PLUGIN, "-p", PLAYWRIGHT),
        "",
    ),
}


@pytest.mark.parametrize(("words", "conftest"), WAYS.values(), ids=WAYS)
def test_how_it_is_loaded_makes_no_difference(
    suite: pytest.Pytester, words: tuple[str, ...], conftest: str
) -> None:
    suite.makeconftest(f"{FAKE}\n{conftest}")
    suite.makepyfile(test_asking=ASKING)
    result = suite.runpytest_inprocess("-s", *words, "test_asking.py")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["kamseg: analytics.js*", "*launched: {'executable_path':*"])


def test_it_needs_neither_playwright_nor_aiohttp_until_it_is_asked(pytester: pytest.Pytester) -> None:
    """In a process of its own, as everything is loaded in this one."""
    pytester.makepyfile(
        "import sys\n"
        "def test_plain():\n"
        "    assert not {'aiohttp', 'playwright', 'kamseg.harness.emulator.emulator'} & set(sys.modules)\n"
        "def test_asking(emulator): pass\n"
    )
    result = pytester.run(
        sys.executable, "-c", BLOCKED, "--disable-plugin-autoload", "-p", PLUGIN, "-p", "no:playwright"
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*the emulator needs the package aiohttp; install it with: pip install 'kamseg?harness?'"]
    )


BLOCKED = """
import sys
import pytest

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "aiohttp":
            raise ModuleNotFoundError("No module named 'aiohttp'", name="aiohttp")

sys.meta_path.insert(0, Missing())
sys.exit(pytest.main(sys.argv[1:]))
"""
