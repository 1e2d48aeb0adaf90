"""The command `kamseg preview`: runs until it is interrupted."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ...generator.errors import OutputError
from ..emulator.emulator import Emulator
from .control import PreviewControl
from .doors import FrontDoor
from .preview import Preview
from .watch import watching
from .workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...generator.project import Project
    from ..emulator.site.decision import Server

_PORTS_TO_TRY = 50
_LAST_PORT = 65535


class PreviewError(OutputError):
    """The preview cannot begin."""


def serve(  # noqa: PLR0913 - what the command line decides, and what a test does
    read: Callable[[], Project],
    *,
    files: tuple[Path, ...] = (),
    port: int = 8700,
    engine_file: Path | None = None,
    server: Server | None = None,
    node_modules: Path | None = None,
    on_ready: Callable[[Preview], None],
    wait: Callable[[], object] | None = None,
) -> None:
    """Serve the preview until `wait` returns or Ctrl-C is pressed.

    Args:
        read: reads the configuration; called again after each change.
        files: reloads when one of these is saved, or a template.
        port: to listen on; the next free one where it is taken. 0: any.
        engine_file: an engine of the user's own instead of the stub.
        server: decides feature flags; default: a stand-in.
        node_modules: where the real analytics.js is; default: in the current folder.
        on_ready: called once it answers.
        wait: returns when it is to end; default: never.

    Raises:
        PreviewError: the configuration cannot be used, there is no such library, or no port is free.
    """
    with ExitStack() as stack:
        emulator = _started(stack, port, node_modules)
        try:
            preview = Preview(read, emulator, engine_file, server)
        except WorkshopError as error:
            raise PreviewError(str(error)) from error
        folder = stack.enter_context(TemporaryDirectory(prefix="kamseg-"))
        emulator.controls[:0] = [PreviewControl(preview, Path(folder)), FrontDoor()]
        watched = (*files, engine_file) if engine_file else files
        stack.enter_context(watching(watched, preview.renew))
        on_ready(preview)
        (wait or threading.Event().wait)()


def _started(stack: ExitStack, port: int, node_modules: Path | None) -> Emulator:
    for candidate in range(port, min(port + _PORTS_TO_TRY, _LAST_PORT + 1)):
        try:
            emulator = stack.enter_context(Emulator(port=candidate, node_modules=node_modules))
        except FileNotFoundError as error:
            raise PreviewError(f"--node-modules: {error}") from error
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            print(f"kamseg: port {candidate} cannot be used ({reason}), trying the next one", file=sys.stderr)  # noqa: T201 - said to the user while it goes on
        else:
            return emulator
    raise PreviewError(f"--port {port}: no port from there on is free; choose another one")
