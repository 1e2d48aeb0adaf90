"""Kameleoon's JavaScript SDK in Node.js, in a process that the tests of a session share."""

from __future__ import annotations

import itertools
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator

PROGRAM = Path(__file__).with_name("node.mjs")


NUMBERS = itertools.count()


class SdkError(Exception):
    """What the code threw, or what the SDK did."""


class Answer(msgspec.Struct):
    value: Any = None
    error: str | None = None

    def open(self) -> Any:
        if self.error is not None:
            raise SdkError(self.error)
        return self.value


class Node:
    """The process; see `node.mjs`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, **question: Any) -> Answer:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(msgspec.json.encode(question).decode() + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Answer)

    def close(self) -> None:
        self._process.communicate()


class NodeSdk:
    """One initialised client in that process.

    Args:
        node: the process.
        emulator: what the client is connected with.
        settings: of the SDK's configuration, besides the network domain.
    """

    def __init__(self, node: Node, emulator: Emulator, **settings: Any) -> None:
        self._node = node
        self._emulator = emulator
        self._settings = settings
        self._number = next(NUMBERS)  # an emulator may have the port of an earlier one

    def client(self, **settings: Any) -> NodeSdk:
        return NodeSdk(self._node, self._emulator, **settings)

    def run(self, code: str, argument: Any = None) -> Any:
        """Run the body of an async function that knows `client`, `sdk` and `argument`; SdkError when it throws."""
        return self._node.ask(
            number=self._number,
            code=code,
            argument=argument,
            siteCode=self._emulator.account.sitecode,
            port=self._emulator.port,
            settings=self._settings,
        ).open()
