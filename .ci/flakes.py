"""Repeats browser tests in random order and in parallel: `./run flakes [ROUNDS] [words for pytest]`.

Those that the words name (`./run flakes 3 tests` are all); without such words those that are concerned by
what has changed since the last commit or, where nothing has, by the last commit.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import IO

from provide import ROOT, MissingError, provide

ROUNDS = 20
GLUE = ("tests/snippets", "tests/matrix")
TESTS_OF = {
    "templates/snippets": GLUE,
    "templates/preview": ("tests/harness/preview",),
    "templates/site": ("tests/harness",),
}
"""Which tests a folder concerns, where their folder is not of the same name."""
PATIENCE_SECONDS = 10
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", re.MULTILINE)
_TESTS_RAN = (0, 1)


def main(words: list[str]) -> int:
    """Provide what is needed and repeat the tests; returns the exit code: 1 when a test ever failed."""
    # A background job of a script ignores Ctrl-C; `kill -INT` must end this one too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    rounds = int(words.pop(0)) if words and words[0].isdigit() else ROUNDS
    try:
        environment = provide()
    except MissingError as error:
        print(f"flakes: {error}", file=sys.stderr)
        return 1
    first_seed = random.randrange(1_000_000)  # noqa: S311 - no secret
    failures: dict[str, list[str]] = defaultdict(list)
    try:
        for number in range(1, rounds + 1):
            seed = first_seed + number
            for test in _run_round(f"round {number}/{rounds}, seed {seed}", seed, words, environment):
                failures[test].append(f"round {number}, seed {seed}")
    except KeyboardInterrupt as interrupt:
        print("flakes: interrupted", flush=True)
        for test in interrupt.args:
            failures[test].append("the last round")
    return _summary(failures)


def _run_round(title: str, seed: int, words: list[str], environment: dict[str, str]) -> list[str]:
    """Run all tests once and print a line; returns what failed.

    Raises:
        KeyboardInterrupt: with what had failed until then.
    """
    begin = time.monotonic()
    places = [] if any(map(_is_place, words)) else _changed_places()
    command = [_pytest(), "-q", "-rfE", "--tb=short", "-n", "auto", "-m", "browser", "--shuffle", str(seed)]
    # Into a file: a worker of pytest's that outlived it would keep a pipe open, and this would wait for ever.
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [*command, *places, *words],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches it once, from here
        )
        try:
            process.wait()
        except KeyboardInterrupt:
            _interrupt(process)
            raise KeyboardInterrupt(*_FAILED.findall(_text_of(said))) from None
        output = _text_of(said)
    failed = _FAILED.findall(output)
    if failed or process.returncode not in _TESTS_RAN:
        print(output, flush=True)
    if process.returncode not in _TESTS_RAN:
        raise SystemExit(f"flakes: pytest could not run the tests (exit code {process.returncode})")
    result = output.strip().splitlines()[-1].strip("= ")
    print(f"{'✗' if failed else '✓'} {title}: {result} ({time.monotonic() - begin:.0f} s)", flush=True)
    return failed


def _changed_places() -> list[str]:
    """Return the tests that changed files concern."""
    changed = _git("diff", "--name-only", "HEAD") | _git("ls-files", "-o", "--exclude-standard")
    names = changed or _git("diff", "--name-only", "HEAD~1", "HEAD")
    places = {place for name in names for place in _places_of(Path(name))}
    inner = {place for place in places if any(str(parent) in places for parent in Path(place).parents)}
    return sorted(places - inner) or ["tests"]


def _places_of(file: Path) -> list[str]:
    """Return the test file itself, or the folders whose tests look at the file."""
    for folder, places in TESTS_OF.items():
        if file.is_relative_to(folder):
            return list(places)
    if file.is_relative_to("tests"):
        own = file if file.name.startswith("test_") else file.parent
        return [str(own)] if (ROOT / own).exists() else []
    if file.is_relative_to("harness"):
        mirror = Path("tests", *file.parts[:2])
        return [str(mirror)] if (ROOT / mirror).is_dir() else ["tests/harness"]
    return []


def _git(*words: str) -> set[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return set(done.stdout.splitlines())


def _is_place(word: str) -> bool:
    path = ROOT / word.partition("::")[0]
    return path.is_dir() or (path.suffix == ".py" and path.exists())


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """End pytest as Ctrl-C in a terminal does, its workers with it; returns when it has ended."""
    with suppress(ProcessLookupError):  # it has just ended by itself
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _text_of(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _pytest() -> str:
    return str(Path(sys.executable).parent / "pytest")


def _summary(failures: dict[str, list[str]]) -> int:
    if not failures:
        print("flakes: no test ever failed")
        return 0
    print(f"flakes: {len(failures)} tests failed; `./run test -m browser --shuffle SEED` repeats an order")
    for test, rounds in sorted(failures.items()):
        print(f"  {test}\n      {'; '.join(rounds)}")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
