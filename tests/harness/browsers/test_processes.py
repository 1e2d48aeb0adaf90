"""No program outlives the one that started it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.browsers.display import virtual_display
from kamseg.harness.browsers.processes import running

if TYPE_CHECKING:
    from collections.abc import Callable

STARTER = """
import pathlib
import signal
from kamseg.harness.browsers.processes import running

with running(["sleep", "60"]) as process:
    while not pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes().startswith(b"sleep"):
        pass  # it is just being tied to us
    print(process.pid, flush=True)
    signal.pause()
"""


@pytest.mark.parametrize(
    "end",
    [subprocess.Popen.kill, lambda starter: starter.send_signal(signal.SIGINT)],
    ids=["killed", "interrupted"],
)
def test_it_ends_with_its_starter(end: Callable[[subprocess.Popen[str]], None]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as starter:
        assert starter.stdout
        handle = os.pidfd_open(
            int(starter.stdout.readline())
        )  # it is not our child: this tells when it has ended
        end(starter)
        ended, _, _ = select.select([handle], [], [], 10)
        os.close(handle)
        assert ended


def test_it_ends_with_the_context() -> None:
    with running(["sleep", "60"]) as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


def test_a_display_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="Xvfb"), virtual_display():
        pass
