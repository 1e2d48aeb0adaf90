"""Segment's audiences, traits and group for Kameleoon's Python SDK.

Made by kamseg 0.1.0, mark 23f497, for sitecode a1b2c3d4e5.
Needs kameleoon-client-python; a custom data is found by its name by versions since September 2025.
Calls: get_remote_data, add_data and CustomData, as the source of the package documents them.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import Any

from kameleoon.data import CustomData

# The custom data of the Kameleoon project, and where Segment's value lies; None: in
# any of its usual places.
PERSONAS: dict[str, Any] = {
    "custom_data": "SegmentIO personas",
    "path": None,
}
TRAITS: list[dict[str, Any]] = [
    {
        "custom_data": "Subscribed Plan",
        "trait": "plan",
        "type": "string",
        "path": None,
    },
]
GROUP: dict[str, Any] = {
    "custom_data": "Group ID",
    "path": None,
}
ERROR_WORDS = {
    "code",
    "detail",
    "details",
    "exception",
    "fault",
    "message",
    "messages",
    "status",
    "statusCode",
}


@dataclass
class SegmentData:
    """What Segment knows of a user.

    None, or left out of traits: unknown. An empty list: in no audience.
    """

    personas: list[str] | None = None
    traits: dict[str, Any] = field(default_factory=dict)
    group: str | None = None


def read_segment_data(client: Any, user_id: str, timeout: float = 2.0) -> SegmentData:
    """Read it from Kameleoon's Data API. Raises nothing.

    Args:
        client: Kameleoon's client, initialised.
        user_id: The visitor code.
        timeout: How long an answer may take, in seconds.
    """
    found = SegmentData()
    if not user_id:
        return found
    found.personas = _personas_in(_remote_data(client, "COHORTS_" + user_id, timeout))
    profile = _remote_data(client, "IDENTIFY_" + user_id, timeout)
    if isinstance(profile, dict) and not _is_error_instead_of_profile(profile):
        for trait in TRAITS:
            value = _trait_in(profile, trait)
            if value is not None:
                found.traits[trait["trait"]] = value
        found.group = _group_in(profile)
    return found


def add_segment_data(
    client: Any, visitor_code: str, timeout: float = 2.0
) -> SegmentData:
    """Read it and hand it to the SDK, before a feature flag is evaluated.

    Args:
        client: Kameleoon's client, initialised.
        visitor_code: Kameleoon's visitor.
        timeout: How long an answer may take, in seconds.
    """
    found = read_segment_data(client, visitor_code, timeout)
    data = []
    if found.personas is not None:
        data.append(CustomData(PERSONAS["custom_data"], *found.personas))
    for trait in TRAITS:
        text = _text_of(found.traits.get(trait["trait"]))
        if text is not None:
            data.append(CustomData(trait["custom_data"], text))
    if found.group is not None:
        data.append(CustomData(GROUP["custom_data"], found.group))
    if data:
        client.add_data(visitor_code, *data)
    return found


def _remote_data(client: Any, key: str, timeout: float) -> Any:
    """What Kameleoon keeps under a key; None where it cannot be had.

    The SDK hands over whatever JSON it gets, the body of an error too: look before use.
    """
    try:
        return client.get_remote_data(key, timeout)
    except Exception:
        return None


def _follow(stored: Any, path: list[str]) -> Any:
    for key in path:
        stored = stored.get(key) if isinstance(stored, dict) else None
    return stored


def _text_of(value: Any) -> str | None:
    """A text; what is longer than Kameleoon takes is left out."""
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, (str, int, float)):
        return None
    return str(value) if len(str(value)) <= 1000 else None


def _is_error_instead_of_profile(answer: dict[str, Any]) -> bool:
    def has(*keys: str) -> bool:
        return any(key in answer for key in keys)

    return has("error", "errors") or (
        has("message", "detail") and has("code", "status", "statusCode")
    )


def _places_of(profile: dict[str, Any]) -> list[dict[str, Any]]:
    """Where traits lie: at the top, or one level down."""
    places = [profile, profile.get("traits"), profile.get("properties")]
    return [place for place in places if isinstance(place, dict)]


def _is_error_instead_of_audiences(answer: dict[str, Any]) -> bool:
    """No audience is called that, and none has a text or a number for it."""
    return any(
        key in ("error", "errors")
        or (key in ERROR_WORDS and not isinstance(value, bool))
        for key, value in answer.items()
    )


def _personas_in(answer: Any) -> list[str] | None:
    """The audiences, or None where there is nothing readable."""
    path = PERSONAS["path"]
    stored = answer if path is None else _follow(answer, path)
    if isinstance(stored, dict):
        if _is_error_instead_of_audiences(stored):
            return None
        values = list(stored.values())
        boxes = [
            value
            for value in values
            if isinstance(value, list) or (len(values) == 1 and isinstance(value, dict))
        ]
        if path is None and boxes:
            stored = boxes[0]
    if isinstance(stored, dict):
        return _names_of_table(stored)
    return _names_of_list(stored) if isinstance(stored, list) else None


def _names_of_table(table: dict[str, Any]) -> list[str] | None:
    """Names that are keys, each with what is neither false nor null.

    A text there is the body of an error.
    """
    is_error = _is_error_instead_of_audiences(table)
    if is_error or any(isinstance(value, str) and value for value in table.values()):
        return None
    return [
        name
        for name, value in table.items()
        if name and value is not None and value is not False
    ]


def _names_of_list(items: list[Any]) -> list[str] | None:
    """Names in a list of texts, or of objects that have one."""
    names: list[str] = []
    for item in items:
        values = [item]
        if isinstance(item, dict):
            if _is_error_instead_of_audiences(item):
                return None
            values = [item.get(key) for key in ("name", "audience_key", "key", "id")]
        names += [str(value) for value in values if _is_name(value)][:1]
    return list(dict.fromkeys(names)) if names or not items else None


def _is_name(value: Any) -> bool:
    if isinstance(value, str):
        return value != ""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _trait_in(profile: dict[str, Any], trait: dict[str, Any]) -> Any:
    """The value of a trait, if it is of the type of the custom data."""
    if trait["path"] is not None:
        found = _follow(profile, trait["path"])
    else:
        name = trait["trait"]
        places = [place for place in _places_of(profile) if name in place]
        found = places[0][name] if places else None
    if trait["type"] == "string":
        return _text_of(found)
    if trait["type"] == "boolean":
        if found in ("true", "false"):
            return found == "true"
        return found if isinstance(found, bool) else None
    if isinstance(found, str):
        number = r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"
        found = float(found) if re.fullmatch(number, found) else None
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return None
    return found if abs(found) <= sys.float_info.max else None


def _group_in(profile: dict[str, Any]) -> str | None:
    """The group id, in each of its usual spellings."""
    if GROUP["path"] is not None:
        return _text_of(_follow(profile, GROUP["path"])) or None
    for place in _places_of(profile):
        inner = place.get("group")
        nested = inner.get("id") if isinstance(inner, dict) else None
        for value in (place.get("groupId"), place.get("group_id"), nested):
            if value:
                return _text_of(value)
    return None
