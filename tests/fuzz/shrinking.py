"""Makes a failing case small enough to read, asking about many smaller ones at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_ROUNDS = 200
DEEPEST = 300
"""Python's own JSON reads no more; a case that is deeper is a permanent one, and known."""


def shrunk(text: str, failing: Callable[[list[str]], list[str]]) -> str:
    """Shrink a JSON text as long as one that is smaller fails as well.

    Args:
        text: What failed.
        failing: Which of these texts fail in the same way.
    """
    if text.count("[") + text.count("{") > DEEPEST:
        return text
    for _ in range(MOST_ROUNDS):
        smaller = sorted({json.dumps(one) for one in _smaller(json.loads(text))}, key=_size)
        worse = failing([one for one in smaller if _size(one) < _size(text)])
        if not worse:
            break
        text = min(worse, key=_size)
    return text


def _size(text: str) -> tuple[int, str]:
    return len(text), text


def _smaller(value: Any) -> Iterator[Any]:
    """Everything that is one step smaller: a part in the place of the whole, a part less, a smaller part."""
    if isinstance(value, dict):
        yield from value.values()
        for key, inner in value.items():
            rest = {other: one for other, one in value.items() if other != key}
            yield rest
            yield from (value | {key: one} for one in _smaller(inner))
    elif isinstance(value, list):
        yield from value
        for at, inner in enumerate(value):
            yield value[:at] + value[at + 1 :]
            yield from ([*value[:at], one, *value[at + 1 :]] for one in _smaller(inner))
    elif isinstance(value, str):
        yield from ("", "x", value[: len(value) // 2], value[len(value) // 2 :], value[1:], value[:-1])
    elif value is not None:
        yield from (0, 1, None)
