"""pytest plugin. Once kamseg is installed it is there, and does nothing where no test asks for it.

A test asks by the fixtures `emulator`, which `journal` and `visitor` use, and `kamseg_site`, or by a
marker `kamseg…`. The fixtures of a test's world are in `world`, those for somebody's own site in `own_site`,
those of browser engines in `engines`; none loads a server or a browser before it is used.
`-p kamseg.harness.pytest_plugin` and `pytest_plugins` in a `conftest.py` make no difference, because the
entry point has the same name.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import markers

if TYPE_CHECKING:
    import pytest

_PLAYWRIGHT = "pytest_playwright.pytest_playwright"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and what `pytest.ini` or `pyproject.toml` may say."""
    group = parser.getgroup("kamseg")
    group.addoption(
        "--kamseg-engine", metavar="FILE", type=Path, help="an engine.js of your own in place of the stub"
    )
    found = "where npm has put @segment/analytics-next, a folder node_modules; `stub`: use the stub"
    group.addoption("--kamseg-node-modules", metavar="FOLDER", help=found)
    group.addoption(
        "--kamseg-url", metavar="URL", help="the site that `kamseg_site` opens; paths in tests start from it"
    )
    group.addoption(
        "--kamseg-config", metavar="FILE", type=Path, help="the kamseg.toml of what should be on that site"
    )
    parser.addini("kamseg_node_modules", help=f"{found}; relative to the file that says so")


def pytest_configure(config: pytest.Config) -> None:
    """Announce the markers, and come after pytest-playwright, whichever was found first.

    Of two plugins, the fixture of the one that is registered later overrides the other's.
    """
    from . import own_site, world

    for line in markers.LINES:
        config.addinivalue_line("markers", line)
    config.pluginmanager.register(world, "kamseg-world")
    playwright = sys.modules.get(_PLAYWRIGHT)
    if playwright and config.pluginmanager.is_registered(playwright):
        from . import engines

        config.pluginmanager.register(engines, "kamseg-engines")
    config.pluginmanager.register(own_site, "kamseg-own-site")
