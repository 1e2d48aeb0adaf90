"""Marks: what names a file by what makes it, and what names in a browser what has to outlive a new build."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from . import __version__

if TYPE_CHECKING:
    from .catalogue import Snippet
    from .project import Project

STAMP = "\x01"
"""Stands for version and mark while a file is rendered; no value can contain it: filters escape controls."""

_FORM = 1
"""Of what is kept in the browser. Raise it when a newer snippet cannot read what an older one has kept."""


def stamped(text: str) -> tuple[str, str]:
    """Put version and mark of a rendered file where its stamp is; answers the file and its mark.

    Only what makes this file counts: neither the version that wrote it nor what concerns other files.
    """
    mark = _digest(text, 6)
    return text.replace(STAMP, f"kamseg {__version__}, mark {mark}"), mark


def link_key_of(project: Project) -> str:
    """Name what is kept of the link with Segment's user, and of what was told in a visit.

    It depends on whom is told what: after any other change nobody is linked once more. Four digits, which
    need not end like a mark, keep apart what one domain has.
    """
    identity = project.identity
    told = [_FORM, project.sitecode, identity.mode, identity.event, identity.properties]
    return f"kamseg.{_digest(told, 4)}"


def cache_key_of(snippet: Snippet) -> str:
    """Name where a custom data keeps what it has read: by what is read, whichever other data there are."""
    return f"kamseg.{snippet.prefix}{getattr(snippet.datum, 'trait', '')}"


def _digest(value: Any, digits: int) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:digits]
