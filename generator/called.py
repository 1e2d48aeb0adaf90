"""By which name this program is called, for commands that it proposes."""

from __future__ import annotations

import os


def called() -> str:
    """Return `kamseg`, or what stands for it: `run` of a checkout names itself."""
    return os.environ.get("KAMSEG_CALLED") or "kamseg"
