"""Bytes.

What is pasted in Kameleoon and so comes to each page as a part of the engine: readable, minified,
and minified and compressed as a server sends it. The naive scripts are minified, too, and a third
as large: what they save is what they lose in `docs/faults.md`. One global script of ours stands
next to two naive ones, global script and custom analytics integration, for it does the work of
both. `@segment/snippet` is what a site has in each page to load analytics.js; it does nothing of
this, and shows what people take for small.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from kamseg.generator.minify import minify_body
from kamseg.generator.project import Group, Personas, Project, Trait
from kamseg.generator.render import gzip_size, render
from matrix.naive import pasted_naively
from provide import ROOT

from bench.table import Row
from bench.world import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

# Node.js has brotli, for which Python would need one package more.
_BROTLI = """
const { brotliCompressSync } = require("zlib");
const texts = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(texts.map((text) => brotliCompressSync(text).length)));
"""
_SNIPPET = """
const snippet = require("@segment/snippet");
const options = () => ({ apiKey: "a".repeat(32), page: true });
console.log(JSON.stringify([snippet.max(options()), snippet.min(options())]));
"""
_PROJECT = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(),
    traits=(Trait(trait="plan", custom_data="Subscribed Plan"),),
    group=Group(),
)
_BUDGETS = {"global-script": 1000, "exposure-integration": 700}
_BUDGET = 750
"""Bytes with gzip, as `tests/generator/test_golden.py` asserts them."""


def measure() -> list[Row]:
    """Measure each snippet next to the naive one for the same field."""
    rows: list[Row] = []
    naive = _naive(_PROJECT)
    for artifact in render(_PROJECT):
        name = artifact.snippet.id
        budget = _BUDGETS.get(name, _BUDGET)
        rows += _rows(name, _sizes(artifact.text, artifact.minified), _sizes(*naive[name]), "naive", budget)
    glue = next(artifact for artifact in render(_PROJECT) if artifact.snippet.id == "global-script")
    segment = _sizes(*json.loads(_node(_SNIPPET)))
    rows += _rows("global-script again", _sizes(glue.text, glue.minified), segment, "@segment/snippet")
    pasted = [artifact for artifact in render(PROJECT) if not artifact.snippet.optional]
    together = _sizes("".join(one.text for one in pasted), "".join(one.minified for one in pasted))
    both = [codes for name, codes in _naive(PROJECT).items() if name != "exposure-integration"]
    naively = _sizes("".join(readable for readable, _ in both), "".join(minified for _, minified in both))
    return [*rows, *_rows("personas, 5 traits, group: all together", together, naively, "naive")]


def _naive(project: Project) -> dict[str, tuple[str, str]]:
    """The naive scripts, readable and minified, by the name of ours."""
    account = pasted_naively(project)
    both = account.global_script, *account.integrations
    codes = {"global-script": both, "exposure-integration": account.integrations}
    names = [artifact.snippet.id for artifact in render(project) if artifact.snippet.kind]
    codes |= {name: (datum.code,) for name, datum in zip(names, account.custom_data, strict=True)}
    return {name: ("".join(parts), "".join(map(minify_body, parts))) for name, parts in codes.items()}


def _sizes(readable: str, minified: str) -> dict[str, int]:
    (brotli,) = json.loads(_node(_BROTLI, json.dumps([minified])))
    return {
        "readable": len(readable.encode()),
        "minified": len(minified.encode()),
        "gzip": gzip_size(minified),
        "brotli": brotli,
    }


def _rows(
    name: str, ours: dict[str, int], other: dict[str, int], beside: str, budget: int | None = None
) -> Iterator[Row]:
    for form, size in ours.items():
        most = budget if form == "gzip" else None
        yield Row(
            what=f"{name}, {form}", ours=size, unit="bytes", other=other[form], beside=beside, most=most
        )


def _node(script: str, given: str = "") -> str:
    return subprocess.run(
        ["node", "-e", script], cwd=ROOT, input=given, capture_output=True, text=True, check=True
    ).stdout
