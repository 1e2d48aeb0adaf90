"""What the inspector shows, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ...generator.render import gzip_size
from ..emulator.site.demo import persona
from ..emulator.site.goods import PLANS
from ..emulator.site.shop import SHOP_PAGES
from ..emulator.site.stand_in import STAND_IN
from ..emulator.troubles import TROUBLES
from ..evidence.diagram import LANES, arrow_of
from ..evidence.judge import judge
from ..evidence.parts import latest, parts_of
from ..journeys.fitting import fitted, hindrance
from ..journeys.journey import journeys

if TYPE_CHECKING:
    from ...generator.project import Project
    from ...generator.render import Artifact
    from ..evidence.entries import Entry
    from ..journeys.journey import Journey
    from .preview import Preview

MOST_ARROWS = 1000
"""An inspector that has just been opened gets no more than the last ones."""


def live_view(preview: Preview, since: int) -> dict[str, Any]:
    """Describe what changes all the time.

    Args:
        preview: what is shown.
        since: the position of the first journal entry that the inspector does not know yet.
    """
    journal, stage = preview.emulator.journal, preview.stage
    entries = list(journal)
    fresh = journal.since(since)[-MOST_ARROWS:]
    return {
        "count": preview.bell.count,
        "next": fresh[-1].seq + 1 if fresh else max(since, journal.next_seq - len(entries)),
        "first": entries[0].seq if entries else journal.next_seq,
        "arrows": [_arrow(entry) for entry in fresh],
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
        "persona": persona(project) if project.personas else "",
        "plans": [plan.slug for plan in PLANS],
        "troubles": {name: trouble.title for name, trouble in TROUBLES.items()},
        "journeys": [_journey(preview, journey) for journey in journeys()],
        "snippets": [_snippet(artifact) for artifact in preview.product.artifacts],
        "server": preview.server.name if preview.server else STAND_IN,
        "ownEngine": preview.own_engine.name if preview.own_engine else "",
    }


def _arrow(entry: Entry) -> dict[str, Any]:
    arrow = msgspec.structs.asdict(arrow_of(entry))
    return {"seq": entry.seq, "time": entry.time, "kind": entry.kind, **arrow, "data": entry.data}


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


def _journey(preview: Preview, journey: Journey) -> dict[str, Any]:
    project = preview.product.project
    missing = hindrance(journey, project)
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
