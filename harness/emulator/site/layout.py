"""What makes whole pages, in place of the minimal ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import msgspec

from .decision import Decision

if TYPE_CHECKING:
    from ..http.messages import Answer, Request
    from .decision import Question


class Frame(msgspec.Struct, frozen=True):
    """HTML that every page carries, whatever its layout.

    Attributes:
        head: the install tags, and what the `Site` adds around them.
        end: for the end of the body.
        nonce: an attribute for further script tags, or empty.
        decision: what the server decided for this page.
        decided_by: who decided it.
    """

    head: str
    end: str
    nonce: str
    decision: Decision = Decision()
    decided_by: str = "nobody"


class Layout(Protocol):
    """Makes whole pages, in place of the minimal ones; any object with this method."""

    def answer(self, request: Request, frame: Frame) -> Answer:
        """Answer with a page that contains the frame, or with anything else.

        It runs in the thread of the server and must not block; an `async def` may take its time.

        Args:
            request: all of it: method, path, query, headers with the cookies, body.
            frame: what every page must carry.

        Returns:
            A `Response`, or the promise of one.

        Raises:
            Refused: there is no such page (404), or it is not asked like this.
        """


@runtime_checkable
class Deciding(Layout, Protocol):
    """A layout with pages for which the server must decide something first."""

    def question(self, path: str, cookie: str) -> Question | None:
        """Say what the server must decide before it renders this page for who has these cookies."""
