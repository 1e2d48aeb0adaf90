from collections.abc import Iterator
from pathlib import Path

import pytest
from kamseg.harness import Emulator, Visitor

ENGINE = Path(__file__).with_name("engine.js")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(engine_file=ENGINE) as running:
        yield running


def test_the_page_runs_my_engine(visitor: Visitor) -> None:
    visitor.open("/")
    assert visitor.code == "from-my-own-file"
