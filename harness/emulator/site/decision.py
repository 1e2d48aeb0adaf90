"""What a server decides before it renders a page: the variation of a feature flag (CONTRACT 1, row 10)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the server is to decide, and for whom.

    Attributes:
        feature: key of the feature flag.
        custom_data: name of the custom data that holds the personas.
        consent: whether the visitor has given or refused legal consent, as the shop's own cookie says; None:
            neither.
        cookie: the request's header `Cookie`; Kameleoon's visitor code is in it, or not yet.
        sitecode: of the Kameleoon project.
        port: of the emulator, which plays the hosts of the SDKs under `kameleoon.localhost`.
    """

    feature: str
    custom_data: str
    consent: bool | None = None
    cookie: str = ""
    sitecode: str = ""
    port: int = 0


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What it decided.

    Attributes:
        variation: key of the variation.
        visitor_code: of whom it was decided for.
        tracking_code: JavaScript for the page, as `getEngineTrackingCode` gives it: the engine then reports
            the exposure.
        set_cookie: header `Set-Cookie` that hands the visitor code to the browser; empty: it has it.
    """

    variation: str = "off"
    visitor_code: str = ""
    tracking_code: str = ""
    set_cookie: str = ""


class Server(msgspec.Struct, frozen=True):
    """Who decides on the shop's server.

    Attributes:
        name: shown in the page and in the terminal.
        decide: runs in a thread of its own, and may ask the emulator; what it raises shows in the journal.
    """

    name: str
    decide: Callable[[Question], Decision]
