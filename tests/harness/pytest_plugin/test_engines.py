"""In which engines a test runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kamseg.harness.browsers.webkit_gtk import _Windows

TESTS = """
import pytest

def test_ordinary(page): pass

@pytest.mark.kamseg_every_engine
def test_everywhere(page): pass

@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_engines("chromium", "webkit", reason="a fox has no wings")
def test_not_in_firefox(page): pass

def test_without_a_browser(): pass
"""


def collected(pytester: pytest.Pytester, *words: str) -> tuple[list[str], str]:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--collect-only", "-q", *words)
    names = [line.partition("::")[2] for line in result.outlines if "::" in line and ": a fox" not in line]
    return sorted(names), result.stdout.str()


def test_chromium_and_where_it_is_marked_the_others(pytester: pytest.Pytester) -> None:
    names, output = collected(pytester)
    assert names == [
        "test_everywhere[chromium]",
        "test_everywhere[firefox]",
        "test_everywhere[webkit]",
        "test_not_in_firefox[chromium]",
        "test_not_in_firefox[webkit]",
        "test_ordinary[chromium]",
        "test_without_a_browser",
    ]
    assert "test_not_in_firefox[firefox]: a fox has no wings" in output


def test_the_option_decides(pytester: pytest.Pytester) -> None:
    names, _ = collected(pytester, "--browser", "firefox", "--browser", "webkit")
    assert names == [
        "test_everywhere[firefox]",
        "test_everywhere[webkit]",
        "test_not_in_firefox[webkit]",
        "test_ordinary[firefox]",
        "test_ordinary[webkit]",
        "test_without_a_browser",
    ]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (["-k", "everywhere and not chromium"], {"skipped": 2}),
        (["-k", "everywhere and firefox", "--browser", "firefox"], {"errors": 1}),
        (["-k", "everywhere and webkit", "--browser", "webkit"], {"errors": 1}),
        (["-k", "ordinary"], {"errors": 1}),
    ],
    ids=["by the marker", "firefox asked for", "webkit asked for", "chromium always"],
)
def test_a_missing_engine(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    outcome: dict[str, int],
) -> None:
    python = shutil.which("python") or "python3"
    monkeypatch.setenv("PATH", str(Path(python).parent))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rsE", *words)
    result.assert_outcomes(**outcome, deselected=result.parseoutcomes().get("deselected", 0))
    result.stdout.fnmatch_lines(["*no browser found for *"])


def test_a_tab_too_many_is_explained() -> None:
    windows = _Windows([])
    with pytest.raises(RuntimeError, match=r"pytest\.mark\.kamseg_tabs"):
        windows.take()
