"""What a failure begins with: what the checks find, so that its cause is read before its symptom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..evidence.judge import causes

if TYPE_CHECKING:
    from ..browsers.guards import Guards
    from ..emulator.emulator import Emulator


def explain(error: Exception, emulator: Emulator, guards: Guards) -> None:
    """Put what the checks and the guards find before the message of a failed wait or assertion.

    Args:
        error: an AssertionError or an error of Playwright's; others are left as they are.
        emulator: its journal is judged, by the names of its project.
        guards: what no test may do unnoticed.
    """
    is_ours = isinstance(error, AssertionError) or type(error).__module__.startswith("playwright.")
    if not is_ours:
        return
    found = [
        *causes(emulator.account.sitecode, emulator.project, emulator.journal),
        *guards.violations().splitlines(),
    ]
    if found:
        error.args = ("\n".join([*found, *map(str, error.args[:1])]), *error.args[1:])
