"""Many examples of a hypothesis strategy at once: a page runs thousands of them in the time of a few round trips."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, Phase, given, settings

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

TIMES = int(os.environ.get("KAMSEG_FUZZ", "0"))
"""How many times as many examples to draw, at random; 0: the same examples each time, as CI does."""


def drawn(strategy: SearchStrategy[T], count: int) -> list[T]:
    """Draw so many different examples; what fails is shrunk later, by what the page says of it."""
    examples: list[T] = []

    @settings(
        max_examples=count * max(TIMES, 1),
        derandomize=not TIMES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        examples.append(example)

    collect()
    return examples
