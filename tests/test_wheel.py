"""What a user installs: the wheel, whichever way it is made, in an empty virtual environment outside of the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from checkout import copy_to, known_files
from kamseg.generator import __version__
from kamseg.generator.output import build
from kamseg.generator.project import Group, Personas, Project

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("generator", "harness", "templates", "docs")
OFFLINE = ("--no-deps", "--no-build-isolation")


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def wheel_from(source: Path, folder: Path) -> Path:
    """Build a wheel as `pip wheel SOURCE` does."""
    run(sys.executable, "-m", "pip", "wheel", "-q", *OFFLINE, "-w", folder, source, cwd=folder)
    (file,) = folder.glob("*.whl")
    return file


def contents(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_from(ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_contains_one_package_with_all_templates_and_nothing_else(wheel: Path) -> None:
    names = set(contents(wheel))
    assert {name.split("/")[0] for name in names} == {"kamseg", f"kamseg-{__version__}.dist-info"}
    present = {
        f"kamseg/{name}"
        for name in known_files()
        if name.split("/")[0] in ROOMS and not name.endswith(".png")  # pictures are for the README
    }
    own = {"kamseg/__init__.py", "kamseg/__main__.py", "kamseg/py.typed"}
    assert {name for name in names if name.startswith("kamseg/")} == present | own


def test_what_lies_about_in_a_folder_is_for_nobody_else(wheel: Path, tmp_path: Path) -> None:
    checkout = copy_to(tmp_path / "checkout")
    odd = ("generator/config.py~", "generator/secret.env", "templates/.swp.js", "generator/.hidden/a.py")
    for name in (*odd, "templates/site/dist/ours.js"):  # git ignores `dist` only at the top
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_text("")
    (checkout / "templates/link.js").symlink_to("/etc/hostname")
    (tmp_path / "wheel").mkdir()
    more = contents(wheel_from(checkout, tmp_path / "wheel")).keys() - contents(wheel).keys()
    assert more == {"kamseg/templates/site/dist/ours.js"}


def test_a_clone_without_links_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """As on Windows, where git writes a link as a file that holds its target."""
    checkout = copy_to(tmp_path / "checkout")
    run("git", "init", "-q", cwd=checkout)
    run("git", "add", "-A", cwd=checkout)
    me = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    run("git", *me, "commit", "-q", "--no-verify", "-m", "all", cwd=checkout)
    clone = tmp_path / "clone"
    run("git", "-c", "core.symlinks=false", "clone", "-q", checkout, clone, cwd=tmp_path)
    (tmp_path / "wheel").mkdir()
    assert contents(wheel_from(clone, tmp_path / "wheel")) == contents(wheel)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        assert not any(member.issym() or member.islnk() for member in opened)
        opened.extractall(folder, filter="data")
    return folder / f"kamseg-{__version__}"


def test_the_sdist_makes_the_same_wheel_without_git(wheel: Path, unpacked: Path, tmp_path: Path) -> None:
    assert contents(wheel_from(unpacked, tmp_path)) == contents(wheel)


def test_the_sdist_is_the_checkout(unpacked: Path) -> None:
    assert known_files(unpacked) == known_files()
    assert all(
        os.access(unpacked / name, os.X_OK) == os.access(ROOT / name, os.X_OK) for name in known_files()
    )
    assert run(sys.executable, "kamseg.py", "--version", cwd=unpacked) == f"kamseg {__version__}\n"
    run(sys.executable, "kamseg.py", "build", "tests/golden", "-o", "tests/golden", "--check", cwd=unpacked)


def test_its_metadata_say_what_is_tested(wheel: Path) -> None:
    metadata = contents(wheel)[f"kamseg-{__version__}.dist-info/METADATA"].decode()
    tested = (
        f"Classifier: Programming Language :: Python :: {sys.version_info.major}.{sys.version_info.minor}\n"
    )
    assert tested in metadata


def test_an_editable_installation_is_the_checkout(tmp_path: Path) -> None:
    """No copy of a file in it may hide the file that is edited."""
    run(
        sys.executable, "-m", "pip", "install", "-q", *OFFLINE, "--target", tmp_path, "-e", ROOT, cwd=tmp_path
    )
    assert not (tmp_path / "kamseg").exists()
    (path,) = tmp_path.glob("*.pth")
    assert Path(path.read_text().strip()) == ROOT


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


THREE_TESTS = """
import pytest
from kamseg.generator.project import Project

pytestmark = pytest.mark.kamseg(account=Project(sitecode="a1b2c3d4e5"))

def test_identifier(visitor, journal):
    visitor.start()
    journal.wait_for("segment.event", event="Kameleoon identifier", properties={"k_visitorCode": visitor.code})

def test_once(visitor, journal):
    for path in ("/", "/pricing"):
        visitor.start(path)
        visitor.barrier()
    journal.only("segment.event", event="Kameleoon identifier")

def test_audience(visitor, journal):
    visitor.start()
    journal.wait_for("linked")
    visitor.enter_audience("VIP")
    assert journal.wait_for("data-api.stored", key=f"COHORTS_{visitor.code}")["value"] == {"VIP": True}
"""


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_engines(
    "chromium", "firefox", reason="the same code as in Chromium; a process for each test"
)
@pytest.mark.usefixtures("page")  # skips where the engine is missing
def test_ten_lines_test_ones_own_project_without_npm(wheel: Path, tmp_path: Path, browser_name: str) -> None:
    """What kamseg needs is borrowed from here, by a path and not by installing it again."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    )
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index")
    run(*pip, wheel, cwd=tmp_path)
    (site / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "test_it.py").write_text(THREE_TESTS)
    said = run(python, "-m", "pytest", "--browser", browser_name, "-p", "no:cacheprovider", cwd=project)
    assert "3 passed" in said
    assert (
        "kamseg: analytics.js: a stub stands in for it; for the real one: npm i @segment/analytics-next"
        in said
    )
    where = run(python, "-c", "import kamseg; print(kamseg.__file__)", cwd=project)
    assert Path(where.strip()).is_relative_to(tmp_path)
