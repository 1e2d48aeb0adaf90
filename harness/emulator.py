"""Composes the hosts into one server: Kameleoon, Segment and the site, on one machine."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec

from ..generator.project import Project
from . import server
from .control import Control
from .faults import Fault, FaultPlan
from .journal import Journal
from .kameleoon.account import Account
from .kameleoon.app_host import AppHost
from .kameleoon.customers import Customers
from .kameleoon.data_api import DataApi, DataApiBehaviour
from .kameleoon.engine_host import EngineHost
from .kameleoon.ingest import Ingest, IngestBehaviour
from .kameleoon.integrations import Integrations
from .kameleoon.pasting import pasted
from .messages import Refused, Request, Response, json_response
from .router import Host, Router, is_local
from .segment.cdn import Cdn, find_analytics
from .segment.destination import request_to_kameleoon
from .segment.source import Destination, Source
from .segment.tracking import Tracking
from .site.pages import Site, SiteHost

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class Asynchronous(Protocol):
    """What answers before the hosts do and may take its time: the journal over HTTP, the preview."""

    def concerns(self, request: Request) -> bool:
        """Say whether the request is for it."""

    async def answer(self, request: Request) -> Response:
        """Answer; raises `Refused` for what it does not accept."""


class _Message(msgspec.Struct):
    messageId: str | None = None  # noqa: N815 - Segment's name


class Emulator:
    """A context manager; ready when entered, everything closed when left.

    Args:
        account: what is set up and pasted in Kameleoon; a `Project` stands for its own snippets, pasted.
        site: how the pages are made.
        source: what is set up in Segment.
        faults: what goes wrong.
        data_api: answers of the Data API that nobody knows.
        ingest: shapes of what Kameleoon stores, which nobody knows.
        engine_file: an engine of your own instead of the stub.
        node_modules: where the real analytics.js is; default: beside the package.
        port: to listen on; 0: any free one.
    """

    def __init__(  # noqa: PLR0913 - each decision about the world is an argument
        self,
        account: Account | Project | None = None,
        *,
        site: Site | None = None,
        source: Source | None = None,
        faults: tuple[Fault, ...] = (),
        data_api: DataApiBehaviour | None = None,
        ingest: IngestBehaviour | None = None,
        engine_file: Path | None = None,
        node_modules: Path | None = None,
        port: int = 0,
    ) -> None:
        self.account = pasted(account) if isinstance(account, Project) else account or Account()
        self.source = source or Source()
        self.journal = Journal()
        self.faults = FaultPlan(faults)
        self.data_api = DataApi(self.account.sitecode, self.journal, data_api)
        self._ingest = Ingest(self.journal, self.data_api, self.account.goals, ingest or IngestBehaviour())
        self._segment: dict[str, Host] = {
            "cdn.segment": Cdn(self.source, self.journal, find_analytics(node_modules)),
            "api.segment": Tracking(self.source, self.journal, self._forward),
        }
        self.set_up(self.account, site=site, engine_file=engine_file)
        self.controls: list[Asynchronous] = [Control(self.journal)]
        self._gates: dict[str, asyncio.Event] = {}
        self._wanted_port = port
        self._server = server.Server(self._respond, self._refuse)

    def set_up(self, account: Account, *, site: Site | None = None, engine_file: Path | None = None) -> None:
        """Change what is set up in Kameleoon and on the site, also while it runs.

        Later requests meet it. What was recorded, stored and linked stays.
        """
        self.account = account
        self.data_api.sitecode = account.sitecode
        self._router = Router(self._hosts(site or Site(), engine_file) | self._segment, self.journal)

    def _hosts(self, site: Site, engine_file: Path | None) -> dict[str, Host]:
        account = self.account
        return {
            "shop": SiteHost(site, account.sitecode, self.source),
            f"{account.sitecode}.kameleoon": EngineHost(account, self.journal, engine_file),
            "app.kameleoon": AppHost(account),
            "eu-data.kameleoon": self.data_api,
            "na-data.kameleoon": self.data_api,
            "integrations.kameleoon": Integrations(account, self._ingest),
            "customers.kameleoon": Customers(account, self._ingest),
        }

    @property
    def port(self) -> int:
        """The port that all hosts share."""
        return self._server.port

    @property
    def hosts(self) -> list[str]:
        """The names of all hosts that are played."""
        return self._router.names

    def url(self, path: str = "/", host: str = "shop") -> str:
        """Return an absolute address; `host` without `.localhost`."""
        return f"http://{host}.localhost:{self.port}{path}"

    def release(self, name: str) -> None:
        """Let go the requests that the fault `does="delay"` of that name holds, now and later."""
        self._server.loop.call_soon_threadsafe(lambda: self._gate(name).set())

    def __enter__(self) -> Self:
        self._server.start(self._wanted_port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    def _forward(self, event: dict[str, Any]) -> None:
        for setting in self.source.destinations:
            destination = _filled_in(setting, self.account.sitecode, self.account.api_key)
            request = request_to_kameleoon(destination, event)
            if request:
                response = self._router.answer(request)
                body = msgspec.json.decode(request.body)
                self.journal.append("destination", mode=destination.mode, status=response.status, body=body)

    async def _respond(self, request: Request) -> Response:
        if not request.host:
            return self._refuse(request, Refused(400, "no Host header"))
        if not is_local(request.host):
            return self._egress(request)
        for control in self.controls:
            if control.concerns(request):
                return await self._controlled(control, request)
        fault = self.faults.take(request)
        if fault:
            self._record_fault(fault, request)
            return await self._faulty(fault, request)
        return self._answer(request)

    async def _controlled(self, control: Asynchronous, request: Request) -> Response:
        try:
            return await control.answer(request)
        except Refused:
            raise
        except Exception:  # noqa: BLE001 - see _answer
            return self._failed()

    def _refuse(self, request: Request, refused: Refused) -> Response:
        return self._router.refuse(request, refused)

    def _egress(self, request: Request) -> Response:
        """Refuse what is meant for the world outside: browsers in tests have this server as their proxy."""
        self.journal.append("egress", host=request.host, method=request.method, path=request.path[:200])
        reason = f"{request.host!r} is neither localhost nor *.localhost nor a loopback address"
        return json_response({"error": "Misdirected Request", "reason": reason}, 421)

    def _answer(self, request: Request) -> Response:
        try:
            response = self._router.answer(request)
        except Exception:  # noqa: BLE001 - a fault of ours must show in the journal and not hang the page
            return self._failed()
        return response if response.after is None else self._guarded(response)

    def _guarded(self, response: Response) -> Response:
        """What happens after the answer must not fail unseen either."""

        def after() -> None:
            try:
                if response.after:
                    response.after()
            except Exception:  # noqa: BLE001 - see _answer
                self._failed()

        return msgspec.structs.replace(response, after=after)

    def _failed(self) -> Response:
        self.journal.append("emulator-error", trace=traceback.format_exc())
        return json_response({"error": "Internal Server Error", "reason": "see the journal"}, 500)

    def _record_fault(self, fault: Fault, request: Request) -> None:
        """Record it, with the message id where there is one: a retry can be told from another event."""
        details = {"host": request.host, "path": request.path, "does": fault.does}
        with suppress(msgspec.DecodeError, UnicodeError, RecursionError):
            message_id = msgspec.json.decode(request.body, type=_Message).messageId
            details |= {"messageId": message_id} if message_id else {}
        self.journal.append("fault", **details)

    async def _faulty(self, fault: Fault, request: Request) -> Response:
        match fault.does:
            case "answer":
                return _given(fault)
            case "abort":
                return Response(delivery="none")
            case "delay":
                await self._gate(fault.name).wait()
            case "slow":
                await asyncio.sleep(fault.seconds)
            case "hang":
                await asyncio.Event().wait()
        response = self._answer(request)
        return msgspec.structs.replace(response, delivery="half") if fault.does == "truncate" else response

    def _gate(self, name: str) -> asyncio.Event:
        return self._gates.setdefault(name, asyncio.Event())


def _filled_in(destination: Destination, sitecode: str, api_key: str) -> Destination:
    return msgspec.structs.replace(
        destination, sitecode=destination.sitecode or sitecode, api_key=destination.api_key or api_key
    )


def _given(fault: Fault) -> Response:
    headers = {"Content-Type": fault.content_type, "Access-Control-Allow-Origin": "*"}
    return Response(fault.status, fault.body.encode(), headers)
