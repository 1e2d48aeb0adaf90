"""`./run` on a machine where nothing has been set up yet."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("run")  # on one worker: they share what takes long to make

ROOT = Path(__file__).resolve().parents[1]
NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git knows or would add, in a folder whose name has a blank."""
    folder = tmp_path_factory.mktemp("fresh") / "a checkout"
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in names:
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def run(checkout: Path, cwd: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "run"), *words],
        cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_first_call_sets_everything_up_and_builds_from_any_folder(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout, tmp_path, "build", "--sitecode", "a1b2c3d4e5", "--trait", "plan=Subscribed Plan")
    assert done.returncode == 0, done.stderr
    assert "setting up Python packages" in done.stderr
    assert (tmp_path / "dist" / "a1b2c3d4e5" / "custom-data" / "subscribed-plan.min.js").exists()


def test_later_calls_need_no_pip_and_no_network(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout, tmp_path, "show", "global-script", "--sitecode", "a1b2c3d4e5", **NO_INDEX)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("/*")


def test_the_exit_code_is_that_of_kamseg(checkout: Path, tmp_path: Path) -> None:
    assert run(checkout, tmp_path, "build", "--sitecode", "A1'").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_changed_dependency_file_is_followed_and_a_failure_explained(
    checkout: Path, tmp_path: Path
) -> None:
    lock = checkout / ".ci" / "base.lock"
    lock.write_text(lock.read_text() + "\n# changed\n")
    done = run(checkout, tmp_path, "schema", **NO_INDEX)
    assert done.returncode == 1
    assert "could not install Python packages (above: why)" in done.stderr
    # The interrupted set-up is begun anew, not taken for a finished one.
    done = run(checkout, tmp_path, "schema")
    assert done.returncode == 0, done.stderr
    assert "setting up Python packages" in done.stderr


def test_it_may_be_called_through_a_link(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "kamseg-run").symlink_to(checkout / "run")
    done = subprocess.run(
        [str(tmp_path / "kamseg-run"), "--version"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("kamseg ")
    assert not (tmp_path / ".venv").exists()


def test_a_checkout_that_was_moved_is_set_up_anew(checkout: Path, tmp_path: Path) -> None:
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    try:
        done = run(moved, tmp_path, "--version")
        assert done.returncode == 0, done.stderr
        assert "setting up Python packages" in done.stderr
    finally:
        moved.rename(checkout)


def test_without_a_python_that_is_new_enough_it_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    shutil.rmtree(checkout / ".venv", ignore_errors=True)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "env", "cat", "cksum", "dirname", "rm", "sed", "flock"):
        found = shutil.which(name)
        if found:
            (programs / name).symlink_to(found)
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)
    done = run(checkout, tmp_path, "schema", PATH=str(programs))
    assert done.returncode == 1
    assert "needs Python 3.11 or newer with venv; install it" in done.stderr
