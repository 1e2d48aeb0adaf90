"""The journal as a file, to keep or to send: laid out, and named, as the archives of browsers (HAR) are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from ...generator import __version__
from ..evidence.diagram import arrow_of

if TYPE_CHECKING:
    from ..evidence.entries import Entry
    from .preview import Preview

_VERSION = "1"


def exported(preview: Preview, now: datetime | None = None) -> tuple[str, bytes]:
    """Return the name of the file and its text, JSON.

    The name has no colon, which Windows does not take: `kamseg-a1b2c3d4e5-journal-2026-11-25T23-48-59.json`.

    Args:
        preview: whose journal it is.
        now: the moment of the export; default: it is asked for.
    """
    now = now or datetime.now(UTC)
    project, journal = preview.product.project, preview.emulator.journal
    began = now - timedelta(seconds=journal.age)
    log = {
        "version": _VERSION,
        "creator": {"name": "kamseg preview", "version": __version__},
        "comment": f"harness/README.md, The journal, explains the kinds. {preview.emulator.library}.",
        "startedDateTime": _moment(began),
        "project": project,
        "settings": _settings(preview),
        "forgotten": journal.forgotten,
        "entries": [_entry(preview, entry, began) for entry in journal],
    }
    name = f"kamseg-{project.sitecode}-journal-{now:%Y-%m-%dT%H-%M-%S}.json"
    # Of a page any text may come, also halves of characters, which msgspec refuses.
    return name, json.dumps(msgspec.to_builtins({"log": log}), indent=1).encode()


def _settings(preview: Preview) -> dict[str, Any]:
    settings = msgspec.structs.asdict(preview.settings)
    return settings | {"engine_file": str(preview.settings.engine_file or "")}


def _entry(preview: Preview, entry: Entry, began: datetime) -> dict[str, Any]:
    return {
        "startedDateTime": _moment(began + timedelta(seconds=entry.time)),
        "visitor": preview.visitors.of(entry),
        "comment": arrow_of(entry).label,
        **msgspec.structs.asdict(entry),
    }


def _moment(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
