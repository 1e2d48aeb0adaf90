"""What Segment knows of a visitor, by an answer of Kameleoon's Data API, and whether the page uses it.

It is read as the snippets read it (CONTRACT 3.1), but less carefully: what is doubtful counts as no data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....generator.catalogue import snippets_of
from ....generator.project import Trait
from .check import Check, Finding

if TYPE_CHECKING:
    from ....generator.catalogue import Snippet
    from .events import Events

_SCALARS = (str, int, float, bool)


def _data_used(events: Events) -> Finding:
    """Each custom data for which a page was answered a value must be set."""
    answers = [entry for entry in events.of("data-api") if entry.data.get("answer")]
    told = [(answer, name) for answer in answers for name in _names_with_data(events, answer["answer"])]
    unused = [(answer, name) for answer, name in told if not _is_set(events, name)]
    evidence = f"there is data for {unused[0][1]!r}, and it is not set" if unused else f"{len(told)} used"
    wrong = {answer.seq: answer for answer, _ in unused}
    return Finding(len(told), tuple(wrong.values()), evidence)


def _is_set(events: Events, name: str) -> bool:
    set_ones = any(entry["name"] == name and entry["outcome"] == "set" for entry in events.of("custom-data"))
    return set_ones or any(name in entry["customData"] for entry in events.of("site"))


def _names_with_data(events: Events, answer: dict[str, Any]) -> list[str]:
    return [
        snippet.datum.custom_data
        for snippet in snippets_of(events.project)
        if snippet.kind and snippet.datum
        for key, stored in answer.items()
        if key.startswith(snippet.prefix) and _has_value(snippet, stored)
    ]


def _has_value(snippet: Snippet, stored: Any) -> bool:
    if snippet.kind == "audiences":
        return _has_names(_at(stored, snippet.keys))
    if snippet.keys:
        return isinstance(_at(stored, snippet.keys), _SCALARS)
    places = [stored, _at(stored, ["traits"]), _at(stored, ["properties"])]
    if isinstance(snippet.datum, Trait):
        return any(isinstance(_at(place, [snippet.datum.trait]), _SCALARS) for place in places)
    return any(_at(place, [name]) for place in places for name in ("groupId", "group_id"))


def _has_names(stored: Any) -> bool:
    if isinstance(stored, list):
        return bool(stored)
    return isinstance(stored, dict) and any(
        value is True or (isinstance(value, list) and value) for value in stored.values()
    )


def _at(value: Any, keys: list[str]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


DATA_USED = (
    Check(
        "data-used",
        "What Segment knows of the visitor becomes custom data",
        "create the custom data with exactly the name that INSTALL.md gives, paste its code, and publish",
        _data_used,
    ),
)
