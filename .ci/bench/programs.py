"""Programs in folders of their own, thrown away afterwards: kamseg as users have it, and the alternatives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Command = tuple[str | Path, ...]

# What ./run sets for a checkout is not what users have.
_ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPATH"}
}


class Run(NamedTuple):
    """What a program has cost: seconds by the clock and of a core, megabytes of its largest process."""

    seconds: float
    core_seconds: float
    megabytes: float


def installed(folder: Path, *packages: str | Path) -> Path:
    """Install Python packages into a new environment; returns the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", folder], env=_ENVIRONMENT, check=True)
    pip: Command = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet")
    subprocess.run([*pip, "install", *packages], env=_ENVIRONMENT, check=True)
    return folder / "bin"


def npm_installed(folder: Path, package: str) -> Path:
    """Install a package from npm; returns the folder to start Node.js in."""
    folder.mkdir()
    words = ["npm", "install", "--no-audit", "--no-fund", "--silent", package]
    subprocess.run(words, cwd=folder, env=_ENVIRONMENT, check=True)
    return folder


def run(command: Command, cwd: Path) -> Run:
    """Run a program that has to succeed; what it prints is thrown away."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, env=_ENVIRONMENT | {"HOME": str(cwd)}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cheapest(commands: Sequence[Command], cwd: Path, rounds: int) -> list[float]:
    """Return the least milliseconds of a core of each, by turns: what else runs disturbs all alike."""
    for command in commands:
        run(command, cwd)
    turns = [[run(command, cwd).core_seconds for command in commands] for _ in range(rounds)]
    return [1000 * min(times) for times in zip(*turns, strict=True)]


def answer(command: Command, cwd: Path) -> float:
    """Return the number that a program prints."""
    done = subprocess.run(
        command, cwd=cwd, env=_ENVIRONMENT | {"HOME": str(cwd)}, capture_output=True, text=True, check=True
    )
    return float(done.stdout)
