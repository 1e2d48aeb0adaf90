"""Decides feature flags where Kameleoon's SDK is not installed: by the personas alone, not by lot."""

from __future__ import annotations

import secrets
import string
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .decision import Decision, Question, Server

if TYPE_CHECKING:
    from ..kameleoon.account import Account, DataCondition, Experiment
    from ..kameleoon.data_api import DataApi

STAND_IN = "a stand-in for Kameleoon's SDK"
COOKIE = "kameleoonVisitorCode"
_LIFETIME = 365 * 24 * 3600  # seconds
_TRACKING_CODE = (
    "window.kameleoonQueue=window.kameleoonQueue||[];"
    "window.kameleoonQueue.push(['Experiments.assignVariation',{0},{1},true]);"
    "window.kameleoonQueue.push(['Experiments.trigger',{0},true]);"
)


def stand_in(account: Account, data_api: DataApi) -> Server:
    """Make a server that decides what an SDK would where no chance is in it.

    Args:
        account: its experiments with a `feature_key` are the flags.
        data_api: what is known of the visitor.
    """
    return Server(STAND_IN, lambda question: _decide(account, data_api, question))


def _decide(account: Account, data_api: DataApi, question: Question) -> Decision:
    known = visitor_code_of(question.cookie)
    code = known or "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(16))
    may_store = question.consent or account.consent == "not-required"
    cookie = f"{COOKIE}={code}; Max-Age={_LIFETIME}; Path=/; SameSite=Lax" if may_store and not known else ""
    experiment = next((one for one in account.experiments if one.feature_key == question.feature), None)
    stored = data_api.get(f"COHORTS_{_id_of(account, question.cookie) or code}")
    personas = {question.custom_data: personas_in(_at(account, stored))}
    if question.consent is False or experiment is None or not _is_targeted(experiment, personas):
        return Decision(visitor_code=code, set_cookie=cookie)
    variation = experiment.variations[0]
    return Decision(
        variation=variation.key or variation.name,
        visitor_code=code,
        tracking_code=_TRACKING_CODE.format(experiment.id, variation.id),
        set_cookie=cookie,
    )


def _id_of(account: Account, cookie: str) -> str:
    """Return Segment's id in the cookies where the project looks data up by it (CONTRACT 4.3)."""
    lookup = account.project.identity.lookup if account.project else "visitor-code"
    names = {
        "segment-user-id": ("ajs_user_id",),
        "segment-anonymous-id": ("ajs_anonymous_id",),
        "segment-user-or-anonymous-id": ("ajs_user_id", "ajs_anonymous_id"),
    }.get(lookup, ())
    return next((unquote(found) for name in names if (found := _cookie(cookie, name))), "")


def _at(account: Account, stored: object) -> object:
    """Return what lies where the project says that audiences lie."""
    personas = account.project.personas if account.project else None
    for key in filter(None, (personas.path or "").split(".") if personas else ()):
        stored = stored.get(key) if isinstance(stored, dict) else None
    return stored


def _is_targeted(experiment: Experiment, values: dict[str, list[str]]) -> bool:
    return all(_holds(condition, values) for condition in experiment.targeting.custom_data)


def _holds(condition: DataCondition, values: dict[str, list[str]]) -> bool:
    found = values.get(condition.name, [])
    has = bool(found) if condition.value is None else condition.value in found
    return has != condition.negate


def visitor_code_of(cookie: str) -> str:
    """Return the visitor code in a header `Cookie`; empty where there is none."""
    return _cookie(cookie, COOKIE)


def _cookie(cookie: str, name: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(cookie)
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def personas_in(stored: object) -> list[str]:
    """Return the audiences that a visitor is in, where they are stored as `{audience: true or false}`."""
    return [name for name, is_in in stored.items() if is_in is True] if isinstance(stored, dict) else []
