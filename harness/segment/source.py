"""A Segment source: the setup a person makes in the Segment app, as plain data."""

from __future__ import annotations

import base64
from typing import Any, Literal

import msgspec

# Of the shape that CONTRACT 4.7 gives: base64 of {"id": …, "secret": …}. It opens nothing but the emulator.
API_KEY = base64.b64encode(msgspec.json.encode({"id": "emulator", "secret": "none"})).decode()


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """One Kameleoon destination of the source (CONTRACT 4.7).

    Attributes:
        mode: the Actions destination or the classic one.
        sitecode: as typed in the Segment app; empty: that of the account.
        api_key: as typed in the Segment app.
        types: event types that are sent. The presets have none for screen and alias.
    """

    mode: Literal["actions", "classic"] = "actions"
    sitecode: str = ""
    api_key: str = API_KEY
    types: tuple[str, ...] = ("track", "identify", "page", "group")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One website source.

    Attributes:
        write_key: of the source.
        settings: merged over the settings that analytics.js reads from the CDN.
        destinations: where accepted events go.
    """

    write_key: str = "emulatedWriteKey"
    settings: dict[str, Any] = {}
    destinations: tuple[Destination, ...] = (Destination(),)
