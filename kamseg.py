"""The front door of kamseg: the command line, and nothing else."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kamseg.generator.output import Change, Files
    from kamseg.harness.preview.preview import Preview

# Makes `kamseg.generator` and its neighbours importable from the checkout, where they lie beside this file.
__path__ = [str(Path(__file__).parent)]

DIFFERENT = 1
"""Exit code of `--check` where files on disk are not what would be built."""
FAULT = 2
"""Exit code where the user can put something right."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
LAST_PORT = 65535


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        words: What stands behind `kamseg`; by default what the program was called with.

    Returns:
        The exit code.
    """
    from kamseg.generator.errors import KamsegError

    arguments = _parser().parse_args(words)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except KamsegError as error:
        lines = str(error).splitlines()
        if len(lines) > 1:
            lines = ["nothing is done, put this right first:", *(f"  {line}" for line in lines)]
        print("kamseg:", "\n".join(lines), file=sys.stderr)
        return FAULT
    except BrokenPipeError:
        # The reader, `head` for example, has seen enough. What Python flushes at the end must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("kamseg: interrupted; the files of each project are whole", file=sys.stderr)
        return INTERRUPTED
    return code


def _build(arguments: argparse.Namespace) -> int:
    from kamseg.generator.output import build, changes, write
    from kamseg.generator.sources import projects_from

    projects = projects_from(arguments.configuration, _flags(arguments))
    builds = [(arguments.output / project.sitecode, build(project)) for project in projects]
    if arguments.check:
        found = [change for folder, files in builds for change in changes(files, folder)]
        _print_changes(found, arguments.format)
        return DIFFERENT if found else 0
    for number, (folder, files) in enumerate(builds, start=1):
        _print_progress(number, len(builds), folder)
        write(files, folder)
    _print_builds(builds, arguments.format)
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from kamseg.generator.output import snippet_text
    from kamseg.generator.sources import projects_from

    places = [arguments.configuration] if arguments.configuration else []
    for project in projects_from(places, _flags(arguments)):
        sys.stdout.write(snippet_text(project, arguments.snippet, minified=arguments.min))
    return 0


def _init(arguments: argparse.Namespace) -> int:
    from kamseg.generator.output import write_new
    from kamseg.generator.sources import projects_from
    from kamseg.generator.starter import starter

    projects_from([], {"sitecode": arguments.sitecode})
    write_new(arguments.output, starter(arguments.sitecode))
    print(f"{arguments.output} is written. Next: kamseg build {arguments.output}")
    return 0


def _preview(arguments: argparse.Namespace) -> int:
    from kamseg.generator.errors import OutputError
    from kamseg.generator.sources import DEFAULT_FILE, files_at, one_project

    places = [arguments.configuration] if arguments.configuration else []
    flags = _flags(arguments)
    one_project(places, flags)  # before anything is started: a fault of the user's shows at once
    if arguments.engine and not arguments.engine.is_file():
        raise OutputError(f"--engine {arguments.engine}: there is no such file")
    try:
        from kamseg.harness.preview.run import serve
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
            on_ready=lambda preview: _announce(preview, opens=not arguments.no_open),
        )
    except KeyboardInterrupt:
        print("kamseg: the preview has ended", file=sys.stderr)
    return 0


def _announce(preview: Preview, *, opens: bool) -> None:
    address = preview.emulator.url()
    print(f"The inspector alone: {address}__kamseg/  Ctrl-C ends it.", file=sys.stderr, flush=True)
    print(address, flush=True)
    if opens:
        import webbrowser

        webbrowser.open(address)


def _schema(_arguments: argparse.Namespace) -> int:
    import json

    from kamseg.generator.config import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0


def _flags(arguments: argparse.Namespace) -> dict[str, object]:
    from kamseg.generator.sources import flags_table

    return flags_table(
        sitecode=arguments.sitecode, label=arguments.label, traits=arguments.trait, settings=arguments.set
    )


def _print_builds(builds: list[tuple[Path, Files]], style: str) -> None:
    if style == "json":
        manifests = [files["manifest.json"].strip() for _, files in builds]
        print(manifests[0] if len(manifests) == 1 else "[\n" + ",\n".join(manifests) + "\n]")
        return
    for folder, files in builds:
        print(f"{folder}: {len(files)} files. Next: {folder / 'INSTALL.md'}")


def _print_changes(found: list[Change], style: str) -> None:
    if style == "json":
        import json

        print(json.dumps([{"file": change.file, "state": change.state} for change in found], indent=2))
        return
    for change in found:
        sys.stdout.write(change.diff)
    if found:
        print(f"kamseg: out of date: {len(found)} file{'s' * (len(found) > 1)}", file=sys.stderr)


def _print_progress(number: int, total: int, folder: Path) -> None:
    if total > 1 and sys.stderr.isatty():
        end = "\n" if number == total else ""
        print(f"\r\033[K{number}/{total} {folder}", end=end, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    from kamseg.generator import __version__

    parser = argparse.ArgumentParser(
        prog="kamseg",
        description="Builds the JavaScript that connects Kameleoon with Segment.",
        epilog="Start with: kamseg build --sitecode YOURSITECODE",
    )
    parser.add_argument("--version", action="version", version=f"kamseg {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="write all files of one or more projects")
    build.set_defaults(run=_build)
    build.add_argument(
        "configuration",
        nargs="*",
        type=Path,
        metavar="CONFIGURATION",
        help="kamseg.toml files or folders of them (default: kamseg.toml here, if there is no --sitecode)",
    )
    _add_flags(build)
    build.add_argument(
        "-o", "--output", type=Path, default=Path("dist"), metavar="FOLDER",
        help="where the folder of each sitecode goes (default: dist)",
    )  # fmt: skip
    build.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 with a diff if files are out of date"
    )
    build.add_argument("--format", choices=["text", "json"], default="text", help="json prints the manifest")

    show = commands.add_parser("show", help="print one snippet")
    show.set_defaults(run=_show)
    show.add_argument("snippet", metavar="SNIPPET", help="for example global-script or custom-data/group-id")
    show.add_argument("configuration", nargs="?", type=Path, metavar="CONFIGURATION", help="a kamseg.toml")
    _add_flags(show)
    show.add_argument("--min", action="store_true", help="the minified twin")

    preview = commands.add_parser("preview", help="see it live, on a demo shop with an inspector")
    preview.set_defaults(run=_preview)
    preview.add_argument(
        "configuration", nargs="?", type=Path, metavar="CONFIGURATION",
        help="a kamseg.toml, read again when it is saved (default: that here, if there is no --sitecode)",
    )  # fmt: skip
    _add_flags(preview)
    preview.add_argument(
        "--port", type=_port, default=8700, metavar="PORT",
        help="where to listen, on this machine only (default: 8700, or the next free one)",
    )  # fmt: skip
    preview.add_argument("--no-open", action="store_true", help="do not open a browser")
    preview.add_argument(
        "--engine", type=Path, metavar="FILE", help="an engine.js of your own instead of the stub"
    )

    init = commands.add_parser("init", help="write a kamseg.toml with every key and its meaning")
    init.set_defaults(run=_init)
    init.add_argument("--sitecode", required=True, help="ten lower-case letters and digits")
    init.add_argument(
        "-o", "--output", type=Path, default=Path("kamseg.toml"), metavar="FILE",
        help="the file to write (default: kamseg.toml); it must not exist yet",
    )  # fmt: skip

    schema = commands.add_parser("schema", help="print the JSON Schema of kamseg.toml")
    schema.set_defaults(run=_schema)
    return parser


def _port(word: str) -> int:
    if word.isdecimal() and int(word) <= LAST_PORT:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word} is not a port: a number from 0 (any free one) to {LAST_PORT}")


def _add_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sitecode", help="the Kameleoon project: ten lower-case letters and digits")
    parser.add_argument("--label", help="a name for people")
    parser.add_argument(
        "--trait", action="append", default=[], metavar='TRAIT="CUSTOM DATA"',
        help='a trait and its custom data, for example plan="Subscribed Plan"; repeatable',
    )  # fmt: skip
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE",
        help="any other key, for example exposures.once_per=visit; repeatable",
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
