"""Strategy for what is set up in Kameleoon: experiments and personalizations with names of every kind."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st
from strategies import HOSTILE

names = st.one_of(
    st.none(),
    st.text(st.characters(), max_size=20),
    st.sampled_from([*HOSTILE, "Reference", "${variationName}", "x" * 10_000]),
)
numbers = st.integers(0, 2**53 - 1)


class Variation(msgspec.Struct, frozen=True):
    id: int
    name: str | None


class Campaign(msgspec.Struct, frozen=True):
    kind: str
    id: int
    name: str | None
    variation: Variation


variations = st.builds(Variation, numbers, names) | st.just(Variation(0, "Reference"))
campaigns = st.lists(
    st.builds(Campaign, st.sampled_from(["experiment", "personalization"]), numbers, names, variations),
    max_size=4,
    unique_by=lambda campaign: (campaign.kind, campaign.id),
)
