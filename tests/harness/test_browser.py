from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kamseg.harness import browser


def chromium(folder: Path) -> Any:
    return SimpleNamespace(executable_path=str(folder / "chromium-1" / "chrome-linux64" / "chrome"))


def make_executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


def test_playwrights_own_browser_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_executable(tmp_path / "bin" / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    make_executable(tmp_path / "own" / "chromium_headless_shell-1" / "linux64" / "chrome-headless-shell")
    assert "executable_path" not in browser.launch_arguments(chromium(tmp_path / "own"))


def test_then_the_systems_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        path = make_executable(tmp_path / name)
        arguments = browser.launch_arguments(chromium(tmp_path / "own"))
        assert arguments["executable_path"] == str(path)
        assert "--no-sandbox" in arguments["args"]


def test_without_any_the_error_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(browser.NoBrowserError, match="apt-get install chromium-headless-shell"):
        browser.launch_arguments(chromium(tmp_path))
