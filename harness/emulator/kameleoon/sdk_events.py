"""What SDKs send: `POST /visit/events` on the data host, an event a line, of any visitors (CONTRACT 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response, allow_any_origin
from .visit_events import TYPES, event_of

if TYPE_CHECKING:
    from ...evidence.journal import Journal

_TYPES = (*TYPES, "experiment", "targetingSegment")


class SdkEvents:
    """Records each event as an entry `sdk.sent` of its own, with the SDK that sent it.

    Args:
        sitecode: the only project that exists.
        journal: where the events go, in the order of the lines.
    """

    def __init__(self, sitecode: str, journal: Journal) -> None:
        self._sitecode = sitecode
        self._journal = journal

    def answer(self, request: Request) -> Response:
        """Take a batch; 400 for one that no SDK sends, of which then nothing is recorded."""
        if request.method != "POST":
            raise Refused(405, "events of a visit are POSTed")
        if request.required("siteCode") != self._sitecode:
            raise Refused(400, f"siteCode is not {self._sitecode}")
        sdk = {"sdk": f"{request.required('sdkName')} {request.required('sdkVersion')}"}
        lines = request.body.decode("utf-8", "replace").split("\n")
        for event in [event_of(line, _TYPES) for line in lines]:
            self._journal.append("sdk.sent", **(event | sdk))
        return allow_any_origin(Response(204))
