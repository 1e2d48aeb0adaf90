"""A screen that nobody sees, for a browser that needs one: Xvfb."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .processes import running

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def virtual_display() -> Iterator[str]:
    """Run an X server as long as the context lasts; yields its name, for example `:99`.

    Raises:
        OSError: Xvfb is not installed, or does not start.
    """
    reading, writing = os.pipe()
    with open(reading, encoding="ascii") as answer:  # noqa: PTH123 - a file descriptor has no path
        options = ("-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp")
        # Without -noreset it begins anew when its last client leaves, and refuses one that comes meanwhile.
        with running(("Xvfb", *options, "-noreset"), pass_fds=(writing,)):
            os.close(writing)  # so that its end is seen should Xvfb fail
            number = answer.readline().strip()
            if not number:
                raise OSError("Xvfb ended without a display; run `Xvfb -displayfd 1` to see why")
            yield f":{number}"
