"""Segment's CDN: analytics.js and the settings of the source (CONTRACT 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response, text_response

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from .library import Library
    from .source import Source

_BUNDLES = "/analytics-next/bundles/"


class Cdn:
    """`cdn.segment.localhost`.

    Args:
        source: whose library and settings are served.
        journal: told when a stub has to stand in for the real library, and when a page has loaded either.
        library: what is served as analytics.js.
    """

    def __init__(self, source: Source, journal: Journal, library: Library) -> None:
        self._source = source
        self._journal = journal
        self._library = library
        if library.is_stub:
            journal.append("analytics-stub", reason=str(library))

    def answer(self, request: Request) -> Response:
        """Answer one GET; 404 for a path or a write key that does not exist."""
        if request.method != "GET":
            raise Refused(405, "the CDN only answers GET")
        return allow_any_origin(self._find(request))

    def _find(self, request: Request) -> Response:
        key = self._source.write_key
        if request.path == f"/analytics.js/v1/{key}/analytics.min.js":
            return self._script(self._library.main)
        if request.path == f"/v1/projects/{key}/settings":
            self._journal.append("segment.settings", version=self._library.version or "stub")
            return json_response(self._settings(request.port))
        if request.path.startswith(_BUNDLES):
            return self._script(request.path.removeprefix(_BUNDLES))
        raise Refused(404, f"the CDN serves the library and the settings of the write key {key}")

    def _script(self, name: str) -> Response:
        file = self._library.file(name)
        if file is None:
            raise Refused(404, "no such bundle")
        return text_response(file.read_text(encoding="utf-8"), "text/javascript")

    def _settings(self, port: int) -> dict[str, object]:
        segment = {
            "apiKey": self._source.write_key,
            "apiHost": f"api.segment.localhost:{port}/v1",
            "protocol": "http",
        }
        defaults = {"integrations": {"Segment.io": segment}, "metrics": {"sampleRate": 0}}
        return {**defaults, **self._source.settings}
