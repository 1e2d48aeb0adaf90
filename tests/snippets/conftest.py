"""Each browser test runs twice, with the readable snippets and with their minified twins.

`@pytest.mark.pasted(project, single_page=True, …)` says whose snippets are pasted and what else is set up in Kameleoon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.kameleoon.pasting import pasted
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from kamseg.harness.emulator.kameleoon.account import Account


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "pasted(project, **account): whose snippets are pasted, and what else is set up"
    )


@pytest.fixture(params=[False, True], ids=["readable", "minified"])
def minified(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def account(request: pytest.FixtureRequest, minified: bool) -> Account:
    marker = request.node.get_closest_marker("pasted") or pytest.mark.pasted(EVERYTHING)
    (project,), rest = marker.args, marker.kwargs
    change_script = rest.get("change_script", str)
    account = pasted(
        project,
        minified=minified,
        **{key: value for key, value in rest.items() if key != "change_script"},
    )
    return replace(account, global_script=change_script(account.global_script))
