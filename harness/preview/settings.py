"""What can be changed while the preview runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from ...generator.project import Project

_ASKS = frozenset({"both", "experiment", "personalization"})
Consent = Literal["not-required", "required"]


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
    consent: Consent = "not-required"
    engine_file: Path | None = None
    trouble: str = ""
    page_script: str = ""
    minutes: float = 0
    docked: bool = True


class Change(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person changes; what is left out stays. See `Settings`."""

    minified: bool | msgspec.UnsetType = msgspec.UNSET
    consent: Consent | msgspec.UnsetType = msgspec.UNSET
    docked: bool | msgspec.UnsetType = msgspec.UNSET


def consent_of(project: Project) -> Consent:
    """Say how the shop begins: it asks for consent where the project waits for one that it names.

    `any`, the default, is also met by a Kameleoon project that asks for none, and `none` waits for nothing.
    """
    return "required" if project.consent.require in _ASKS else "not-required"
