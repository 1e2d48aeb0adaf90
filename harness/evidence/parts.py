"""What the parts of a project say of themselves: the probe's answers, as entries `why` of a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ...generator.reasons import GOOD, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .journal import Journal

LINK, EXPOSURES = "identity link", "exposures"
"""The parts that are no custom data, as the probe calls them."""


class PartState(msgspec.Struct, frozen=True):
    """What one part says.

    Attributes:
        part: `LINK`, `EXPOSURES` or the name of a custom data.
        state: how it is with it.
        reason: why, for programs: an id of `generator/reasons.py`.
        text: the same for people.
    """

    part: str
    state: State
    reason: str
    text: str

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to do."""
        return self.state in GOOD


def record(journal: Journal, url: str, answers: Iterable[PartState]) -> None:
    """Append what parts say in a page."""
    for answer in answers:
        journal.append("why", url=url, **msgspec.structs.asdict(answer))
