"""`api`: access tokens for servers. The Python SDK asks for one before its first call of the Data API."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from ..http.messages import Refused, Request, Response, json_response

_LIFETIME = 3600  # seconds


class AccessTokens:
    """Serves `/oauth/token`, for any client id and secret."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def answer(self, request: Request) -> Response:
        """Answer with a new token; 401 for a client that does not say who it is."""
        if (request.method, request.path) != ("POST", "/oauth/token"):
            raise Refused(404, "this host serves POST /oauth/token")
        if not request.headers.get("authorization", "").startswith("Basic "):
            raise Refused(401, "a client brings its id and secret")
        if parse_qs(request.body.decode("ascii", "replace")).get("grant_type") != ["client_credentials"]:
            raise Refused(400, "grant_type must be client_credentials")
        token = secrets.token_urlsafe()
        self._given.add(token)
        return json_response({"access_token": token, "token_type": "bearer", "expires_in": _LIFETIME})

    def are_brought_by(self, request: Request) -> bool:
        """Say whether a request brings a token that was given here."""
        return request.headers.get("authorization", "").removeprefix("Bearer ") in self._given
