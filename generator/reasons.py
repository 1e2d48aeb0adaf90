"""Why a part of the integration does what it does: the one table of words, wherever a reason is said.

What stands in braces is known when a project is built (`known`), or only in the page.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .project import Group, Personas, Project, Trait

State = Literal["set", "sent", "ready", "waits", "fails"]
"""`set`, `sent`: it has done its work. `ready`: nothing stands in its way. `waits`: for what may yet come."""

GOOD: frozenset[State] = frozenset({"set", "sent", "ready"})
"""The states in which there is nothing to do."""


class Reason(msgspec.Struct, frozen=True):
    """Why a part is in a state.

    Attributes:
        state: Which state that is.
        words: A sentence for people, with what to do where there is something.
    """

    state: State
    words: str


REASONS = {
    # Both systems, and consent.
    "engine-loading": Reason("waits", "Kameleoon's engine is on its way"),
    "engine-missing": Reason(
        "fails", "Kameleoon's engine is blocked, or its install tag is missing: there is no window.Kameleoon"
    ),
    "engine-stopped": Reason(
        "fails",
        "Kameleoon's engine is there but does not run: it has refused the page, the browser or its storage",
    ),
    "library-missing": Reason("fails", "Segment's library is blocked or missing at window.{global}"),
    "library-loading": Reason("waits", "Segment's library is on its way"),
    "library-stub": Reason(
        "waits", "only the stub of Segment's library is there: the library is on its way, or held back"
    ),
    "library-blocked": Reason(
        "fails",
        "Segment's library is blocked, or waits for its own consent: only its stub is at window.{global}",
    ),
    "library-disabled": Reason("fails", "Segment's library is disabled: it sends nothing"),
    "library-silent": Reason(
        "fails",
        "Segment's library does not say who the user is: its settings are blocked, or it waits for a consent",
    ),
    "library-odd": Reason("fails", "what is at window.{global} is not Segment's library, or throws: {error}"),
    "library-ended": Reason(
        "fails", "waiting ends: no library of Segment at window.{global} in a minute; a click looks once more"
    ),
    "no-consent": Reason("waits", "waits for consent to {consent}"),
    "script-missing": Reason("fails", "its script does not run: paste it into Kameleoon and publish"),
    "tracking-blocked": Reason("fails", "Segment's tracking is blocked: nothing that is sent arrives"),
    # The identity link.
    "sent": Reason("sent", "sent in this visit"),
    "sends": Reason("sent", "sends the visitor code {value}"),
    "not-sent": Reason("waits", "not sent yet, though nothing stands in its way: is a plugin dropping it?"),
    "reserved": Reason("waits", "is being sent, by this page or another tab"),
    "dropped": Reason(
        "fails",
        "Segment's library took it but did not send it: a middleware, a plugin or its settings drop it",
    ),
    "user-id": Reason("sent", "the visitor code is Segment's user id"),
    "user-id-foreign": Reason("waits", "the site itself has given the user id {value}: it is left alone"),
    # Exposures.
    "no-campaign": Reason("waits", "no campaign is active on this page: open one that has one"),
    "no-variation": Reason("waits", "{name}: no variation is assigned, so nothing was seen"),
    "exposure": Reason("sent", "{name}: sends the variation {value}"),
    "exposure-told": Reason("sent", "{name}: is told already on this page"),
    "exposure-later": Reason("waits", "{name}: could not be told now ({error})"),
    "exposures-free": Reason(
        "ready", "campaigns on this page: {count}; nothing stands in the way of telling them"
    ),
    "left-to-kameleoon": Reason(
        "ready",
        "campaigns on this page: {count}; Kameleoon's own integration tells of those that report to Segment",
    ),
    # Whose data.
    "no-user-id": Reason("waits", "no Segment user id yet (lookup = {lookup}): log in"),
    "no-segment-id": Reason("waits", "no Segment id yet (lookup = {lookup}): Segment's library makes one"),
    "gave-up": Reason(
        "fails", "no Segment id in {give_up} s (lookup = {lookup}): the next page asks once more"
    ),
    # What is stored of them.
    "no-answer": Reason("fails", "the Data API has not answered within five seconds"),
    "api-failed": Reason("fails", "the Data API is blocked or failed (status {status})"),
    "read-failed": Reason("fails", "what was read could not be used: {error}"),
    "nothing-stored": Reason(
        "waits", "nothing is stored under {key}: let Segment send something about this user"
    ),
    "no-path": Reason("fails", "read, but nothing at {path} in {key}"),
    "no-trait": Reason("waits", "read, but no trait {trait} in {key}"),
    "no-group": Reason("waits", "read, but no group id in {key}: join one with analytics.group()"),
    "no-audience": Reason("waits", "read: this user is in no audience"),
    "not-a-type": Reason("fails", "read, but {value} is not a {type}"),
    "too-long": Reason("fails", "read, but it is longer than the 1000 characters that Kameleoon takes"),
    # What has become of it.
    "set": Reason("set", "set to {value}"),
    "set-for-now": Reason("set", "set to {value}; the next page has {next}"),
    "next-page": Reason("waits", "read {value}, which this page could not know yet: the next page sets it"),
    "too-late": Reason(
        "waits", "read {value} after {give_up} s, too late for this page: the next one sets it"
    ),
    "not-asked": Reason(
        "waits",
        "this page has not asked for {key}: the code of {name} is not there, or knew too late whom to ask"
        " for; open another page",
    ),
    "code-missing": Reason(
        "fails",
        "read {value}, but the code of {name} does not run: paste it there and publish",
    ),
    "unknown-name": Reason(
        "fails", "read {value}, but unknown name in Kameleoon: no custom data is called exactly {name}"
    ),
    "wrong-format": Reason("fails", "set to {value}, but its format in Kameleoon is not {format}"),
    "not-a-list": Reason("fails", "set to {value}, but its type in Kameleoon is not List"),
    "unforeseen": Reason("fails", "could not be looked at: {error}"),
}
"""By an id for programs."""

CONSENTS = {
    "any": "experiments or personalization",
    "both": "experiments and personalization",
    "experiment": "experiments",
    "personalization": "personalization",
    "none": "nothing",
}
"""What `consent.require` waits for, in words."""


def known(project: Project, datum: Personas | Trait | Group | None = None) -> dict[str, str]:
    """Return what is known of the placeholders when a project is built.

    Args:
        project: Whose reasons they are.
        datum: The custom data that they are about.
    """
    values = {
        "global": project.segment.global_name,
        "consent": CONSENTS[project.consent.require],
        "lookup": project.identity.lookup,
        "give_up": str(project.remote_data.give_up_seconds),
    }
    if datum is not None:
        kind = getattr(datum, "type", "string")
        values |= {
            "name": f'"{datum.custom_data}"',
            "trait": getattr(datum, "trait", ""),
            "path": datum.path or "",
            "type": kind,
            "format": kind.capitalize(),
        }
    return values


def pieces(words: str, values: Mapping[str, str]) -> Iterator[tuple[bool, str]]:
    """Take a sentence apart: texts (True), known values among them, and names that are not known (False)."""
    text = ""
    for literal, name, _, _ in Formatter().parse(words):
        text += literal
        if name is None:
            continue
        if name in values:
            text += values[name]
            continue
        yield True, text
        yield False, name
        text = ""
    if text:
        yield True, text


def sentence(reason: str, **values: str) -> str:
    """Say a reason where all of its placeholders are given."""
    return REASONS[reason].words.format(**values)
