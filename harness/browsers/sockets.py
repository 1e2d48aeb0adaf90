"""Connections of another program: lets them send at once what they hold back."""

from __future__ import annotations

import ctypes
import os
import socket
from contextlib import suppress
from pathlib import Path

_PIDFD_GETFD = 438
"""System call of Linux 5.6 and newer, the same number on each of its architectures that Debian has."""


def send_at_once(process_id: int) -> None:
    """Set TCP_NODELAY on the connections that a program has now.

    A program that writes a message in two pieces waits with the second until the first is acknowledged, and
    Linux acknowledges up to 40 ms later (Nagle's algorithm and delayed acknowledgements, RFC 1122 4.2.3).
    Options of a socket hold for all who share it, so they can be set from outside. Where that cannot be done
    (another system, or no permission) nothing happens: the program is as slow as before.

    Args:
        process_id: of the program, one that may be debugged.
    """
    if not hasattr(os, "pidfd_open"):
        return
    with suppress(OSError):
        process = os.pidfd_open(process_id)
        try:
            for number in _sockets_of(process_id):
                _set_no_delay(process, number)
        finally:
            os.close(process)


def _sockets_of(process_id: int) -> list[int]:
    """Return the file descriptors of a program that are sockets."""
    files = Path(f"/proc/{process_id}/fd").iterdir()
    return [int(file.name) for file in files if _target_of(file).startswith("socket:")]


def _target_of(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:  # closed meanwhile
        return ""


def _set_no_delay(process: int, number: int) -> None:
    descriptor = ctypes.CDLL(None).syscall(_PIDFD_GETFD, process, number, 0)
    if descriptor < 0:
        return
    with socket.socket(fileno=descriptor) as shared:
        if shared.family in {socket.AF_INET, socket.AF_INET6} and shared.type == socket.SOCK_STREAM:
            shared.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
