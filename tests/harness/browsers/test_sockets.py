from __future__ import annotations

import subprocess
import sys

import pytest
from kamseg.harness.browsers.sockets import send_at_once

CONNECTED = """
import socket

with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as calling:
    calling.connect(listening.getsockname())
    print("connected", flush=True)
    input()
    print(calling.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
"""


@pytest.fixture
def program() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", CONNECTED], stdin=pipe, stdout=pipe, text=True)


@pytest.mark.parametrize("is_asked", [True, False])
def test_connections_of_a_program_send_at_once(program: subprocess.Popen[str], is_asked: bool) -> None:
    assert program.stdout
    assert program.stdout.readline() == "connected\n"
    if is_asked:
        send_at_once(program.pid)
    said, _ = program.communicate("\n")
    assert said.split() == [str(is_asked)]


def test_a_program_that_has_ended_is_no_error(program: subprocess.Popen[str]) -> None:
    program.communicate("\n")
    send_at_once(program.pid)
