"""Which answer a request gets: of a control, a fault or a host; what fails here shows in the journal."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import msgspec

from .messages import Refused, Request, Response, json_response
from .router import Router, is_local

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from .faults import Fault, FaultPlan


class Asynchronous(Protocol):
    """What answers before the hosts do and may take its time: the journal over HTTP, the preview."""

    def concerns(self, request: Request) -> bool:
        """Say whether the request is for it."""

    async def answer(self, request: Request) -> Response:
        """Answer; raises `Refused` for what it does not accept."""


class _Message(msgspec.Struct):
    messageId: str | None = None  # noqa: N815 - Segment's name


class Responder:
    """Responds to every request, in the thread of the server.

    Args:
        router: gives a request to its host; may be exchanged while it runs.
        controls: asked before the hosts, in this order.
        faults: what goes wrong.
        journal: where what leaves, faults and failures of ours are recorded.
    """

    def __init__(
        self, router: Router, controls: list[Asynchronous], faults: FaultPlan, journal: Journal
    ) -> None:
        self.router = router
        self._controls = controls
        self._faults = faults
        self._journal = journal
        self._gates: dict[str, asyncio.Event] = {}

    async def respond(self, request: Request) -> Response:
        """Return the response to a request."""
        if not request.host:
            return self.refuse(request, Refused(400, "no Host header"))
        if not is_local(request.host):
            return self._egress(request)
        if request.method == "TRACE":  # browsers do not send it, and an answer would show the cookies
            return self.refuse(request, Refused(405, "TRACE is refused on every host"))
        for control in self._controls:
            if control.concerns(request):
                return await self._controlled(control, request)
        fault = self._faults.take(request)
        if fault:
            self._record_fault(fault, request)
            return await self._faulty(fault, request)
        return await self._answer(request)

    def only_asks(self, request: Request) -> bool:
        """Say whether nothing needs to happen once nobody waits for the answer: a control is asked."""
        return request.method == "GET" and any(control.concerns(request) for control in self._controls)

    def refuse(self, request: Request, refused: Refused) -> Response:
        """Record a refusal and return the answer to it."""
        return self.router.refuse(request, refused)

    def release(self, name: str) -> None:
        """Let go the requests that the fault `does="delay"` of that name holds, now and later."""
        self._gate(name).set()

    async def _controlled(self, control: Asynchronous, request: Request) -> Response:
        try:
            return await control.answer(request)
        except Refused:
            raise
        except Exception:  # noqa: BLE001 - see _answer
            return self._failed()

    def _egress(self, request: Request) -> Response:
        """Refuse what is meant for the world outside: browsers in tests have this server as their proxy."""
        self._journal.append("egress", host=request.host, method=request.method, path=request.path[:200])
        reason = f"{request.host!r} is neither localhost nor *.localhost nor a loopback address"
        return json_response({"error": "Misdirected Request", "reason": reason}, 421)

    async def _answer(self, request: Request) -> Response:
        try:
            answer = self.router.answer(request)
            response = answer if isinstance(answer, Response) else await answer
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
        self._journal.append("emulator-error", trace=traceback.format_exc())
        return json_response({"error": "Internal Server Error", "reason": "see the journal"}, 500)

    def _record_fault(self, fault: Fault, request: Request) -> None:
        """Record it, with the message id where there is one: a retry can be told from another event."""
        details = {"host": request.host, "path": request.path, "does": fault.does}
        with suppress(msgspec.DecodeError, UnicodeError, RecursionError):
            message_id = msgspec.json.decode(request.body, type=_Message).messageId
            details |= {"messageId": message_id} if message_id else {}
        self._journal.append("fault", **details)

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
        response = await self._answer(request)
        return msgspec.structs.replace(response, delivery="half") if fault.does == "truncate" else response

    def _gate(self, name: str) -> asyncio.Event:
        return self._gates.setdefault(name, asyncio.Event())


def _given(fault: Fault) -> Response:
    headers = {"Content-Type": fault.content_type, "Access-Control-Allow-Origin": "*"}
    return Response(fault.status, fault.body.encode(), headers)
