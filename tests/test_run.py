"""`./run` on a machine where nothing has been set up yet."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from checkout import copy_to

ROOT = Path(__file__).resolve().parents[1]
NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
}


@pytest.fixture(scope="module")
def first_call(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A new checkout in a folder whose name has a blank, and what its first call said: really set up, once."""
    checkout = copy_to(tmp_path_factory.mktemp("fresh") / "a checkout")
    words = ("build", "--sitecode", "a1b2c3d4e5", "--trait", "plan=Subscribed Plan")
    return checkout, run(checkout, checkout.parent, *words)


@pytest.fixture
def checkout(first_call: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    return first_call[0]


# Does for `run` what Python does: a virtual environment that holds itself, in which pip installs a `kamseg`.
FAKE_PYTHON = """#!/usr/bin/env bash
case "$1 $2" in
  "-c "*) exit 0 ;;
  "-m venv") mkdir -p "${@: -1}/bin" && rm -f "${@: -1}"/bin/* && cp -- "$0" "${@: -1}/bin/python" ;;
  "-m pip")
    [ -z "${PIP_NO_INDEX:-}" ] || exit 1
    printf '#!/bin/sh\\necho "kamseg $*"\\n' >"$(dirname -- "$0")/kamseg"
    chmod +x "$(dirname -- "$0")/kamseg" ;;
esac
"""


@pytest.fixture
def python(tmp_path: Path) -> str:
    """A Python whose packages are there at once: how `run` uses it is what is tested."""
    path = tmp_path / "python"
    path.write_text(FAKE_PYTHON)
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A checkout with nothing set up."""
    return copy_to(tmp_path / "a checkout")


def run(checkout: Path, cwd: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "run"), *words],
        cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_first_call_sets_everything_up_and_builds_from_any_folder(
    first_call: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    checkout, done = first_call
    assert done.returncode == 0, done.stderr
    assert "setting up Python packages" in done.stderr
    assert (checkout.parent / "dist/a1b2c3d4e5/custom-data/subscribed-plan.min.js").exists()


def test_help_fetches_nothing_and_tells_what_there_is(fresh: Path, checkout: Path, tmp_path: Path) -> None:
    words = (
        "test",
        "preview",
        "verify",
        "screenshots",
        "flakes",
        "mutants",
        "api",
        "faults",
        "bench",
        "WORD",
    )
    for asked in (["--help"], ["preview", "--help"], ["test", "-h"]):
        done = run(fresh, tmp_path, *asked, **NO_INDEX)
        assert (done.returncode, done.stderr) == (0, "")
        assert [word for word in words if f"  ./run {word} " not in done.stdout] == []
    assert not (fresh / ".venv").exists()
    before = set(checkout.iterdir())
    done = run(checkout, tmp_path, "preview", "--help", **NO_INDEX)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: kamseg preview ")
    assert set(checkout.iterdir()) == before


def test_later_calls_need_no_pip_and_no_network(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout, tmp_path, "show", "global-script", "--sitecode", "a1b2c3d4e5", **NO_INDEX)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("/*")


def test_the_exit_code_is_that_of_kamseg(checkout: Path, tmp_path: Path) -> None:
    assert run(checkout, tmp_path, "build", "--sitecode", "A1'").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_the_commands_that_it_proposes_are_those_of_the_checkout(checkout: Path, tmp_path: Path) -> None:
    done = run(checkout, tmp_path, "init", "--sitecode", "a1b2c3d4e5")
    assert shlex.split(done.stdout)[-3:] == [str(checkout / "run"), "build", "kamseg.toml"]


def test_a_changed_dependency_file_is_followed_and_a_failure_explained(
    fresh: Path, tmp_path: Path, python: str
) -> None:
    assert run(fresh, tmp_path, "schema", KAMSEG_PYTHON=python).stdout == "kamseg schema\n"
    lock = fresh / ".ci" / "base.lock"
    lock.write_text(lock.read_text() + "\n# changed\n")
    done = run(fresh, tmp_path, "schema", **NO_INDEX, KAMSEG_PYTHON=python)
    assert done.returncode == 1
    assert "could not install Python packages (above: why)" in done.stderr
    # The interrupted set-up is begun anew, not taken for a finished one.
    done = run(fresh, tmp_path, "schema", KAMSEG_PYTHON=python)
    assert done.returncode == 0, done.stderr
    assert "setting up Python packages" in done.stderr


def test_it_may_be_called_through_a_link(fresh: Path, tmp_path: Path, python: str) -> None:
    (tmp_path / "kamseg-run").symlink_to(fresh / "run")
    environment = os.environ | {"KAMSEG_PYTHON": python}
    command = [str(tmp_path / "kamseg-run"), "schema"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "kamseg schema\n"
    assert not (tmp_path / ".venv").exists()


def test_a_checkout_that_was_moved_is_set_up_anew(fresh: Path, tmp_path: Path, python: str) -> None:
    run(fresh, tmp_path, "schema", KAMSEG_PYTHON=python)
    moved = fresh.with_name("moved")
    fresh.rename(moved)
    try:
        done = run(moved, tmp_path, "schema", KAMSEG_PYTHON=python)
        assert done.returncode == 0, done.stderr
        assert "setting up Python packages" in done.stderr
    finally:
        moved.rename(fresh)


def test_without_a_python_that_is_new_enough_it_says_what_to_install(fresh: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "env", "cat", "cksum", "dirname", "rm", "sed", "flock"):
        found = shutil.which(name)
        if found:
            (programs / name).symlink_to(found)
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)
    done = run(fresh, tmp_path, "schema", PATH=str(programs))
    assert done.returncode == 1
    assert "needs Python 3.11 or newer with venv; install it" in done.stderr
