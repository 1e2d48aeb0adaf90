"""What a user installs, in an empty virtual environment outside of the repository."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from kamseg.generator import __version__
from kamseg.generator.output import build
from kamseg.generator.project import Group, Personas, Project

pytestmark = pytest.mark.xdist_group("wheel")  # on one worker: they share what takes long to make

ROOT = Path(__file__).resolve().parents[1]


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        ROOT,
        cwd=folder,
    )
    (file,) = folder.glob("*.whl")
    return file


def test_the_wheel_contains_one_package_with_all_templates_and_nothing_else(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in names} == {"kamseg", f"kamseg-{__version__}.dist-info"}
    for room in ("generator", "harness", "templates"):
        present = {
            f"kamseg/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / room).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert present <= names
    assert {"kamseg/__init__.py", "kamseg/__main__.py", "kamseg/py.typed"} <= names


def test_the_installed_command_builds_what_the_checkout_builds(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    run(programs / "pip", "install", "-q", wheel, cwd=tmp_path)
    assert run(programs / "kamseg", "--version", cwd=tmp_path) == f"kamseg {__version__}\n"
    assert run(programs / "python", "-m", "kamseg", "--version", cwd=tmp_path) == f"kamseg {__version__}\n"

    run(programs / "kamseg", "build", "--sitecode", "a1b2c3d4e5", cwd=tmp_path)
    folder = tmp_path / "dist" / "a1b2c3d4e5"
    built = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }
    assert built == build(Project(sitecode="a1b2c3d4e5", personas=Personas(), group=Group()))

    packages = run(programs / "pip", "list", "--format", "freeze", cwd=tmp_path)
    installed = {line.split("==")[0].lower() for line in packages.splitlines()}
    heavy = {"aiohttp", "playwright", "pytest", "pytest-playwright"}
    assert not heavy & installed
    assert len(installed - {"pip", "setuptools", "kamseg"}) <= 7, installed
