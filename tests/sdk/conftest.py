"""Kameleoon's real SDKs, connected with the emulator of the test: see README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sdk.browser_sdk import BrowserSdk
from sdk.node_sdk import Node, NodeSdk
from sdk.python_sdk import connect

if TYPE_CHECKING:
    from collections.abc import Generator

    from kameleoon.kameleoon_client import KameleoonClient
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor


@pytest.fixture(scope="session")
def node() -> Generator[Node]:
    running = Node()
    yield running
    running.close()


@pytest.fixture
def node_sdk(node: Node, emulator: Emulator) -> NodeSdk:
    return NodeSdk(node, emulator)


@pytest.fixture
def browser_sdk(visitor: Visitor, emulator: Emulator) -> BrowserSdk:
    return BrowserSdk(visitor, emulator)


@pytest.fixture
def python_sdk(emulator: Emulator) -> Generator[KameleoonClient]:
    with connect(emulator.account.sitecode, emulator.port) as client:
        yield client
