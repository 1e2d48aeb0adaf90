"""What users import from `kamseg.harness`, and that it costs nothing until then."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from kamseg.generator.errors import KamsegError
from kamseg.generator.project import Group, Project
from kamseg.harness.emulator.kameleoon.account import Account, Settings
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.emulator.site.shop import Settings as ShopSettings

from kamseg import harness

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {
    "Account", "BrowserActor", "BuiltIn", "CustomDatum", "DataApi", "DataApiBehaviour", "DataCondition", "Decision", "Destination",
    "Emulator", "Entry", "Experiment", "Fault", "FaultPlan", "Frame", "IngestBehaviour", "Journal", "Journey", "Judgement",
    "Layout", "NoBrowserError", "ObservedSite", "Observer", "OpenSite", "PartState", "Personalization", "Player", "Question", "Refused",
    "Request", "Response", "Server", "Site", "Source", "StepFailedError", "Targeting", "Variation", "Visitor", "demo_account", "journeys_for", "judge", "judge_site",
    "open_engine", "pasted", "read_journey", "read_project", "shop_site",
}  # fmt: skip


def test_the_public_names_are_these() -> None:
    assert set(harness.__all__) == PUBLIC
    assert set(dir(harness)) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_each_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(harness, name)
    assert found.__name__ == name
    assert inspect.getdoc(found)


def test_a_configuration_is_read(tmp_path: Path) -> None:
    file = tmp_path / "kamseg.toml"
    file.write_text('sitecode = "a1b2c3d4e5"\npersonas = "off"\n[group]\n')
    assert harness.read_project(file) == Project(sitecode="a1b2c3d4e5", group=Group())
    file.write_text('sitecode = "a1"\n')
    with pytest.raises(KamsegError, match="sitecode"):
        harness.read_project(file)


def test_another_name_is_an_attribute_error_as_of_any_module() -> None:
    with pytest.raises(AttributeError, match=r"module 'kamseg\.harness' has no attribute 'Emulater'"):
        getattr(harness, "Emulater")  # noqa: B009 - mypy would refuse the misspelt name, as it should


def test_none_is_called_like_a_room() -> None:
    """A room that is imported becomes an attribute of the package and would take its place."""
    assert not {path.stem for path in Path(harness.__file__).parent.iterdir()} & PUBLIC


def test_what_is_not_installed_is_named_with_the_remedy() -> None:
    code = "import sys; sys.modules['aiohttp'] = None; from kamseg.harness import Emulator"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    remedy = "Emulator needs the package aiohttp; install it with: pip install 'kamseg[harness]'"
    assert done.stderr.splitlines()[-1] == f"ImportError: {remedy}"


def test_type_checkers_see_the_same_names_in_the_same_homes() -> None:
    tree = ast.parse(Path(harness.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    seen = {
        alias.asname: f"{'.' * (node.level - 1)}{node.module}" for node in imports for alias in node.names
    }
    assert seen == harness._HOMES


def test_importing_the_room_loads_nothing_of_it() -> None:
    code = (
        "import sys, kamseg.harness; print(sorted(n for n in sys.modules if n.startswith('kamseg.harness.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("file", ["README.md", "harness/README.md"])
def test_the_readmes_import_from_there(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    imported = re.findall(r"from kamseg\.(harness[\w.]*) import ([\w, ]+)", text)
    assert {place for place, _ in imported} <= {"harness"}
    assert {name.strip() for _, names in imported for name in names.split(",")} <= PUBLIC


def test_what_is_set_beside_the_snippets_is_all_the_rest_of_an_account() -> None:
    pasted = {"project", "sitecode", "global_script", "custom_data", "integrations"}
    assert Settings.__annotations__.keys() == set(Account.__struct_fields__) - pasted


def test_what_is_set_for_the_shop_is_all_the_rest_of_a_site() -> None:
    decided = {"analytics_name", "layout", "folder", "upstream", "pages", "single_page"}
    assert ShopSettings.__annotations__.keys() == set(Site.__struct_fields__) - decided
