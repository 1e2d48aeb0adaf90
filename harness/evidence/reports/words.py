"""The words that all reports share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..judge import State
    from .run import Outcome, Run, Verification

MARK: dict[Outcome, str] = {"passed": "PASS", "failed": "FAIL", "unreachable": "LOST"}
OUTCOME: dict[Outcome, str] = {
    "passed": "passed",
    "failed": "failed",
    "unreachable": "could not be reached",
}
STATE: dict[State, str] = {"pass": "holds", "fail": "fails", "open": "not seen"}
MASKED = "Secrets are masked in the text; the pictures show the pages as they are."
UNMASKED = "Secrets are NOT masked: this report holds keys, cookies and ids. Do not publish it."


def verdict_of(run: Run) -> str:
    """Say in a line what came of a run."""
    counts = Counter(run.outcomes)
    total = len(run.verifications)
    if total == 0:
        said = "nothing was verified"
    elif counts["passed"] == total:
        said = "1 passed" if total == 1 else f"all {total} passed"
    else:
        said = ", ".join(f"{counts[one]} {OUTCOME[one]}" for one in MARK if counts[one])
    left = len(run.unvisited)
    return f"{said}; interrupted, {left} not visited" if left else said


def counts_of(one: Verification) -> str:
    """Say how many checks fail, hold and had nothing to judge."""
    counts = Counter(it.state for it in one.judgements)
    names: dict[State, str] = {
        "fail": "fails" if counts["fail"] == 1 else "fail",
        "pass": "holds" if counts["pass"] == 1 else "hold",
        "open": "not seen",
    }
    return (
        ", ".join(f"{counts[state]} {name}" for state, name in names.items() if counts[state]) or "no checks"
    )


def origin_of(run: Run) -> str:
    """Say what was compared with what: version, configuration, part."""
    part = f", part {run.shard[0]} of {run.shard[1]}" if run.shard else ""
    return f"kamseg {run.version}, {run.configuration} ({run.fingerprint}){part}"


def browser_of(one: Verification) -> str:
    """Name a browser with its version."""
    return f"{one.browser} {one.browser_version}".strip()


def worst_first(run: Run) -> list[tuple[int, Verification]]:
    """Put what failed first, then what could not be reached; each with its number in the run, from 1."""
    order = ("failed", "unreachable", "passed")
    return sorted(enumerate(run.verifications, start=1), key=lambda pair: order.index(pair[1].outcome))


def sentence(text: str) -> str:
    """Give a text a full stop, where it has no end of its own."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
