"""Strategies for what may lie under `COHORTS_…` and `IDENTIFY_…`: any JSON, and shapes that come near the real ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TRICKY_KEYS = [
    "", "__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON", "then", "length", "hasOwnProperty",
]  # fmt: skip
NAMES = ["name", "audience_key", "key", "id"]
TRAITS = ["plan", "value", "news", "groupId", "group_id", "group"]
BOXES = ["traits", "properties", "audiences", "cohorts"]
TRICKY_TEXTS = [
    "", " ", "VIP", "true", "false", "null", "5", "-0", "1e999", "0x10", "NaN", "Infinity", "\ud800", "\udfff", "\u2028",
    "\x00", "__proto__", "</script>", "x" * 1001, "😀" * 600,
]  # fmt: skip
HUGE = [10**400, -(10**400), 2**53 + 1, 1e308, 5e-324, -0.0]

words = st.text(st.characters(), max_size=5) | st.sampled_from(TRICKY_TEXTS)
keys = st.sampled_from(TRICKY_KEYS + NAMES + TRAITS + BOXES) | words
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(HUGE)
leaves = st.none() | st.booleans() | numbers | words


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)


anything = st.recursive(leaves, _wider, max_leaves=10)
mostly_leaves = leaves | leaves | anything


def _nested(value: Any, way: list[str | None]) -> Any:
    """Put a value so deep that each step is a key, or None for a list."""
    for key in way:
        value = [value] if key is None else {key: value}
    return value


deep = st.builds(_nested, leaves, st.lists(st.none() | keys, min_size=2, max_size=60))

items = mostly_leaves | st.dictionaries(st.sampled_from(NAMES) | keys, mostly_leaves, max_size=3)
lists = st.lists(items, max_size=5)
membership = st.dictionaries(keys, mostly_leaves, max_size=5)
audiences = (
    lists | membership | st.dictionaries(st.sampled_from(BOXES) | keys, lists | membership, max_size=2)
)

group = mostly_leaves | st.dictionaries(st.just("id"), mostly_leaves)
trait_names = st.sampled_from([*TRAITS, "__proto__", "constructor", "toString"])
traits = st.dictionaries(trait_names, group, max_size=5)
boxed_traits = st.dictionaries(st.sampled_from(BOXES), traits | mostly_leaves, max_size=2)
profiles = st.builds(lambda box, top: box | top, boxed_traits, traits)

payloads = st.one_of(audiences, lists, profiles, profiles, anything, deep)
ids = st.text(st.characters(), min_size=1, max_size=12) | st.sampled_from(
    ["a1b2c3d4e5f6g7h8", "__proto__", "a&b#c+d/e%f é@x", "%", "😀", "\ud800", "0", "x" * 255]
)
cases = st.tuples(ids, payloads)
"""Who visits, and what is kept of the visitor."""
