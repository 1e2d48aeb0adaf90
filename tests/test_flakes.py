"""`./run flakes`, with tests that fail when they should."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import flakes
import pytest

ROOT = Path(__file__).resolve().parents[1]
ON_THE_SECOND_DAY = """
import pathlib
import pytest

DAYS = pathlib.Path(__file__).with_name("days")

@pytest.mark.browser
def test_planted_flake():
    days = DAYS.read_text() if DAYS.exists() else ""
    DAYS.write_text(days + "x")
    assert len(days) != 1

@pytest.mark.browser
def test_planted_rock():
    pass
"""


def command(planted: Path, rounds: int, *more: str) -> list[str]:
    words = ["-c", "pyproject.toml", "tests/conftest.py", str(planted), "-p", "no:cacheprovider", *more]
    return [sys.executable, ".ci/flakes.py", str(rounds), *words]


def test_what_failed_once_is_listed_with_round_and_seed(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text(ON_THE_SECOND_DAY)
    done = subprocess.run(
        command(planted, 2, "-n", "0"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "✓ round 1/2" in done.stdout
    assert "✗ round 2/2" in done.stdout
    head, _, summary = done.stdout.partition("flakes: 1 tests failed")
    assert head
    assert "test_planted_flake" in summary
    assert "round 2, seed" in summary
    assert "test_planted_rock" not in summary


NEVER_ENDS = """
import os
import threading
import pytest

@pytest.mark.browser
def test_planted_patience():
    with open(os.environ["KAMSEG_STARTED"], "w") as started:
        started.write("x")
    threading.Event().wait()
"""
WITHOUT_CTRL_C = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""How a script starts what it leaves in the background with `&`."""


@pytest.mark.parametrize("shell", [(), WITHOUT_CTRL_C], ids=["in front", "in the background"])
def test_ctrl_c_ends_it_with_a_summary(tmp_path: Path, shell: tuple[str, ...]) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text(NEVER_ENDS)
    started = tmp_path / "started"
    os.mkfifo(started)
    reading = os.open(started, os.O_RDWR)
    process = subprocess.Popen(
        [*shell, *command(planted, 3)], cwd=ROOT, env=os.environ | {"KAMSEG_STARTED": str(started)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    begun, _, _ = select.select([reading], [], [], 60)
    os.close(reading)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert begun, output
    assert process.returncode == 0, output
    assert "flakes: interrupted\nflakes: no test ever failed" in output


@pytest.mark.parametrize(
    ("file", "places"),
    [
        ("tests/snippets/test_identity.py", ["tests/snippets/test_identity.py"]),
        ("tests/matrix/loading.py", ["tests/matrix"]),
        ("tests/snippets/gone/test_gone.py", []),
        ("harness/journeys/files/newcomer.toml", ["tests/harness/journeys"]),
        ("harness/README.md", ["tests/harness"]),
        ("templates/snippets/_link.js.jinja", ["tests/snippets", "tests/matrix"]),
        ("README.md", []),
    ],
)
def test_what_changed_says_what_is_repeated(file: str, places: list[str]) -> None:
    assert flakes._places_of(Path(file)) == places


ORDERED = """
import pytest

@pytest.mark.parametrize("number", range(10))
def test_one(number, browser_name): pass
"""


def test_a_seed_is_an_order_that_can_be_repeated(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(ORDERED)

    def order(seed: int) -> list[str]:
        engines = ["--browser", "chromium", "--browser", "firefox"]
        result = pytester.runpytest_subprocess(
            "--collect-only", "-q", f"--shuffle={seed}", "-m", "browser", *engines
        )
        return [line for line in result.outlines if "::" in line]

    one, again, other = order(1), order(1), order(2)
    assert one == again != other
    assert sorted(one) == sorted(other) != one
    engines = ["chromium" in line for line in one]
    assert len(engines) == 20
    assert engines in ([True] * 10 + [False] * 10, [False] * 10 + [True] * 10)
