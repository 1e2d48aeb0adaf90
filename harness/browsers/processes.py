"""Programs that end with the one that started them, whatever happens to it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PATIENCE_SECONDS = 5.0


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str] | None = None, pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, silently, as long as the context lasts.

    Even when this process is killed nothing is left behind, where there is `setpriv` (Linux).

    Args:
        command: the program and its arguments.
        environment: all its environment variables; default: ours.
        pass_fds: file descriptors that it inherits.

    Raises:
        OSError: the program cannot be started.
    """
    setpriv = shutil.which("setpriv")
    tied = [setpriv, "--pdeathsig", "KILL"] if setpriv else []
    process = subprocess.Popen(  # noqa: S603 - the callers name programs of this project's choice
        [*tied, *command],
        env=environment,
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
