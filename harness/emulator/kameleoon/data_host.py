"""`data`, `eu-data` and `na-data`: the Data API, and what engine and SDKs send (CONTRACT 2.11, 3, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from .data_api import DataApi
    from .sdk_events import SdkEvents
    from .visit_events import VisitEvents

# Of the fields that engines pass on; where this place is matters to nobody.
PLACE = {
    "country": "France",
    "region": "Brittany",
    "city": "Brest",
    "postalCode": "29200",
    "latitude": 48.39,
    "longitude": -4.49,
}


class DataHost:
    """Gives each path to its part.

    Args:
        data_api: answers `/map/…`, and refuses what nobody answers.
        visit_events: answers `/visit/events` when an engine sends them.
        sdk_events: answers it when an SDK does.
        journal: each question for the place is recorded as `geolocation`.
    """

    def __init__(
        self, data_api: DataApi, visit_events: VisitEvents, sdk_events: SdkEvents, journal: Journal
    ) -> None:
        self._data_api = data_api
        self._visit_events = visit_events
        self._sdk_events = sdk_events
        self._journal = journal

    def answer(self, request: Request) -> Response:
        """Answer one request, in a way that pages of any origin can read."""
        if request.path == "/visit/events":
            return self._take_events(request)
        if request.path == "/geolocation":
            return self._locate(request)
        return self._data_api.answer(request)

    def _take_events(self, request: Request) -> Response:
        """Engines send text, which needs no preflight; what the JavaScript SDK sends does."""
        if request.parameter("sdkName") is None:
            return self._visit_events.answer(request)
        if request.method == "OPTIONS":
            return allow_any_origin(Response(204), "content-type")
        return self._sdk_events.answer(request)

    def _locate(self, request: Request) -> Response:
        if request.method != "GET":
            raise Refused(405, "the place is read with GET")
        self._journal.append("geolocation", host=request.host)
        return allow_any_origin(json_response(PLACE))
