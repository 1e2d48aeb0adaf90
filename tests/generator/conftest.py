from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from javascript import Parser

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    parser = Parser()
    yield parser
    parser.close()
