"""What the parts of a project say of themselves: the probe's answers, as entries `why` of a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ...generator.reasons import GOOD, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...generator.project import Project
    from .entries import Entry
    from .journal import Journal

LINK_PART, EXPOSURES_PART = "identity link", "exposures"
"""The parts that are no custom data, as the probe calls them."""


class PartState(msgspec.Struct, frozen=True):
    """What one part says.

    Attributes:
        part: `LINK_PART`, `EXPOSURES_PART` or the name of a custom data.
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


def parts_of(project: Project) -> list[str]:
    """List the parts of a project, in the order in which the probe tells of them."""
    scripts = [LINK_PART] * (project.identity.mode != "none") + [EXPOSURES_PART] * (
        project.exposures.source != "off"
    )
    return [*scripts, *(datum.custom_data for datum in project.data)]


def latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return what each part has said last."""
    return {entry["part"]: entry for entry in entries if entry.kind == "why"}


def record(journal: Journal, url: str, answers: Iterable[PartState]) -> None:
    """Append what parts say in a page, as far as it is not what they have said last."""
    known = latest(journal)
    for answer in answers:
        data = {"url": url, **msgspec.structs.asdict(answer)}
        if answer.part not in known or known[answer.part].data != data:
            journal.append("why", **data)
