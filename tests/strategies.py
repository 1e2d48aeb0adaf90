"""Hypothesis strategies for whole projects, with whatever texts in every field."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st
from kamseg.generator.project import (
    Consent,
    Exposures,
    Group,
    Identity,
    Lookup,
    Personas,
    Project,
    RemoteData,
    Sdk,
    Segment,
    ServerSide,
    Trait,
)

SITECODE = "a1b2c3d4e5"
HOSTILE = [
    "'", '"', "\\", "`${alert(1)}`", "</script><script>alert(1)</script>", "<!--", "*/ alert(1) /*", "// x",
    "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "\u2028", "\u2029", "\ufeff", "\u202e", "\x00", "\n", "\r\n", "\ud800",
    "é😀", "__proto__", "constructor", "kamseg_literal_0_", "kamseg_literal_9_", "&amp;", "]]>", "%s", "x" * 200,
]  # fmt: skip

printable = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)
visible = st.sampled_from([one for one in HOSTILE if one.isprintable()])
allowed = st.one_of(printable, visible).map(lambda text: f"x{text}x")
anything = st.one_of(allowed, st.sampled_from(HOSTILE), st.text(max_size=9))


def projects(
    words: st.SearchStrategy[str], global_names: st.SearchStrategy[str]
) -> st.SearchStrategy[Project]:
    """Projects of every kind, with texts from `words`."""
    names = st.lists(words, max_size=3, unique=True).map(tuple)
    paths = st.none() | st.just(".") | words.map(lambda text: text.replace(".", "_"))
    urls = words.map("https://example.com/{{sitecode}}/{}".format)
    types = st.sampled_from(["string", "number", "boolean"])
    return st.builds(
        Project,
        sitecode=st.just(SITECODE),
        label=words,
        debug=st.booleans(),
        segment=st.builds(Segment, global_name=global_names),
        identity=st.builds(
            Identity,
            mode=st.sampled_from(["track", "identify", "none"]),
            event=words,
            properties=names,
            session_minutes=st.integers(1, 1440),
            lookup=st.sampled_from(get_args(Lookup)),
        ),
        exposures=st.builds(
            Exposures,
            source=st.sampled_from(["activation-events", "custom-integration", "built-in", "off"]),
            experiment_event=words,
            personalization_event=words,
            properties=st.sampled_from(["kameleoon", "segment", "both"]),
            visitor_code=st.booleans(),
            once_per=st.sampled_from(["page", "visit"]),
            identify=st.sampled_from(["off", "latest", "per-campaign"]),
            integrations=st.dictionaries(
                words, st.booleans() | st.dictionaries(words, words, max_size=1), max_size=2
            ),
        ),
        personas=st.one_of(
            st.none(),
            st.builds(Personas, custom_data=words, values=names, path=paths),
            st.builds(Personas, custom_data=words, values_url=urls, path=paths),
        ),
        traits=st.lists(
            st.builds(Trait, trait=words, custom_data=words, type=types, path=paths),
            max_size=2,
            unique_by=(lambda trait: trait.trait, lambda trait: trait.custom_data),
        ).map(tuple),
        group=st.none() | st.builds(Group, custom_data=words, path=paths),
        remote_data=st.builds(
            RemoteData, cache_seconds=st.sampled_from([0, 300]), give_up_seconds=st.integers(1, 3600)
        ),
        consent=st.builds(
            Consent, require=st.sampled_from(["any", "both", "experiment", "personalization", "none"])
        ),
        server_side=st.builds(
            ServerSide, sdks=st.lists(st.sampled_from(get_args(Sdk)), max_size=3, unique=True).map(tuple)
        ),
    )
