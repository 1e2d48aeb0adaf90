"""JavaScript's own parser, for tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import msgspec
from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parents[1]


class Parsed(msgspec.Struct):
    """What the parser says of a snippet."""

    error: str = ""
    shape: str = ""
    strings: list[str] = []


class Parser:
    """JavaScript's own parser, in the Node.js that comes with Playwright."""

    def __init__(self) -> None:
        node, _ = compute_driver_executable()
        self._process = subprocess.Popen(
            [str(node), str(Path(__file__).with_name("parser.js"))],
            cwd=ROOT,
            env=os.environ | {"NODE_PATH": str(ROOT / "node_modules")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def parse(self, code: str) -> Parsed:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        return msgspec.convert(json.loads(self._process.stdout.readline()), Parsed)

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
