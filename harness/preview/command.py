"""`kamseg preview`: shows it live, on a demo shop with an inspector.

Loads neither the server nor anything else of the harness before it is certain that the preview can begin.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...generator.commands.flags import add_flags, table_from
from ...generator.errors import OutputError
from ...generator.sources import DEFAULT_FILE, files_at, one_project

if TYPE_CHECKING:
    from .preview import Preview

LAST_PORT = 65535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what stands behind `kamseg preview`."""
    parser.add_argument(
        "configuration", nargs="?", type=Path, metavar="CONFIGURATION",
        help="a kamseg.toml, read again when it is saved (default: that here, if there is no --sitecode)",
    )  # fmt: skip
    add_flags(parser)
    parser.add_argument(
        "--port", type=_port, default=8700, metavar="PORT",
        help="where to listen, on this machine only (default: 8700, or the next free one)",
    )  # fmt: skip
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--engine", type=Path, metavar="FILE", help="an engine.js of your own instead of the stub"
    )
    parser.add_argument(
        "--server", type=Path, metavar="FILE",
        help="a Python file that decides the feature flag of the page /sample, with Kameleoon's SDK say",
    )  # fmt: skip
    parser.add_argument(
        "--node-modules", type=Path, metavar="FOLDER",
        help="where npm has put @segment/analytics-next (default: node_modules here, else a stub)",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Serve the preview until Ctrl-C; returns the exit code.

    Raises:
        KamsegError: Where the user can put something right.
    """
    places = [arguments.configuration] if arguments.configuration else []
    flags = table_from(arguments)
    one_project(places, flags)  # before anything is started: a fault of the user's shows at once
    for flag, file in (("--engine", arguments.engine), ("--server", arguments.server)):
        if file and not file.is_file():
            raise OutputError(f"{flag} {file}: there is no such file")
    try:
        from .serve import serve  # noqa: PLC0415 - needs aiohttp, which may be missing
        from .server_file import server_in  # noqa: PLC0415 - as late
    except ModuleNotFoundError as error:
        raise OutputError(
            f"the preview needs the package {error.name}; install it with: pip install 'kamseg[preview]'"
        ) from error

    watched = places or ([] if "sitecode" in flags else [DEFAULT_FILE])
    try:
        serve(
            lambda: one_project(places, flags),
            files=tuple(file for place in watched for file in files_at(place)),
            port=arguments.port,
            engine_file=arguments.engine,
            server=server_in(arguments.server) if arguments.server else None,
            node_modules=arguments.node_modules,
            on_ready=lambda preview: _announce(preview, opens=not arguments.no_open),
        )
    except KeyboardInterrupt:
        print("kamseg: the preview has ended", file=sys.stderr)
    return 0


def _announce(preview: Preview, *, opens: bool) -> None:
    address = preview.emulator.url()
    print(f"It plays with {preview.emulator.library}.", file=sys.stderr, flush=True)
    print(f"The inspector alone: {address}__kamseg/  Ctrl-C ends it.", file=sys.stderr, flush=True)
    print(_who_decides(preview), file=sys.stderr, flush=True)
    for line in _left_out(preview):
        print(line, file=sys.stderr, flush=True)
    print(_for_safari(preview.emulator.hosts), file=sys.stderr, flush=True)
    print(address, flush=True)
    if opens:
        import webbrowser  # noqa: PLC0415 - only here

        webbrowser.open(address)


def _who_decides(preview: Preview) -> str:
    if preview.server:
        return f"The feature flag of the page /sample is decided by {preview.server.name}."
    remedy = (
        "For Kameleoon's own: pip install kameleoon-client-python, and --server FILE (harness/README.md)."
    )
    return f"The feature flag of the page /sample is decided by a stand-in for Kameleoon's SDK. {remedy}"


def _left_out(preview: Preview) -> list[str]:
    from ..journeys.fitting import journeys_for  # noqa: PLC0415 - see `run`

    return [
        f"The journey {journey.title} cannot be played: {reason}."
        for journey, reason in journeys_for(preview.product.project)
        if reason
    ]


def _for_safari(hosts: list[str]) -> str:
    """Safari asks the system for `*.localhost`, and macOS does not know it; other browsers need not ask."""
    names = " ".join(hosts)
    return f"Safari does not find *.localhost: use another browser, or add to /etc/hosts: 127.0.0.1 {names}"


def _port(word: str) -> int:
    if word.isdecimal() and int(word) <= LAST_PORT:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word} is not a port: a number from 0 (any free one) to {LAST_PORT}")
