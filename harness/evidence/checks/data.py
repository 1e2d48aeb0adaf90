"""Checks of custom data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check import Check, Finding

if TYPE_CHECKING:
    from ..entries import Entry
    from .events import Events


def _one_request(events: Events) -> Finding:
    """One read for each start of the engine, with all keys. A server reads for itself."""
    starts = len([entry for entry in events.of("engine.event") if entry["name"] == "Loaded"])
    asked = [entry for entry in events.of("data-api") if entry["method"] == "GET"]
    reads = [entry for entry in asked if entry.data.get("by") != "server"]
    wrong = reads[starts:] if starts else []
    return Finding(len(reads), tuple(wrong), f"reads: {len(reads)}, pages: {starts}")


def _data_arrives(events: Events) -> Finding:
    ours = {
        datum.custom_data
        for datum in (events.project.personas, *events.project.traits, events.project.group)
        if datum
    }
    set_ones = [entry for entry in events.of("custom-data") if entry["name"] in ours]
    wrong = [entry for entry in set_ones if _loss_of(entry)]
    evidence = f"{wrong[0]['name']} {_loss_of(wrong[0])}" if wrong else f"{len(set_ones)} set"
    return Finding(len(set_ones), tuple(wrong), evidence)


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
