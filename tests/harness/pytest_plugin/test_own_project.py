"""docs/own-project.md is true: its files are a project that runs."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from checkout import ROOT
from kamseg.harness.browsers.engines import launch_arguments

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Playwright

CHAPTER = (ROOT / "docs" / "own-project.md").read_text(encoding="utf-8")
PLUGIN = 'pytest_plugins = ["kamseg.harness.pytest_plugin"]\n'
FILES = dict(re.findall(r"<!-- file: (.*?) -->\n```python\n(.*?)```", CHAPTER, re.DOTALL))


def test_its_tests_pass(pytester: pytest.Pytester) -> None:
    for name in ("myshop.py", "test_shop.py", "test_layout.py"):
        pytester.path.joinpath(name).write_text(FILES[name], encoding="utf-8")
    pytester.path.joinpath("conftest.py").write_text(PLUGIN + FILES["conftest.py"], encoding="utf-8")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error")
    result.assert_outcomes(passed=4)


def test_its_asynchronous_way_works(pytester: pytest.Pytester, playwright: Playwright) -> None:
    arguments = launch_arguments(playwright.chromium)
    code = FILES["asynchronous.py"].replace("chromium.launch()", f"chromium.launch(**{arguments!r})")
    assert code != FILES["asynchronous.py"]
    pytester.path.joinpath("asynchronous.py").write_text(code, encoding="utf-8")
    assert pytester.run(sys.executable, "-W", "error", "asynchronous.py").ret == 0


def test_its_files_are_all_run() -> None:
    assert len(re.findall(r"```python", CHAPTER)) == len(FILES) == 5
