"""The report as a page: one file without scripts, so that it also opens where a CI forbids them."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ....generator.render import TEMPLATES, environment
from ..checks.missing import NOTHING_SEEN
from ..diagram import LANES, arrow_of
from .words import (
    MARK,
    MASKED,
    STATE,
    UNMASKED,
    browser_of,
    counts_of,
    origin_of,
    sentence,
    verdict_of,
    worst_first,
)

if TYPE_CHECKING:
    from jinja2 import Environment

    from ..entries import Entry
    from .run import Run, Screenshot, Verification

_STYLES = ("preview/colours.css", "report/report.css", "preview/diagram.css")
_LONGEST_PAYLOAD = 20_000


def page_report(run: Run) -> str:
    """Write a run as one HTML file, which loads nothing and runs nothing."""
    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in _STYLES)
    ordered = worst_first(run)
    values = {
        "run": run,
        "style": style,
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        "verdict": verdict_of(run),
        "outcome": ordered[0][1].outcome if ordered else "unreachable",
        "origin": origin_of(run),
        "masking": MASKED if run.masked else UNMASKED,
        "verifications": [_verification(one, number, len(ordered)) for number, one in ordered],
        "lanes": LANES,
        "states": STATE,
        "nothing_seen": NOTHING_SEEN,
    }
    return _pages().get_template("report.html.jinja").render(values)


def _verification(one: Verification, number: int, total: int) -> dict[str, Any]:
    others = [it for it in one.judgements if it.state != "fail"]
    begin = one.entries[0].time if one.entries else 0.0
    return {
        "number": number,
        "url": one.url,
        "outcome": one.outcome,
        "mark": MARK[one.outcome],
        "browser": browser_of(one),
        "started": one.started.strftime("%Y-%m-%d %H:%M:%S %Z"),
        "duration": f"{one.duration:.1f}",
        "counts": counts_of(one),
        "remarks": list(map(sentence, one.remarks)),
        "unreachable": one.unreachable and sentence(one.unreachable),
        "failed": one.failures,
        "others": others,
        "others_say": "The other checks" if one.failures else "The checks",
        "is_open": total == 1 or one.outcome != "passed",
        "arrows": [_arrow(entry, begin) for entry in one.entries],
        "pictures": [_picture(shot) for shot in one.screenshots],
    }


def _arrow(entry: Entry, begin: float) -> dict[str, Any]:
    arrow = arrow_of(entry)
    way = f"{LANES[arrow.source]} to {LANES[arrow.target]}"
    is_within = arrow.source == arrow.target
    return {
        "seq": entry.seq,
        "time": f"{entry.time - begin:.2f}",
        "label": arrow.label,
        "tone": arrow.tone,
        "way": f"within {LANES[arrow.source]}" if is_within else way,
        "left": min(arrow.source, arrow.target),
        "span": abs(arrow.target - arrow.source),
        "to": "self" if is_within else "right" if arrow.target > arrow.source else "left",
        "payload": _payload(entry),
    }


def _payload(entry: Entry) -> str:
    text = f"{entry.kind}\n{json.dumps(entry.data, ensure_ascii=False, indent=2)}"
    left = len(text) - _LONGEST_PAYLOAD
    return (
        text if left <= 0 else f"{text[:_LONGEST_PAYLOAD]}…\n{left} more characters are in the JSON report."
    )


def _picture(shot: Screenshot) -> dict[str, str]:
    kind = "jpeg" if shot.image.startswith(b"\xff\xd8") else "png"
    return {
        "name": shot.name,
        "address": f"data:image/{kind};base64,{base64.b64encode(shot.image).decode()}",
    }


def _verbatim(style: str) -> Markup:
    """Put in the style sheet, which is the project's own."""
    return Markup(style)  # noqa: S704 - no value of a run


def _sentence(text: str) -> Markup:
    return escape(sentence(text))


@cache
def _pages() -> Environment:
    return environment(
        "report", html=lambda value: escape(str(value)), verbatim=_verbatim, sentence=_sentence
    )
