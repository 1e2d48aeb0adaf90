"""A folder of HTML files as the site."""

from __future__ import annotations

from mimetypes import guess_type
from typing import TYPE_CHECKING

from ..http.messages import Refused, Request, Response
from .insertion import Insertion, asks_for_a_page, is_html

if TYPE_CHECKING:
    from pathlib import Path

    from .layout import Frame


class Folder:
    """The layout of a folder: `/about` is `about`, `about.html` or `about/index.html`.

    Args:
        folder: with the files, read anew at each request; nothing hidden, and no link that leads out of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def answer(self, request: Request, frame: Frame) -> Response:
        """Answer with a file, HTML with the frame in it."""
        if request.method not in {"GET", "HEAD"}:
            raise Refused(405, f"files are asked for with GET: Site(folder=…) cannot answer {request.method}")
        place = self._place(request.path)
        if place.is_dir() and not request.path.endswith("/"):  # or else links in the page lead elsewhere
            path, _, query = request.target.partition("?")
            return Response(302, headers={"Location": f"{path}/{'?' if query else ''}{query}"})
        file = next((one for one in _candidates(place) if self._is_ours(one)), None)
        if file is None:
            raise Refused(404, f"{self._folder} has nothing for {request.path[:200]!r}")
        return _served(file.read_bytes(), file.name, request, frame)

    def _place(self, path: str) -> Path:
        parts = [part for part in path.split("/") if part]
        if any(part.startswith(".") or "\0" in part for part in parts):
            raise Refused(404, "nothing hidden is served, and nothing outside of the folder")
        return self._folder.joinpath(*parts)

    def _is_ours(self, file: Path) -> bool:
        return file.is_file() and file.resolve().is_relative_to(self._folder)


def _candidates(place: Path) -> tuple[Path, ...]:
    return place, place / "index.html", place.with_name(f"{place.name}.html")


def _served(content: bytes, name: str, request: Request, frame: Frame) -> Response:
    kind = guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") and _is_utf8(content):
        kind = f"{kind}; charset=utf-8"
    if is_html(kind) and asks_for_a_page(request):
        insertion = Insertion(frame, kind)
        content = insertion.feed(content) + insertion.close()
    return Response(200, content, {"Content-Type": kind})


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
