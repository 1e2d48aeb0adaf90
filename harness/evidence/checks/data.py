"""Checks of custom data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....generator.probe import PROBE_KEY
from ....generator.reasons import GOOD
from .check import Check, Finding
from .missing import missing

if TYPE_CHECKING:
    from ..entries import Entry
    from .events import Events


def _one_request(events: Events) -> Finding:
    """One read for each start of the engine, with all keys. A server reads for itself."""
    starts = len([entry for entry in events.of("engine.event") if entry["name"] == "Loaded"])
    reads = [entry for entry in events.of("data-api") if _is_of_page(entry)]
    wrong = reads[starts:] if starts else []
    return Finding(len(reads), tuple(wrong), f"reads: {len(reads)}, pages: {starts}")


def _is_of_page(entry: Entry) -> bool:
    is_probe = PROBE_KEY in (entry.data.get("keys") or ())
    return entry["method"] == "GET" and entry.data.get("by") != "server" and not is_probe


_AMISS = frozenset(
    {"not-a-type", "too-long", "no-path", "code-missing", "unknown-name", "wrong-format", "not-a-list"}
)
"""Reasons that no waiting mends: what is stored, pasted or set up does not fit the configuration."""


def _data_arrives(events: Events) -> Finding:
    ours = [datum.custom_data for datum in events.project.data]
    set_ones = [entry for entry in events.of("custom-data") if entry["name"] in ours]
    wrong = [entry for entry in set_ones if _loss_of(entry)]
    if wrong:
        return Finding(len(set_ones), tuple(wrong), f"{wrong[0]['name']} {_loss_of(wrong[0])}")
    said = [events.parts[name] for name in ours if name in events.parts]
    amiss = [entry for entry in said if entry["reason"] in _AMISS]
    if amiss:
        return Finding(len(said), tuple(amiss), f"{amiss[0]['part']}: {amiss[0]['text']}")
    lacking = [name for name in ours if name not in {entry["name"] for entry in set_ones}]
    return Finding(len(set_ones), (), f"{len(set_ones)} set", _lack_of(events, lacking))


def _lack_of(events: Events, names: list[str]) -> str:
    """Say of the first custom data without a value why it has none, and how many others have none either."""
    if not names:
        return ""
    said = events.parts.get(names[0])
    why = said["text"] if said and said["state"] not in GOOD else missing(events, "")
    others = f" (and {len(names) - 1} more)" if names[1:] else ""
    return f"no value yet for {names[0]}{others}: {why}"


def _loss_of(entry: Entry) -> str:
    """Say what Kameleoon did not take of a value, or nothing."""
    if entry["outcome"] == "too-long" and entry["overwrite"]:
        return "is too-long, and what was there is gone"
    if entry["outcome"] != "set":
        return f"is {entry['outcome']}"
    return f"is set without {entry['skipped']} of its values" if entry["skipped"] else ""


DATA = (
    Check(
        "one-request",
        "One request per page reads all custom data",
        "paste all custom data of one build: their keys and their configuration must agree",
        _one_request,
    ),
    Check(
        "data-arrives",
        "Each custom data takes its value",
        "create the custom data with exactly the name, type and scope that INSTALL.md gives; "
        "Kameleoon takes no value of more than 1000 characters",
        _data_arrives,
    ),
)
