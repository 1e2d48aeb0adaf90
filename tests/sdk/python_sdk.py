"""Kameleoon's Python SDK. It is under the GPL: a test dependency, and nothing of kamseg imports it."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from kameleoon import KameleoonClientConfig, KameleoonClientFactory
from kameleoon.network.net_provider_impl import NetProviderImpl

if TYPE_CHECKING:
    from collections.abc import Generator

    from kameleoon.kameleoon_client import KameleoonClient
    from kameleoon.network.net_provider import Request, Response

NETWORK_DOMAIN = "kameleoon.localhost"


class ToEmulator(NetProviderImpl):  # type: ignore[misc] # the SDK has no types
    """The SDK's last step, with another address: the host that it means is named in a header."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    async def run_request(self, request: Request) -> Response:
        address = urlsplit(request.url)
        request = copy.copy(request)  # the SDK sends it again when it fails
        request.url = address._replace(scheme="http", netloc=f"127.0.0.1:{self._port}").geturl()
        request.headers = {**(request.headers or {}), "Host": address.netloc}
        return await super().run_request(request)


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
