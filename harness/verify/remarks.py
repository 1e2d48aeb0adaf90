"""How a site was watched, in sentences for the report: what was changed, and what could not be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..evidence.journal import Journal
    from .delivery import Delivery
    from .observer import Observer

WITHOUT_WORKERS = "Service workers are off, so that nothing is sent past this"
WITH_USUAL_AGENT = 'The browser leaves "Headless" out of its user agent: Kameleoon refuses bots'
AGED = "Where time passes, the clock of the pages is set forward, and cookies age"
_DELIVERS = "Delivers: tracking calls reach Segment and Kameleoon"
_WRAPPED = "This browser hides what pages send: wrappers of fetch and others read it in the page"


def remarks_of(observer: Observer, delivery: Delivery | None, journal: Journal) -> list[str]:
    """Say what holds for each way of watching.

    Args:
        observer: of the browser.
        delivery: None, where tracking calls are let through.
        journal: with the entries `deployed`.
    """
    said = [str(delivery) if delivery else _DELIVERS]
    if observer.reads_bodies_in_page:
        said.append(_WRAPPED)
    unseen = [entry["snippet"] for entry in journal.entries("deployed", state="unseen")]
    if unseen:
        names = ", ".join(dict.fromkeys(unseen))
        said.append(f"Cannot be seen in the engine, and was not compared: {names}")
    return said
