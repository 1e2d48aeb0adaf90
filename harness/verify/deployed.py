"""Compares what is pasted in Kameleoon with what the configuration builds."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from ...generator.render import render
from .engine_text import Pasted, pasted_in

if TYPE_CHECKING:
    from ...generator.project import Project
    from ...generator.render import Artifact
    from ..evidence.journal import Journal

_MARK = re.compile(r"(?:\bmark |/\*|\bconfiguration |kamseg[ .])([0-9a-f]{6})\b")
"""As readable and minified files have it. Earlier ones had the configuration's, minified ones in a name."""
_VERSION = re.compile(r"(?<=Made by kamseg )[^,\n]+(?=, mark )")
_SHOWN_LINES = 60


def compare(project: Project, engine: str, journal: Journal) -> None:
    """Put an entry `deployed` into the journal for each snippet.

    Args:
        project: what should be pasted.
        engine: the text of the engine that the page loads; empty where it was not seen.
        journal: where the entries go. `state` is same, differs, missing or unseen.
    """
    pasted = pasted_in(engine)
    for artifact in render(project):
        state, said, diff = _compared(artifact, _place_of(artifact, pasted))
        if state != "missing" or not artifact.snippet.optional:
            journal.append("deployed", snippet=artifact.snippet.id, state=state, said=said, diff=diff)


def _place_of(artifact: Artifact, pasted: Pasted) -> str | None:
    """Return what stands in the field that a snippet belongs to; None where that cannot be seen."""
    snippet = artifact.snippet
    if snippet.id == "global-script":
        return pasted.global_script
    if snippet.id == "exposure-integration":
        return None if pasted.integrations is None else _likeliest(pasted.integrations, artifact)
    if snippet.kind and snippet.datum and pasted.custom_data is not None:
        return pasted.custom_data.get(snippet.datum.custom_data, "")
    return None  # the names of audiences run in Kameleoon's own app


def _likeliest(codes: tuple[str, ...], artifact: Artifact) -> str:
    ours = [code for code in codes if _holds(code, artifact)] or [code for code in codes if "kamseg" in code]
    return ours[0] if ours else ""


def _compared(artifact: Artifact, found: str | None) -> tuple[str, str, str]:
    if found is None:
        return "unseen", "cannot be seen in this engine", ""
    if _holds(found, artifact):
        return "same", "is what is built", ""
    marks = _MARK.findall(found)
    if not marks and "kamseg" not in found:
        return "missing", "is not pasted", ""
    other = next((mark for mark in marks if mark != artifact.mark), None)
    said = (
        f"is of another configuration ({other}; built is {artifact.mark})" if other else "was changed by hand"
    )
    return "differs", said, _diff(artifact, found)


def _holds(found: str, artifact: Artifact) -> bool:
    """Say whether a field has the snippet, readable or minified, alone or among other code."""
    there = _normalized(found)
    return any(_normalized(text) in there for text in (artifact.text, artifact.minified))


def _normalized(text: str) -> str:
    """Leave out what does not count: blanks and line ends, and which version wrote the same."""
    text = _VERSION.sub("", text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _diff(artifact: Artifact, found: str) -> str:
    """From what is pasted to what is built, of the twin that it resembles."""
    is_readable = len(found.splitlines()) > len(artifact.text.splitlines()) // 2
    built = artifact.text if is_readable else artifact.minified
    lines = difflib.unified_diff(
        _normalized(found).splitlines(), _normalized(built).splitlines(), "pasted", "built", lineterm="", n=1
    )
    shown = list(lines)
    more = [f"… {len(shown) - _SHOWN_LINES} lines more"] if len(shown) > _SHOWN_LINES else []
    return "\n".join([*shown[:_SHOWN_LINES], *more])
