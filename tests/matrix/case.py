"""One case of the matrix: a fault, the world in which it happens, what the visitor does, and what must hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from kamseg.generator.project import Project
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.kameleoon.account import Account
from kamseg.harness.emulator.segment.source import Source
from kamseg.harness.emulator.site.pages import Site
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

CODE = "knownvisitor0000"
"""The visitor code of a visitor for whom something is stored."""
Step = Callable[["Scene"], None]
"""What a visitor does, or what must hold then: both are given the scene."""


def unchanged(account: Account) -> Account:
    return account


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case.

    Attributes:
        id: `family/name`.
        title: one line, what happens.
        visit: what the visitor does.
        expect: what must hold in the end; a visit can ask in between, too.
        project: whose snippets are pasted.
        account: what else is set up in Kameleoon.
        change: an accident that happens in Kameleoon's app, for example pasting twice.
        site: the pages.
        source: what is set up in Segment; without destinations, so that nothing but the case fills the Data API.
        faults: what goes wrong on the way.
        init: JavaScript that runs first on every page.
        stored: what the Data API holds for the visitor: prefix of the key to the value.
        needs: what the browser must be able to do (see `engines.py`).
        tabs: how many tabs are opened in all.
        allow: guards that the fault itself sets off, with our snippets and without.
        library: the global of Segment's library, where something else stands in its place.
        naive: why the naive scripts cannot be asked; empty: they are.
    """

    id: str
    title: str
    visit: Step
    expect: tuple[Step, ...] = ()
    project: Project = EVERYTHING
    account: dict[str, Any] = {}
    change: Callable[[Account], Account] = unchanged
    site: Site = Site()
    source: Source = Source(destinations=())
    faults: tuple[Fault, ...] = ()
    init: str = ""
    stored: dict[str, Any] = {}
    needs: frozenset[str] = frozenset()
    tabs: int = 1
    allow: frozenset[str] = frozenset()
    library: str = ""
    naive: str = ""

    @property
    def family(self) -> str:
        return self.id.partition("/")[0]
