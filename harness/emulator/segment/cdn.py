"""Segment's CDN: the real analytics.js from npm and the settings of the source (CONTRACT 4.5)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response, allow_any_origin, json_response, text_response

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from .source import Source

_INSIDE_NODE_MODULES = Path("@segment/analytics-next/dist/umd")
_BUNDLES = "/analytics-next/bundles/"
_STUB = Path(__file__).with_name("analytics_stub.js")


def find_analytics(folder: Path | None = None) -> Path | None:
    """Find the folder with `standalone.js`, or None when the npm package is not installed.

    Args:
        folder: a `node_modules` folder, or the `umd` folder itself; default: `node_modules` of the
            checkout or of the current directory.
    """
    checkout = Path(__file__).resolve().parents[3]
    folders = [folder] if folder else [checkout / "node_modules", Path.cwd() / "node_modules"]
    candidates = [place for start in folders for place in (start / _INSIDE_NODE_MODULES, start)]
    return next((candidate for candidate in candidates if (candidate / "standalone.js").is_file()), None)


class Cdn:
    """`cdn.segment.localhost`.

    Args:
        source: whose library and settings are served.
        journal: told when a stub has to stand in for the real library.
        analytics: folder of the real library; None: a small stub is served.
    """

    def __init__(self, source: Source, journal: Journal, analytics: Path | None) -> None:
        self._source = source
        self._analytics = analytics
        if analytics is None:
            reason = "@segment/analytics-next is not installed (npm ci): a small stub is served instead"
            journal.append("analytics-stub", reason=reason)

    def answer(self, request: Request) -> Response:
        """Answer one GET; 404 for a path or a write key that does not exist."""
        if request.method != "GET":
            raise Refused(405, "the CDN only answers GET")
        return allow_any_origin(self._find(request))

    def _find(self, request: Request) -> Response:
        key = self._source.write_key
        if request.path == f"/analytics.js/v1/{key}/analytics.min.js":
            return self._library("standalone.js")
        if request.path == f"/v1/projects/{key}/settings":
            return json_response(self._settings(request.port))
        if request.path.startswith(_BUNDLES):
            return self._library(request.path.removeprefix(_BUNDLES))
        raise Refused(404, f"the CDN serves the library and the settings of the write key {key}")

    def _library(self, name: str) -> Response:
        if self._analytics is None and name == "standalone.js":
            return text_response(_STUB.read_text(encoding="utf-8"), "text/javascript")
        if self._analytics is None or not name.endswith(".js") or name not in _names_in(self._analytics):
            raise Refused(404, "no such bundle")
        return Response(200, (self._analytics / name).read_bytes(), {"Content-Type": "text/javascript"})

    def _settings(self, port: int) -> dict[str, object]:
        segment = {
            "apiKey": self._source.write_key,
            "apiHost": f"api.segment.localhost:{port}/v1",
            "protocol": "http",
        }
        defaults = {"integrations": {"Segment.io": segment}, "metrics": {"sampleRate": 0}}
        return {**defaults, **self._source.settings}


def _names_in(folder: Path) -> set[str]:
    """Only a name that the folder lists is served: no path can lead out of it."""
    return {path.name for path in folder.iterdir()}
