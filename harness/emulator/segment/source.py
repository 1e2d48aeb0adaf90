"""A Segment source: the setup a person makes in the Segment app, as plain data."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from ..http.values import Value

_SITECODE_LENGTH = 10
_SWITCHED_ON = {"actions": ("track", "identify", "page", "group"), "classic": ("track", "page")}


class Destination(Value, frozen=True, kw_only=True):
    """One Kameleoon destination of the source (CONTRACT 4.7).

    Attributes:
        mode: the Actions destination or the classic one.
        sitecode: as typed in the Segment app; empty: that of the account.
        api_key: as typed in the Segment app; empty: that of the account.
        types: event types that are sent; empty: what the mode has switched on by itself. The presets of
            Actions have none for screen and alias; in the classic one identify and group were off.
    """

    mode: Literal["actions", "classic"] = "actions"
    sitecode: str = ""
    api_key: str = ""
    types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.sitecode and len(self.sitecode) != _SITECODE_LENGTH:
            raise ValueError(f"Segment refuses the sitecode {self.sitecode!r}: it must have 10 characters")

    def sends(self, kind: str) -> bool:
        """Say whether events of a type are sent."""
        return kind in (self.types or _SWITCHED_ON[self.mode])


class Source(Value, frozen=True, kw_only=True):
    """One website source.

    Attributes:
        write_key: of the source.
        settings: merged over the settings that analytics.js reads from the CDN.
        destinations: where accepted events go.
    """

    write_key: str = "emulatedWriteKey"
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    destinations: tuple[Destination, ...] = (Destination(),)
