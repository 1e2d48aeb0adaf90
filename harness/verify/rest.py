"""When a page has come to rest: its network may never be idle, so only what counts has to be quiet."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from playwright.sync_api import Error

from ..evidence.checks.events import Events

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ...generator.project import Project
    from ..evidence.journal import Journal
    from .observer import Observer

_LOOK_MS = 50
_COUNTS = ("segment.", "engine.", "data-api", "exposure", "custom-data", "page")
_WORKING = {"there", "wrapper"}


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long to wait, in seconds.

    Attributes:
        quiet: so long nothing that counts must have happened; the engine sends within two seconds of a start
            (CONTRACT 2.11).
        missing: so long what is not there yet may still come.
        page: so long a page may load, and an element may be waited for.
    """

    quiet: float = 1.5
    missing: float = 8
    page: float = 30


def wait_for_rest(
    page: Page, observer: Observer, journal: Journal, project: Project, patience: Patience
) -> None:
    """Return when a page has done what it does, or has had the time for it.

    Args:
        page: the tab.
        observer: of its browser.
        journal: that the observer fills.
        project: says what is waited for: an identifier, where it sends one.
        patience: how long.
    """
    begin = time.monotonic()
    while True:
        page.wait_for_timeout(_LOOK_MS)  # lets Playwright deliver, too
        now = time.monotonic()
        last = max((entry.time for entry in journal if entry.kind.startswith(_COUNTS)), default=0.0)
        is_quiet = min(journal.age - last, now - begin) >= patience.quiet
        if is_quiet and (now - begin >= patience.missing or _is_complete(page, observer, journal, project)):
            return
        if now - begin >= patience.missing + patience.page:  # it never is quiet
            return


def _is_complete(page: Page, observer: Observer, journal: Journal, project: Project) -> bool:
    with suppress(Error):  # it is just navigating
        found = observer.state_of(page)
        if not found["engine"]:
            return False
        if not found["consent"]:
            return True
        has_identifier = project.identity.mode == "none" or bool(Events(project, journal).identifiers)
        return found["library"] in _WORKING and has_identifier
    return False
