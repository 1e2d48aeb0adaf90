"""Kameleoon's Python SDK, and a server of the shop that decides with it: `kamseg preview --server FILE`.

The SDK is under the GPL: a test dependency, and nothing of the package kamseg imports it.
"""

from __future__ import annotations

import asyncio
import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.cookies import SimpleCookie
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from kameleoon import KameleoonClientConfig, KameleoonClientFactory
from kameleoon.data import CustomData
from kameleoon.network.net_provider_impl import NetProviderImpl
from kamseg.harness import Decision, Question

if TYPE_CHECKING:
    from collections.abc import Generator

    from kameleoon.kameleoon_client import KameleoonClient
    from kameleoon.network.net_provider import Request, Response

NAME = f"kameleoon-client-python {version('kameleoon-client-python')}"
NETWORK_DOMAIN = "kameleoon.localhost"


class ToEmulator(NetProviderImpl):  # type: ignore[misc] # the SDK has no types
    """The SDK's last step, with another address: the host that it means is named in a header."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self._callers: set[asyncio.Task[Any]] = set()

    async def run_request(self, request: Request) -> Response:
        address = urlsplit(request.url)
        request = copy.copy(request)  # the SDK sends it again when it fails
        request.url = address._replace(scheme="http", netloc=f"127.0.0.1:{self._port}").geturl()
        request.headers = {**(request.headers or {}), "Host": address.netloc}
        task = asyncio.current_task()
        assert task
        self._callers.add(task)
        return await super().run_request(request)

    async def close(self) -> None:
        """Let what is on its way arrive. What fails is sent again after 5 s: nobody waits for that."""
        if self._callers:
            _, late = await asyncio.wait(self._callers, timeout=1)
            for task in late:
                task.cancel()
        await super().close()


@contextmanager
def connect(sitecode: str, port: int, **settings: Any) -> Generator[KameleoonClient]:
    """Make a client that is connected with the emulator on a port, initialise it, and stop it in the end.

    Args:
        sitecode: of the project.
        port: of the emulator.
        settings: further ones of `KameleoonClientConfig`.
    """
    config = KameleoonClientConfig(
        "emulator", "none", network_domain=NETWORK_DOMAIN, top_level_domain="shop.localhost", **settings
    )
    provider = patch("kameleoon.kameleoon_client.NetProviderImpl", partial(ToEmulator, port))
    # Where an event loop runs, as Playwright's does in tests, it would take that in place of a thread of its own.
    with provider, ThreadPoolExecutor(1) as elsewhere:
        client = elsewhere.submit(KameleoonClientFactory.create, sitecode, config).result()
    try:
        client.wait_init()
        yield client
    finally:
        KameleoonClientFactory.forget(sitecode)
        stop(client)


def stop(client: KameleoonClient) -> None:
    """End what the client runs in its thread; `forget` leaves that to the garbage collector."""
    client.__del__()


ONE_AT_A_TIME = threading.Lock()  # the SDK's factory has one client for each sitecode


def decide(question: Question) -> Decision:
    """Decide for the visitor of the cookie, who may be in an audience of Segment's, as a server does."""
    with ONE_AT_A_TIME, connect(question.sitecode, question.port, default_timeout_millisecond=2000) as client:
        cookies: SimpleCookie = SimpleCookie(question.cookie)
        code = client.get_visitor_code(cookies=cookies)
        if question.consent is not None:
            client.set_legal_consent(code, consent=question.consent, cookies=cookies)
        personas = personas_of(client.get_remote_data(f"COHORTS_{code}"))
        client.add_data(code, CustomData(question.custom_data, *personas))
        variation = client.get_variation(code, question.feature)
        client.flush(code, instant=True)
        return Decision(
            variation=variation.key,
            visitor_code=code,
            tracking_code=client.get_engine_tracking_code(code),
            set_cookie=fresh(cookies),
        )


def personas_of(answer: object) -> list[str]:
    """Return the audiences: what comes back may be the body of an error."""
    if not isinstance(answer, dict) or not all(isinstance(is_in, bool) for is_in in answer.values()):
        return []
    return [name for name, is_in in answer.items() if is_in]


def fresh(cookies: SimpleCookie) -> str:
    """Return what the SDK has set for the browser: only that has an age."""
    return next((morsel.OutputString() for morsel in cookies.values() if morsel["max-age"]), "")
