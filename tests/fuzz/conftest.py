"""Each runs twice, with the readable snippets and with their minified twins."""

from __future__ import annotations

import pytest


@pytest.fixture(params=[False, True], ids=["readable", "minified"])
def minified(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)
