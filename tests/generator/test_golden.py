"""The generated files of four projects, kept in `tests/golden`, and how large they may be.

After a meant change: `./run build tests/golden -o tests/golden --pasted`, and read the difference.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from kamseg.generator.project import Exposures, Group, Identity, Personas, Project, Trait
from kamseg.generator.render import gzip_size, render

from kamseg import main

if TYPE_CHECKING:
    from javascript import Parser

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
PROJECTS = sorted(path.parent for path in GOLDEN.glob("*/manifest.json"))
SNIPPETS = sorted(file for file in GOLDEN.rglob("*.js") if "server-side" not in file.parts)


def test_the_golden_files_are_what_is_built_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(PROJECTS) == 4
    code = main(["build", str(GOLDEN), "-o", str(GOLDEN), "--check", "--pasted"])
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: str(file.relative_to(GOLDEN)))
def test_every_snippet_parses_as_es2017_in_a_function_body(parser: Parser, file: Path) -> None:
    assert parser.parse(file.read_text()).error == ""


def test_the_full_project_differs_from_the_default_in_every_key() -> None:
    full = tomllib.loads((GOLDEN / "full.toml").read_text())
    default: dict[str, Any] = msgspec.to_builtins(Project(sitecode="-", personas=Personas(), group=Group()))
    defaults = {
        f"{section}.{key}": value
        for section, table in default.items()
        if isinstance(table, dict)
        for key, value in table.items()
    }
    given = {
        f"{section}.{key}": value
        for section, table in full.items()
        if isinstance(table, dict)
        for key, value in table.items()
    }
    same = {key for key, value in given.items() if defaults[key] == value}
    missing = set(defaults) - set(given)
    assert same <= {"identity.mode"}
    assert missing == {"personas.values"}  # goes not together with values_url


def sizes(**parts: Any) -> dict[str, int]:
    project = Project(
        sitecode="a1b2c3d4e5",
        personas=Personas(),
        traits=(
            Trait(trait="plan", custom_data="Subscribed Plan"),
            Trait(trait="value", custom_data="Lifetime Value", type="number"),
            Trait(trait="news", custom_data="Newsletter", type="boolean"),
        ),
        group=Group(),
        **parts,
    )
    return {artifact.snippet.id: gzip_size(artifact.minified) for artifact in render(project)}


NO_IDENTITY = Identity(mode="none")
NO_LISTENER = Exposures(source="custom-integration")
RICHEST = Exposures(properties="both", once_per="visit", identify="per-campaign")


@pytest.mark.parametrize(
    ("parts", "budget"),
    [
        ({}, 1000),
        ({"identity": NO_IDENTITY}, 600),
        ({"exposures": NO_LISTENER}, 775),
        ({"exposures": NO_LISTENER, "identity": Identity(mode="identify")}, 775),
        # What hardly anybody turns on together: both kinds of properties, once per visit and a trait per campaign.
        ({"exposures": RICHEST}, 1225),
    ],
    ids=["identity and exposures", "exposures", "identity", "identify", "every extra"],
)
def test_the_global_script_keeps_its_budget(parts: dict[str, Any], budget: int) -> None:
    assert sizes(**parts)["global-script"] <= budget


def test_the_exposure_integration_keeps_its_budget() -> None:
    assert sizes()["exposure-integration"] <= 700


@pytest.mark.parametrize(
    "lookup", ["visitor-code", "segment-user-id", "segment-anonymous-id", "segment-user-or-anonymous-id"]
)
def test_each_custom_data_keeps_its_budget(lookup: Any) -> None:
    found = sizes(identity=Identity(lookup=lookup))
    data = {name: size for name, size in found.items() if name.startswith("custom-data/")}
    assert len(data) == 5
    assert {name: size for name, size in data.items() if size > 750} == {}


def test_the_manifest_tells_the_truth() -> None:
    for folder in PROJECTS:
        manifest = json.loads((folder / "manifest.json").read_text())
        present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert set(manifest["files"]) == present
        for snippet in manifest["snippets"]:
            for file in snippet["files"].values():
                content = (folder / file["path"]).read_bytes()
                assert file["bytes"] == len(content)
                assert file["sha256"] == hashlib.sha256(content).hexdigest()
                assert file["gzip_bytes"] == gzip_size(content.decode())
