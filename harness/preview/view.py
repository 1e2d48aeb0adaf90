"""What the inspector shows, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ...generator.render import gzip_size
from ..emulator.site.shop import SHOP_PAGES
from ..emulator.site.stand_in import STAND_IN
from ..emulator.troubles import TROUBLES
from ..evidence.diagram import LANES, arrow_of
from ..evidence.judge import judge
from ..evidence.parts import latest, parts_of
from ..journeys.fitting import fitted, journeys_for
from .offers import audiences_of, calls_of, traits_of

if TYPE_CHECKING:
    from ...generator.project import Project
    from ...generator.render import Artifact
    from ..evidence.entries import Entry
    from ..journeys.journey import Journey
    from .preview import Preview

MOST_ROWS = 1000
"""An inspector that has just been opened gets no more than the last ones."""
_MOST_ENTRIES = 5 * MOST_ROWS


def live_view(preview: Preview, since: int) -> dict[str, Any]:
    """Describe what changes all the time.

    Args:
        preview: what is shown.
        since: the position of the first journal entry that the inspector does not know yet.
    """
    journal, stage = preview.emulator.journal, preview.stage
    entries = list(journal)
    fresh = _last_rows(journal.since(since))
    return {
        "count": preview.bell.count,
        "next": fresh[-1].seq + 1 if fresh else max(since, journal.next_seq - len(entries)),
        "first": entries[0].seq if entries else journal.next_seq,
        "arrows": [_arrow(entry, preview.visitors.of(entry)) for entry in fresh],
        "visitors": preview.visitors.all,
        "present": preview.visitors.present.number,
        "build": preview.build,
        "problem": preview.problem,
        "settings": _settings(preview),
        "play": preview.play,
        "page": {"url": stage.url, "state": stage.state},
        "parts": _parts(preview.product.project, entries),
        "checks": judge(preview.product.project, entries),
        "stored": preview.emulator.data_api.stored,
        "goals": _goals(entries),
        "sources": _sources(entries),
    }


def build_view(preview: Preview) -> dict[str, Any]:
    """Describe what changes only when a configuration or a template is saved."""
    project = preview.product.project
    return {
        "build": preview.build,
        "sitecode": project.sitecode,
        "label": project.label,
        "lanes": LANES,
        "pages": SHOP_PAGES,
        "audiences": audiences_of(project),
        "traits": traits_of(project),
        "group": project.group is not None,
        "calls": calls_of(project),
        "troubles": {name: trouble.title for name, trouble in TROUBLES.items()},
        "journeys": [_journey(project, journey, missing) for journey, missing in journeys_for(project)],
        "snippets": [_snippet(artifact) for artifact in preview.product.artifacts],
        "server": preview.server.name if preview.server else STAND_IN,
        "ownEngine": preview.own_engine.name if preview.own_engine else "",
    }


def _arrow(entry: Entry, visitor: int) -> dict[str, Any]:
    arrow = msgspec.structs.asdict(arrow_of(entry))
    return {**msgspec.structs.asdict(entry), **arrow, "visitor": visitor, "loop": _loop_of(entry)}


def _loop_of(entry: Entry) -> str:
    """Name what entries have in common that share a row; empty: it has one for itself.

    The engine asks the code of a custom data again and again until it answers: on a page that is one thing.
    """
    data = entry.data
    if entry.kind != "custom-data.evaluated":
        return ""
    return f"{data.get('page')} {data['answered']} {data['name']}"


def _last_rows(entries: list[Entry]) -> list[Entry]:
    """Return the last entries, as many as have room in `MOST_ROWS` rows."""
    loops: set[str] = set()
    rows = 0
    for number, entry in enumerate(reversed(entries)):
        loop = _loop_of(entry)
        rows += loop not in loops
        if rows > MOST_ROWS or number == _MOST_ENTRIES:
            return entries[-number:]
        loops |= {loop} - {""}
    return entries


def _settings(preview: Preview) -> dict[str, Any]:
    settings = preview.settings
    return {
        "minified": settings.minified,
        "consent": settings.consent,
        "docked": settings.docked,
        "trouble": settings.trouble,
        "minutes": settings.minutes,
        "engine": settings.engine_file.name if settings.engine_file else "",
    }


def _journey(project: Project, journey: Journey, missing: str) -> dict[str, Any]:
    steps = () if missing else fitted(journey, project).steps
    return {
        "name": journey.name,
        "title": journey.title,
        "about": journey.about,
        "steps": list(map(str, steps)),
        "missing": missing,
    }


def _snippet(artifact: Artifact) -> dict[str, Any]:
    snippet = artifact.snippet
    sizes = {
        name: {"text": text, "bytes": len(text.encode()), "gzip": gzip_size(text)}
        for name, text in (("readable", artifact.text), ("minified", artifact.minified))
    }
    return {
        "id": snippet.id,
        "title": snippet.title,
        "place": snippet.place,
        "optional": snippet.optional,
        "customData": snippet.settings or None,
        **sizes,
    }


def _parts(project: Project, entries: list[Entry]) -> list[dict[str, Any]]:
    """Describe what each part says of itself; a part that has said nothing yet is left out."""
    said = latest(entries)
    return [said[part].data for part in parts_of(project) if part in said]


def _goals(entries: list[Entry]) -> list[dict[str, Any]]:
    names = [entry["name"] for entry in entries if entry.kind == "goal"]
    return [{"name": name, "times": names.count(name)} for name in dict.fromkeys(names)]


def _sources(entries: list[Entry]) -> dict[str, str]:
    """Where the present value of each custom data came from: the code's answer, or the API."""
    words = {"returned": "answered by its code", "api": "set through the API"}
    found = [entry for entry in entries if entry.kind == "custom-data" and entry["outcome"] == "set"]
    return {entry["name"]: words.get(entry["source"], entry["source"]) for entry in found}
