"""A visitor of the demo shop in the page that a person has before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ..journeys.player import ConsentKind, PageAction, ShopAction
    from .own_call import OwnCall
    from .settings import Settings
    from .stage import Stage
    from .visitors import Visitors


class PageActor:
    """See `Actor`.

    Args:
        stage: gives commands to the page.
        settings: what each page is made with.
        visitors: are told when somebody new comes.
    """

    def __init__(self, stage: Stage, settings: Settings, visitors: Visitors) -> None:
        self._stage = stage
        self._settings = settings
        self._visitors = visitors

    @property
    def ids(self) -> dict[str, str | None]:
        """Segment's ids, once the library is there."""
        ids: dict[str, str | None] = self._stage.do("ids")
        return ids

    def open(self, path: str) -> None:
        """Load a page."""
        self._stage.load(path)

    def go(self, path: str) -> None:
        """Follow a link without a load."""
        self._stage.do("go", path)

    def follow(self) -> None:
        """Load the first page that a link leads to."""
        self._stage.load(self._stage.do("link"))

    def reload(self) -> None:
        """Load the page again."""
        address = urlsplit(self._stage.url)
        self._stage.load(f"{address.path}?{address.query}" if address.query else address.path)

    def tab(self) -> None:
        """A person's page cannot open another that is steered."""
        raise AssertionError("the preview steers one tab: use `open` instead")

    def use(self, action: PageAction, selector: str, value: str) -> None:
        """Use the page by its own events."""
        self._stage.do("use", {"action": action, "selector": selector, "value": value})

    def consent(self, *, given: bool, kind: ConsentKind = "BOTH") -> None:
        """Answer through Kameleoon's queue."""
        self._stage.do("consent", {"given": given, "kind": kind})

    def segment(self, call: OwnCall) -> str:
        """Call Segment's library; returns what there is to know about it, or nothing."""
        return str(self._stage.do("segment", {"method": call.method, "values": call.values}) or "")

    def shop(self, action: ShopAction, value: Any) -> None:
        """Use the shop."""
        self._stage.do("shop", {"action": action, "value": value})

    def later(self, minutes: float) -> None:
        """Set the clock of later pages forward."""
        self._settings.minutes += minutes

    def become_somebody_new(self) -> None:
        """Forget cookies and storage, on a page without scripts of Kameleoon's and Segment's."""
        self._settings.minutes = 0
        self._stage.load("/__kamseg/forget")
        self._visitors.begin()

    def suffer(self, page_script: str) -> None:
        """Run a script in each later page."""
        self._settings.page_script = page_script

    def why(self) -> None:
        """Nothing is to be done: the page tells it all the time."""
