"""The preview over HTTP, for its own pages only: the inspector and the agent in the shop."""

from __future__ import annotations

import asyncio
import uuid
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ...generator.probe import probe
from ...generator.render import TEMPLATES
from ..emulator.http.messages import Refused, Request, Response, json_response, text_response
from ..evidence.parts import PartState, record
from ..journeys.journey import JourneyError, Step
from .background import in_thread
from .export import exported
from .own_call import MistakeError, OwnCall
from .preview import BusyError
from .settings import Change
from .stage import Answer
from .view import build_view, live_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from .preview import Preview

PREFIX = "/__kamseg/"
_BROWSER = "kamseg_browser"
_FOLDER = TEMPLATES / "preview"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_POLL_SECONDS = 25.0
_GATHER_SECONDS = 0.02  # what happens together is shown together
_OURS = "default-src 'self'; frame-ancestors 'self'; base-uri 'none'"
T = TypeVar("T")


class _Arrival(msgspec.Struct):
    page: str
    url: str
    loaded: bool = False


class _State(msgspec.Struct):
    page: str
    url: str
    state: dict[str, Any]
    why: tuple[PartState, ...] = ()


class _Error(msgspec.Struct):
    message: str
    url: str


class _Play(msgspec.Struct):
    journey: str


class PreviewControl:
    """Answers under `/__kamseg/` on the shop's host. No page of another origin may change anything.

    Args:
        preview: what is shown and changed.
        folder: where an engine goes that a person gives.
    """

    def __init__(self, preview: Preview, folder: Path) -> None:
        self._preview = preview
        self._folder = folder
        self._reads = {
            "updates": self._updates,
            "commands": self._commands,
            "build": self._build,
            "stored": self._stored,
            "export": self._export,
        }
        self._writes: dict[str, Callable[[Request], Any]] = {
            "page": self._page,
            "state": self._state,
            "done": self._done,
            "error": self._error,
            "steps": self._steps,
            "play": self._play,
            "settings": self._settings,
            "engine": self._engine,
            "send": self._send,
            "clear": self._clear,
            "restart": self._restart,
        }

    def concerns(self, request: Request) -> bool:
        """Say whether the request is for the preview."""
        if request.host != "shop.localhost" or not f"{request.path}/".startswith(PREFIX):
            return False
        name = request.path.removeprefix(PREFIX[:-1]).removeprefix("/")
        return not name or name in {*self._reads, *self._writes} or name in self._names()

    async def answer(self, request: Request) -> Response:
        """Answer one request; raises `Refused` for what is not allowed or makes no sense."""
        name = request.path.removeprefix(PREFIX)
        if request.path == PREFIX[:-1]:
            return Response(302, headers={"Location": PREFIX})
        if name in self._writes:
            if request.method != "POST":
                raise Refused(405, f"{request.path} takes POST")
            request.check_origin()
            return await self._write(name, request)
        if request.method != "GET":
            raise Refused(405, f"{request.path} takes GET")
        if name == "agent.js":
            return self._agent_for(request)
        if name in self._reads:
            return await self._reads[name](request)
        return self._file(name or "index.html")

    async def _write(self, name: str, request: Request) -> Response:
        try:
            result = self._writes[name](request)
            return await result if asyncio.iscoroutine(result) else Response(204)
        except BusyError as error:
            raise Refused(409, str(error)) from None
        except JourneyError as error:
            raise Refused(400, str(error)) from None

    # ---- what is read ----

    async def _updates(self, request: Request) -> Response:
        """Answer as soon as something has changed since the `count` and the `next` of the last answer."""
        count, since = _whole(request, "count"), _whole(request, "next")
        if await self._preview.bell.heard(count, _POLL_SECONDS) and count >= 0:
            await asyncio.sleep(_GATHER_SECONDS)
        return json_response(live_view(self._preview, since))

    async def _commands(self, request: Request) -> Response:
        page, stage = request.required("page"), self._preview.stage
        command = await stage.next_command(page)
        if command:
            return json_response(command)
        return Response(204, headers={} if page == stage.page else {"X-Kamseg-Other-Page": "yes"})

    async def _build(self, _: Request) -> Response:
        return json_response(build_view(self._preview))

    async def _stored(self, _: Request) -> Response:
        """Answer what the Data API holds, which the page's own requests may have come too early for."""
        return json_response(self._preview.emulator.data_api.stored)

    async def _export(self, _: Request) -> Response:
        name, body = exported(self._preview)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(200, body, {"Content-Type": "application/json", **headers})

    def _names(self) -> set[str]:
        return {"agent.js", "forget", *(path.name for path in _FOLDER.iterdir())}

    def _file(self, name: str) -> Response:
        path = _FOLDER / ("forget.html" if name == "forget" else name)
        page = text_response(path.read_text(encoding="utf-8"), _TYPES[path.suffix])
        return page.with_headers({"Cache-Control": "no-store", "Content-Security-Policy": _OURS})

    def _agent_for(self, request: Request) -> Response:
        """Answer the first script of a page; a cookie that no page can see tells browsers apart."""
        browser = _browser_of(request) or uuid.uuid4().hex
        self._preview.visitors.open(browser)
        cookie = f"{_BROWSER}={browser}; Path={PREFIX}; HttpOnly; SameSite=Lax"
        return msgspec.structs.replace(text_response(self._agent(), "text/javascript"), cookies=(cookie,))

    def _agent(self) -> str:
        settings = self._preview.settings
        values = msgspec.json.encode({"minutes": settings.minutes, "docked": settings.docked}).decode()
        agent = (_FOLDER / "agent.js").read_text(encoding="utf-8")
        why = probe(self._preview.product.project)
        return f"{{\n{settings.page_script}}}\n({agent.rstrip().removesuffix(';')})({values}, {why});\n"

    # ---- what changes something ----

    def _page(self, request: Request) -> None:
        arrival = _decoded(request, _Arrival)
        browser = _browser_of(request)
        if browser:
            self._preview.visitors.open(browser)
        if arrival.loaded:
            self._preview.emulator.journal.append("page", url=arrival.url)
        self._preview.stage.enter(arrival.page, arrival.url, loaded=arrival.loaded)

    def _state(self, request: Request) -> None:
        said = _decoded(request, _State)
        self._preview.stage.tell(said.page, said.url, said.state)
        if said.page == self._preview.stage.page:
            record(self._preview.emulator.journal, said.url, said.why)

    def _done(self, request: Request) -> None:
        self._preview.stage.take_answer(_decoded(request, Answer))

    def _error(self, request: Request) -> None:
        error = _decoded(request, _Error)
        self._preview.emulator.journal.append("page-error", message=error.message, url=error.url)

    async def _steps(self, request: Request) -> Response:
        steps = _decoded(request, tuple[Step, ...])
        return await _told(lambda: self._preview.take(steps))

    async def _send(self, request: Request) -> Response:
        """Answer as `_steps`; also with `said`, what there is to know, and with `position` of a mistake."""
        call = _decoded(request, OwnCall)
        try:
            return await _told(lambda: self._preview.send(call))
        except MistakeError as error:
            return json_response({"error": str(error), "position": error.position})

    async def _restart(self, _: Request) -> Response:
        return await _told(self._preview.restart)

    async def _play(self, request: Request) -> Response:
        journey = _decoded(request, _Play).journey
        await in_thread(lambda: self._preview.play_journey(journey))
        return json_response({"error": self._preview.play.message if self._preview.play else ""})

    def _settings(self, request: Request) -> None:
        self._preview.change(_decoded(request, Change))

    def _engine(self, request: Request) -> None:
        """Take an engine: its text, or nothing for the stub. `?own` is the one given on the command line."""
        if request.parameter("own"):
            self._preview.use_engine(self._preview.own_engine)
            return
        name = Path(request.parameter("name") or "engine.js").name
        file = self._folder / name
        if request.body:
            file.write_bytes(request.body)
        self._preview.use_engine(file if request.body else None)

    def _clear(self, _: Request) -> None:
        self._preview.clear()


def _browser_of(request: Request) -> str:
    kept = SimpleCookie(request.headers.get("cookie", "")).get(_BROWSER)
    return kept.value if kept else ""


def _decoded(request: Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Refused(400, f"not what {request.path} takes: {error}") from None


def _whole(request: Request, name: str) -> int:
    """Return a parameter that counts; -1, which no count has, where it is not given."""
    try:
        return int(request.parameter(name) or -1)
    except ValueError:
        raise Refused(400, f"{name} must be a whole number") from None


async def _told(action: Callable[[], object]) -> Response:
    """Answer when it is done: `{"error": "", "said": …}`, or why it could not be."""
    try:
        said = await in_thread(action)
    except AssertionError as error:
        return json_response({"error": str(error)})
    return json_response({"error": "", "said": said or ""})
