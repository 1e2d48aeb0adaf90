"""`eu-data` and `na-data`: the Data API, what the engine sends, where the visitor is (CONTRACT 2.11, 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from .data_api import DataApi
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
        visit_events: answers `/visit/events`.
        journal: each question for the place is recorded as `geolocation`.
    """

    def __init__(self, data_api: DataApi, visit_events: VisitEvents, journal: Journal) -> None:
        self._data_api = data_api
        self._visit_events = visit_events
        self._journal = journal

    def answer(self, request: Request) -> Response:
        """Answer one request, in a way that pages of any origin can read."""
        if request.path == "/visit/events":
            return self._visit_events.answer(request)
        if request.path == "/geolocation":
            return self._locate(request)
        return self._data_api.answer(request)

    def _locate(self, request: Request) -> Response:
        if request.method != "GET":
            raise Refused(405, "the place is read with GET")
        self._journal.append("geolocation", host=request.host)
        return allow_any_origin(json_response(PLACE))
