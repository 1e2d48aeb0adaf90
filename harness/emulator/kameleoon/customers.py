"""`customers.kameleoon.localhost`: the names of all personas, for the targeting UI (CONTRACT 3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response

if TYPE_CHECKING:
    from .account import Account
    from .ingest import Ingest


class Customers:
    """Answers any path that ends in the sitecode; the true address is unknown.

    Args:
        account: its persona names come first.
        ingest: knows the audiences seen so far.
    """

    def __init__(self, account: Account, ingest: Ingest) -> None:
        self._account = account
        self._ingest = ingest

    def answer(self, request: Request) -> Response:
        """Answer an array of names; with `?as=objects` one of `{id, name}`."""
        if request.method != "GET":
            raise Refused(405, "names are read with GET")
        if not request.path.endswith(f"/{self._account.sitecode}"):
            raise Refused(404, f"the path must end in the sitecode {self._account.sitecode}")
        seen = sorted(self._ingest.audiences - set(self._account.persona_names))
        names = [*self._account.persona_names, *seen]
        objects = [{"id": number, "name": name} for number, name in enumerate(names, 1)]
        return allow_any_origin(json_response(objects if request.parameter("as") == "objects" else names))
