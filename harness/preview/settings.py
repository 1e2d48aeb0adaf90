"""What can be changed while the preview runs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec


class Settings(msgspec.Struct, kw_only=True):
    """How the world is just now.

    Attributes:
        minified: paste the minified twins.
        consent: whether the shop asks for legal consent.
        engine_file: an engine of the user's own in place of the stub.
        trouble: what goes wrong, one of `TROUBLES`; empty: nothing.
        page_script: JavaScript that each page runs before all else, for the trouble.
        minutes: how far the clocks of the pages are set forward.
        docked: whether the inspector is shown beside the page.
    """

    minified: bool = False
    consent: Literal["not-required", "required"] = "not-required"
    engine_file: Path | None = None
    trouble: str = ""
    page_script: str = ""
    minutes: float = 0
    docked: bool = True


class Change(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person changes; what is left out stays. See `Settings`."""

    minified: bool | msgspec.UnsetType = msgspec.UNSET
    consent: Literal["not-required", "required"] | msgspec.UnsetType = msgspec.UNSET
    docked: bool | msgspec.UnsetType = msgspec.UNSET
