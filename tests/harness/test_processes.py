"""No program outlives the one that started it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.display import virtual_display
from kamseg.harness.processes import running

if TYPE_CHECKING:
    from collections.abc import Callable

STARTER = """
import pathlib
import signal
from kamseg.harness.processes import running

with running(["sleep", "60"]) as process:
    while b"setpriv" in pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes():
        pass  # it is just being tied to us
    print(process.pid, flush=True)
    signal.pause()
"""


def has_ended(pid: int) -> bool:
    """Wait until a process that is not our child has ended."""
    handle = os.pidfd_open(pid)
    try:
        return bool(select.select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


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
        pid = int(starter.stdout.readline())
        end(starter)
        assert has_ended(pid)


def test_it_ends_with_the_context() -> None:
    with running(["sleep", "60"]) as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM


def test_a_display_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="Xvfb"), virtual_display():
        pass
