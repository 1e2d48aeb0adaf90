"""Puts the tags into HTML that somebody else wrote."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..http.messages import Request
    from .layout import Frame

_LARGEST_HEAD = 256 * 1024
# As high as possible, but below what must come first: the charset, a policy, a base.
_PLACE = re.compile(rb"(?is)<!--.*?(?:-->|\Z)|(?P<place><(?:script|/head|body)(?=[\s/>]))")
_DOCTYPE = re.compile(rb"(?i)\s*(?:<!doctype[^>]*>)?")
_DOCUMENTS = {"document", "iframe", "frame"}


class Insertion:
    """Puts a frame into one page, as the page comes.

    Before the first script, or else at the end of the head; where a page has neither, at its beginning. What
    is for the end of the body follows the page, which browsers take for the same.

    Args:
        frame: what the page is to carry.
        content_type: of the page; names its charset, if it is not UTF-8.
    """

    def __init__(self, frame: Frame, content_type: str) -> None:
        charset = _charset_of(content_type)
        self._head = f"{frame.head}\n".encode(charset, "xmlcharrefreplace")
        self._end = frame.end.encode(charset, "xmlcharrefreplace")
        self._begin: bytes | None = b""

    def feed(self, part: bytes) -> bytes:
        """Take in a part of the page; returns what can be sent of it."""
        if self._begin is None:
            return part
        self._begin += part
        places = (match.start() for match in _PLACE.finditer(self._begin) if match["place"])
        place = next(places, None)
        if place is None and len(self._begin) < _LARGEST_HEAD:
            return b""
        return self._insert(place)

    def close(self) -> bytes:
        """Return what is left when the page has ended."""
        return (b"" if self._begin is None else self._insert(None)) + self._end

    def _insert(self, place: int | None) -> bytes:
        begin, self._begin = self._begin or b"", None
        if place is None:
            doctype = _DOCTYPE.match(begin)
            place = doctype.end() if doctype else 0
        return begin[:place] + self._head + begin[place:]


def is_html(content_type: str) -> bool:
    """Say whether a content type is that of HTML."""
    return content_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}


def asks_for_a_page(request: Request) -> bool:
    """Say whether a browser wants a whole page: a script that fetches a piece of HTML wants no tags in it."""
    if "x-requested-with" in request.headers:
        return False
    return request.headers.get("sec-fetch-dest", "document") in _DOCUMENTS


def _charset_of(content_type: str) -> str:
    found = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    try:
        return codecs.lookup(found[1]).name if found else "utf-8"
    except LookupError:
        return "utf-8"
