"""Which identity fits a site: what each mode and each lookup needs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from .project import Identity


class Option(msgspec.Struct, frozen=True):
    """One of the values of `mode` or `lookup`.

    Attributes:
        name: The value.
        does: What it does, or whose data it reads.
        needs: What must hold on the site, as the end of a sentence that begins with "where"; empty: nothing.
    """

    name: str
    does: str
    needs: str = ""


MODES = (
    Option("track", "one event per visit tells Segment the visitor code"),
    Option(
        "identify",
        "the visitor code becomes Segment's user id",
        "your site gives no user ids of its own: whoever has one is left alone, and not linked",
    ),
    Option(
        "none",
        "nobody is linked by these files",
        "your site gives both systems the same id, as with Feature Experimentation,"
        " or tells Segment the visitor code itself",
    ),
)

_SAME = "your site gives both systems the same id: Kameleoon's visitor code is"

LOOKUPS = (
    Option("visitor-code", "the visitor code", "Segment is told the visitor code: see mode"),
    Option("segment-user-id", "Segment's user id", f"{_SAME} the user id of Segment's identify"),
    Option("segment-anonymous-id", "Segment's anonymous id", f"{_SAME} Segment's anonymous id"),
    Option(
        "segment-user-or-anonymous-id",
        "Segment's user id, or its anonymous id where there is none",
        f"{_SAME} the user id of Segment's identify after a login, and Segment's anonymous id before it",
    ),
)


def needs_of(identity: Identity) -> tuple[str, ...]:
    """List what must hold on the site for this mode with this lookup (CONTRACT 1)."""
    mode = next(one.needs for one in MODES if one.name == identity.mode)
    lookup = next(one.needs for one in LOOKUPS if one.name == identity.lookup)
    if identity.lookup == "visitor-code":
        needs = [mode]
    elif identity.mode == "identify" and identity.lookup != "segment-anonymous-id":
        needs = [mode]  # by which the two ids are the same
    elif identity.mode == "none":
        needs = [lookup]  # says more than what the mode needs
    else:
        needs = [mode, lookup]
    return tuple(filter(None, needs))
