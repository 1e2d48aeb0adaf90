"""What a journey may need of a project, and why it has it not: the one table for `needs` and `when`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..emulator.kameleoon.ingest import CODE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...generator.project import Project

_BY_USER = frozenset({"segment-user-id", "segment-user-or-anonymous-id"})


def _identifier(project: Project) -> str:
    return (
        "" if project.identity.mode != "none" else 'the site links visitors itself (identity.mode = "none")'
    )


def _linked(project: Project) -> str:
    names = " nor ".join(CODE_NAMES)
    is_taken = set(CODE_NAMES) & set(project.identity.properties)
    rule = f"Kameleoon would not find the visitor code: identity.properties has neither {names}"
    return _identifier(project) or ("" if is_taken else rule)


def _per_visit(project: Project) -> str:
    rule = 'a user id is given once, not once per visit (identity.mode = "identify")'
    return _identifier(project) or (rule if project.identity.mode == "identify" else "")


def _once(project: Project) -> str:
    return _identifier(project) or (
        "" if _per_visit(project) else "the identifier is sent again in each visit"
    )


def _login(project: Project) -> str:
    if project.identity.mode == "identify":
        return (
            'the visitor code is the user id, so nobody has one of the site\'s (identity.mode = "identify")'
        )
    if project.identity.lookup == "segment-anonymous-id":
        return 'data is read back of those who are not logged in (identity.lookup = "segment-anonymous-id")'
    return ""


def _readable(project: Project) -> str:
    lookup = project.identity.lookup
    if lookup == "visitor-code" and project.identity.mode == "track":
        return _linked(project)
    if lookup == "segment-anonymous-id" and project.identity.mode == "identify":
        return (
            'everybody has a user id (identity.mode = "identify"), and Kameleoon keeps data under the'
            ' anonymous id only while there is none (identity.lookup = "segment-anonymous-id")'
        )
    return ""


def _data(project: Project) -> str:
    return "" if project.data else "nothing is read back: no personas, no trait, no group"


def _personas(project: Project) -> str:
    return _readable(project) if project.personas else "personas are off"


def _traits(project: Project) -> str:
    return _readable(project) if project.traits else "there is no [[traits]]"


def _group(project: Project) -> str:
    return _readable(project) if project.group else "the group is off"


def _exposures(project: Project) -> str:
    return "exposures are off" if project.exposures.source == "off" else ""


def _consent(project: Project) -> str:
    return 'nothing waits for consent (consent.require = "none")' if project.consent.require == "none" else ""


def _one_consent(project: Project) -> str:
    require = project.consent.require
    return _consent(project) or ("any consent will do" if require == "any" else "")


def _own_audience(project: Project) -> str:
    if project.identity.lookup not in _BY_USER:
        return "data is not read back by the user's id"
    rule = "the visit keeps what it has until something else is read (remote_data.cache_seconds = 0)"
    return _personas(project) or ("" if project.remote_data.cache_seconds else rule)


def _any_of(*needs: Callable[[Project], str]) -> Callable[[Project], str]:
    """Whoever has one of them lacks nothing; else the first is missed."""
    return lambda project: "" if not all(need(project) for need in needs) else needs[0](project)


NEEDS: dict[str, Callable[[Project], str]] = {
    "identifier": _identifier,
    "linked": _linked,
    "identifier per visit": _per_visit,
    "identifier once": _once,
    "login": _login,
    "data": _data,
    "personas": _personas,
    "traits": _traits,
    "group": _group,
    "exposures": _exposures,
    "exposures per page": lambda project: (
        _exposures(project) or ("" if project.exposures.once_per == "page" else "once per visit")
    ),
    "exposures per visit": lambda project: (
        _exposures(project) or ("" if project.exposures.once_per == "visit" else "once per page")
    ),
    "consent": _consent,
    "one consent": _one_consent,
    "own audience": _own_audience,
    "identifier or data": _any_of(_identifier, _data),
    "identifier or own audience": _any_of(_identifier, _own_audience),
}
"""By what files say in `needs` and `when`: why a project lacks it, a sentence; empty where it has it."""
