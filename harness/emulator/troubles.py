"""The troubles of docs/faults.md that people try by name, in a journey or in the preview."""

from __future__ import annotations

import msgspec

from .http.faults import Fault, malformed_json

_DENY_STORAGE = """\
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("The trouble `storage-denied` is on.", "SecurityError"); },
  });
}
"""
_DENY_COOKIES = """\
Object.defineProperty(Document.prototype, "cookie", { get: () => "", set() {} });
"""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that goes wrong.

    Attributes:
        title: for people.
        faults: what the emulator does.
        page_script: JavaScript that each page runs before all else.
    """

    title: str
    faults: tuple[Fault, ...] = ()
    page_script: str = ""


TROUBLES = {
    # Refused, not cut off: a browser would ask again by itself, perhaps when the trouble is over.
    "segment-blocked": Trouble(
        title="Segment's library is blocked", faults=(Fault(host="cdn.segment", status=403),)
    ),
    "segment-slow": Trouble(
        title="Segment's library takes 3 s", faults=(Fault(host="cdn.segment", does="slow", seconds=3),)
    ),
    "tracking-blocked": Trouble(
        title="Segment's tracking is blocked", faults=(Fault(host="api.segment", does="abort"),)
    ),
    "engine-blocked": Trouble(
        title="Kameleoon's engine is blocked", faults=(Fault(host="??????????.kameleoon", does="abort"),)
    ),
    "data-api-slow": Trouble(
        title="The Data API takes 3 s", faults=(Fault(host="*-data.kameleoon", does="slow", seconds=3),)
    ),
    "data-api-500": Trouble(title="The Data API fails (500)", faults=(Fault(host="*-data.kameleoon"),)),
    "data-api-malformed": Trouble(
        title="The Data API answers malformed JSON", faults=(malformed_json("*-data.kameleoon"),)
    ),
    "storage-denied": Trouble(title="Storage is denied", page_script=_DENY_STORAGE),
    "cookies-denied": Trouble(title="Cookies are denied", page_script=_DENY_COOKIES),
}
"""By the name that journeys and the preview use."""
