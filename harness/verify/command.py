"""`kamseg verify`: whether the integration works on somebody's own site.

Loads no browser before it is certain that the words make sense.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...generator.commands.flags import add_flags, table_from
from ...generator.errors import OutputError
from ...generator.sources import one_project
from .options import add_browser_options, add_walking_options, add_work_options, addresses

if TYPE_CHECKING:
    import argparse

    from ...generator.project import Project
    from ..evidence.reports.run import Run, Verification
    from .crew import Task
    from .walk import Walk

EXIT_CODES = {"passed": 0, "failed": 1, "unreachable": 3}
"""By the worst that came of an address; 2 is wrong usage, 130 an interruption."""
_INTERRUPTED = 130
_MEANINGS = {
    0: "all passed",
    1: "a check failed",
    2: "wrong usage",
    3: "a site could not be reached",
    _INTERRUPTED: "interrupted",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what stands behind `kamseg verify`."""
    codes = ", ".join(f"{code} {meaning}" for code, meaning in _MEANINGS.items())
    parser.epilog = f"Exit codes: {codes}."
    parser.add_argument("address", nargs="*", metavar="URL", help="the first page of a site")
    parser.add_argument(
        "--config", type=Path, metavar="FILE",
        help="the kamseg.toml of what should be there (default: that here, if there is no --sitecode)",
    )  # fmt: skip
    add_flags(parser)
    add_walking_options(parser)
    add_browser_options(parser)
    add_work_options(parser)
    parser.add_argument(
        "--report", action="append", default=[], type=Path, metavar="FILE",
        help="also write it to a file: .html, .json, .xml (JUnit) or .md; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--no-mask", action="store_true", help="show keys, cookies, addresses and ids as they are"
    )


def run(arguments: argparse.Namespace) -> int:
    """Walk all sites and report; returns the exit code.

    Raises:
        KamsegError: Where the user can put something right.
    """
    project = one_project([arguments.config] if arguments.config else [], table_from(arguments))
    urls = addresses(arguments)
    try:
        from ..browsers.engines import NoBrowserError  # noqa: PLC0415 - see below
        from ..evidence.reports.files import report_files, write_reports  # noqa: PLC0415 - loads Jinja
        from .crew import Crew, Task  # noqa: PLC0415 - needs Playwright, which may be missing
    except ModuleNotFoundError as error:
        raise OutputError(
            f"verify needs the package {error.name}; install it with: pip install 'kamseg[harness]'"
        ) from error

    files = report_files(arguments.report)
    tasks = [Task(url, browser) for url in urls for browser in arguments.browser or ["chromium"]]
    crew = Crew(arguments, _plan(arguments, project), _progress)
    done: dict[Task, Verification] = {}
    interrupted = False
    try:
        for task, verification in crew.walk_all(tasks):
            done[task] = verification  # noqa: PERF403 - what is done before an interruption counts
    except KeyboardInterrupt:
        interrupted = True
    except NoBrowserError as error:
        raise OutputError(str(error)) from error
    finally:
        _clear_progress()
    found = _run(arguments, project, tasks, done)
    write_reports(found, files)
    _print(found)
    if interrupted:
        print(f"kamseg: interrupted; {len(done)} of {len(tasks)} are done", file=sys.stderr)
        return _INTERRUPTED
    return max((EXIT_CODES[outcome] for outcome in found.outcomes), default=0)


def _plan(arguments: argparse.Namespace, project: Project) -> Walk:
    from ..journeys.fitting import fitted  # noqa: PLC0415 - see `run`
    from ..journeys.journey import read_journey  # noqa: PLC0415 - same
    from .rest import Patience  # noqa: PLC0415 - same
    from .walk import Walk, default_journey, refuse_emulated  # noqa: PLC0415 - same

    journey = default_journey()
    if arguments.journey:
        journey = fitted(read_journey(arguments.journey), project)
        refuse_emulated(journey)
    return Walk(
        project=project,
        journey=journey,
        delivers=arguments.deliver,
        injects=arguments.inject,
        consent=arguments.consent_click,
        patience=Patience(page=arguments.timeout, missing=arguments.wait, quiet=min(1.5, arguments.wait)),
        pictures=any(file.suffix.lower() == ".html" for file in arguments.report),
    )


def _run(
    arguments: argparse.Namespace, project: Project, tasks: list[Task], done: dict[Task, Verification]
) -> Run:
    from ...generator import __version__  # noqa: PLC0415 - light, but only here
    from ...generator.render import fingerprint_of  # noqa: PLC0415 - same
    from ..evidence.reports.masking import masked  # noqa: PLC0415 - same
    from ..evidence.reports.run import Run  # noqa: PLC0415 - same

    found = Run(
        verifications=tuple(done[task] for task in tasks if task in done),
        version=__version__,
        configuration=str(arguments.config or project.sitecode),
        fingerprint=fingerprint_of(project),
        shard=arguments.shard,
        unvisited=tuple(dict.fromkeys(task.address for task in tasks if task not in done)),
    )
    secrets = [*(arguments.basic_auth or {}).values(), *(value for _, value in arguments.header)]
    return found if arguments.no_mask else masked(found, secrets)


def _print(found: Run) -> None:
    from ..evidence.reports.terminal import style_of, terminal_report  # noqa: PLC0415 - only here

    print(terminal_report(found, style_of(sys.stdout)), end="")
    shown = set()
    for entry in (entry for one in found.verifications for entry in one.entries if entry.data.get("diff")):
        if entry["diff"] not in shown:
            print(f"\n{entry['snippet']}, from what is pasted to what is built:\n{_harmless(entry['diff'])}")
        shown.add(entry["diff"])


def _harmless(text: str) -> str:
    """What comes from an engine's text must not steer the terminal."""
    return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in text.split("\n"))


def _progress(task: Task, step: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{task.address} ({task.browser}): {step[:60]}", end="", file=sys.stderr, flush=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
