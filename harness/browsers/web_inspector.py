"""WebKitGTK's remote inspector: which windows it has, told to Playwright in the form it asks for."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
_START_SECONDS = 30.0
_LOOK_SECONDS = 0.02
_WINDOW = re.compile(r"/socket/\d+/\d+/WebPage")


@contextmanager
def reserved_port() -> Iterator[int]:
    """Yield a free port that nobody else is given meanwhile: WebKit cannot choose one itself and tell.

    It is bound without listening, so that only who asks for it by number can have it.
    """
    with socket.socket() as reservation:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind((LOOPBACK, 0))
        yield reservation.getsockname()[1]


def wait_for_windows(process: subprocess.Popen[bytes], port: int, count: int) -> list[str]:
    """Wait until a browser has so many windows; returns the addresses of their web sockets, the oldest first.

    Args:
        process: the browser.
        port: of its inspector.
        count: number of windows.

    Raises:
        OSError: it ended, or does not have them after half a minute.
    """
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        windows = _windows_of(port)
        if len(windows) >= count:
            return windows
        if process.poll() is not None:
            raise OSError(f"MiniBrowser ended at once, with exit code {process.returncode}")
        time.sleep(_LOOK_SECONDS)  # the inspector cannot be asked to tell
    raise OSError(f"MiniBrowser does not show {count} windows on port {port} after {_START_SECONDS:g} s")


def _windows_of(port: int) -> list[str]:
    """Read the page on which the inspector lists its windows."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_START_SECONDS)
    try:
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):  # not there yet
        return []
    finally:
        connection.close()
    paths = sorted(set(_WINDOW.findall(page)), key=lambda path: [int(n) for n in re.findall(r"\d+", path)])
    return [f"ws://{LOOPBACK}:{port}{path}" for path in paths]


@contextmanager
def list_for_playwright(windows: list[str]) -> Iterator[str]:
    """Serve the list of windows that Playwright asks for when it connects; yields the server's address."""
    body = json.dumps([{"webSocketDebuggerUrl": window} for window in windows]).encode()

    class List(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((LOOPBACK, 0), List) as server:
        threading.Thread(target=server.serve_forever, args=(_LOOK_SECONDS,), daemon=True).start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
