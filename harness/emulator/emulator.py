"""Composes the hosts into one server: Kameleoon, Segment and the site, on one machine."""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Self, get_args

import msgspec

from ...generator.project import Project
from ..evidence.journal import Journal
from .http.control import Control
from .http.faults import Fault, FaultPlan
from .http.messages import Response
from .http.responder import Asynchronous, Responder
from .http.router import Host, Router
from .http.server import Server
from .http.values import check
from .kameleoon.access_tokens import AccessTokens
from .kameleoon.account import Account
from .kameleoon.app_host import AppHost
from .kameleoon.customers import Customers
from .kameleoon.data_api import DataApi, DataApiBehaviour
from .kameleoon.data_host import DataHost
from .kameleoon.engine_host import EngineHost
from .kameleoon.ingest import Ingest, IngestBehaviour
from .kameleoon.integrations import Integrations
from .kameleoon.pasting import pasted
from .kameleoon.sdk_config import SdkConfigHost
from .kameleoon.sdk_events import SdkEvents
from .kameleoon.visit_events import VisitEvents
from .segment.cdn import Cdn
from .segment.destination import request_to_kameleoon
from .segment.library import find_library
from .segment.source import Destination, Source
from .segment.tracking import Tracking
from .site.pages import Site, SiteHost
from .site.stand_in import stand_in

_Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from .segment.library import Place


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
        node_modules: the `node_modules` folder with the real analytics.js, or `"stub"` for the stub whatever
            is installed; default: that of the current folder, else the stub.
        port: to listen on; 0: any free one.
        journal_limit: the journal keeps so many entries, about a kilobyte each; then it forgets the oldest
            and says so. None: it keeps all.

    Attributes:
        account: what is set up in Kameleoon, the snippets in it.
        source: what is set up in Segment.
        journal: what has happened.
        faults: add one, or clear them, while it runs.
        data_api: what Kameleoon's Data API has stored.

    Raises:
        TypeError, ValueError: an argument cannot be meant; says which.
        FileNotFoundError: there is no such engine, or no analytics.js where it is said to be.
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
        node_modules: Place = None,
        port: int = 0,
        journal_limit: int | None = 100_000,
    ) -> None:
        __tracebackhide__ = True
        for name, value, wanted in (
            ("account", account, Account | Project | None),
            ("site", site, Site | None),
            ("source", source, Source | None),
            ("data_api", data_api, DataApiBehaviour | None),
            ("ingest", ingest, IngestBehaviour | None),
        ):
            _expect(name, value, wanted)
        if isinstance(faults, Fault):
            raise TypeError(f"Emulator(faults=…): wants a tuple, with a comma behind it: ({faults!r},)")
        for fault in faults:
            _expect("faults", fault, Fault)
        check("Emulator(port=…)", port, _Port)
        self.account = pasted(account) if isinstance(account, Project) else account or Account()
        self.project = self.account.project
        self.source = source or Source()
        self.journal = Journal(limit=journal_limit)
        self.faults = FaultPlan(faults)
        self._tokens = AccessTokens()
        self.data_api = DataApi(self.account.sitecode, self.journal, data_api, tokens=self._tokens)
        self._ingest = Ingest(self.journal, self.data_api, self.account.goals, ingest or IngestBehaviour())
        self.library = find_library(node_modules)
        self._ingest.project = self.project
        self._segment: dict[str, Host] = {
            "cdn.segment": Cdn(self.source, self.journal, self.library),
            "api.segment": Tracking(self.source, self.journal, self._forward),
        }
        self.controls: list[Asynchronous] = [Control(self.journal)]
        router = self._router(site, engine_file)
        for fault in faults:
            _expect_a_host(fault, router.names)
        self._responder = Responder(router, self.controls, self.faults, self.journal)
        self._wanted_port = port
        self._server = Server(
            self._responder.respond, self._responder.refuse, only_asks=self._responder.only_asks
        )

    def set_up(
        self, account: Account | Project, *, site: Site | None = None, engine_file: Path | None = None
    ) -> None:
        """Change what is set up in Kameleoon and on the site, also while it runs.

        Later requests meet it. What was recorded, stored and linked stays.
        """
        account = pasted(account) if isinstance(account, Project) else account
        self.account, self.project = account, account.project
        self._ingest.project = account.project
        self.data_api.sitecode = account.sitecode
        self._responder.router = self._router(site, engine_file)

    def forget(self) -> None:
        """Forget what was recorded, stored and linked, and let everything work again.

        What is set up in Kameleoon, in Segment and on the site stays.
        """
        self.faults.clear()
        self.data_api.forget()
        self._ingest.forget()
        self.journal.clear()

    def forget_user(self, user_id: str) -> None:
        """Forget what is stored and linked of one user, and no other.

        Args:
            user_id: Segment's id of the user.
        """
        self._ingest.forget_user(user_id)

    def _router(self, site: Site | None, engine_file: Path | None) -> Router:
        account, site = self.account, site or Site()
        server = stand_in(account, self.data_api)
        shop = SiteHost(site, account.sitecode, self.source, server, self.journal)
        events = VisitEvents(account.sitecode, self.journal), SdkEvents(account.sitecode, self.journal)
        data = DataHost(self.data_api, *events, self.journal)
        hosts: dict[str, Host] = {
            "shop": shop,
            **{f"{name}.shop": shop for name in site.subdomains},
            f"{account.sitecode}.kameleoon": EngineHost(account, self.journal, engine_file),
            "app.kameleoon": AppHost(account),
            "sdk-config.kameleoon": SdkConfigHost(account),
            "api.kameleoon": self._tokens,
            "data.kameleoon": data,
            "eu-data.kameleoon": data,
            "na-data.kameleoon": data,
            "integrations.kameleoon": Integrations(account, self._ingest),
            "customers.kameleoon": Customers(account, self._ingest),
        }
        return Router(hosts | self._segment, self.journal)

    @property
    def port(self) -> int:
        """The port that all hosts share."""
        return self._server.port

    @property
    def hosts(self) -> list[str]:
        """The names of all hosts that are played."""
        return self._responder.router.names

    def url(self, path: str = "/", host: str = "shop") -> str:
        """Return an absolute address; `host` without `.localhost`."""
        return f"http://{host}.localhost:{self.port}{path}"

    def release(self, name: str) -> None:
        """Let go the requests that the fault `does="delay"` of that name holds, now and later."""
        self._server.call(self._responder.release, name)

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
                response = self._responder.router.answer(request)
                assert isinstance(response, Response)  # noqa: S101 - only a site takes its time
                body = msgspec.json.decode(request.body)
                self.journal.append("destination", mode=destination.mode, status=response.status, body=body)


def _expect(name: str, value: object, wanted: Any) -> None:
    """Raise TypeError for an argument that is something else altogether."""
    __tracebackhide__ = True
    if not isinstance(value, wanted):
        words = " or ".join(one.__name__ for one in get_args(wanted) or (wanted,) if one is not NoneType)
        raise TypeError(f"Emulator({name}=…): wants {words}, not {value!r}")


def _expect_a_host(fault: Fault, hosts: list[str]) -> None:
    """Raise ValueError for a fault that would never happen."""
    __tracebackhide__ = True
    names = [host.removesuffix(".localhost") for host in hosts]
    if not any(fnmatchcase(name, fault.host) for name in names):
        close = difflib.get_close_matches(fault.host, names, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(names)}"
        raise ValueError(f"Emulator(faults=…): no host is called {fault.host!r}; {remedy}")


def _filled_in(destination: Destination, sitecode: str, api_key: str) -> Destination:
    return msgspec.structs.replace(
        destination, sitecode=destination.sitecode or sitecode, api_key=destination.api_key or api_key
    )
