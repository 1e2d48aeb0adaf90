from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from kamseg.harness.browsers import engines, webkit_gtk

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.harness.emulator.emulator import Emulator
    from playwright.sync_api import Playwright


def chromium(folder: Path) -> Any:
    path = folder / "chromium-1" / "chrome-linux64" / "chrome"
    return SimpleNamespace(name="chromium", executable_path=str(path))


def other(name: str, folder: Path) -> Any:
    return SimpleNamespace(name=name, executable_path=str(folder / f"{name}-1" / name / name))


def make_executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


def test_playwrights_own_browser_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_executable(tmp_path / "bin" / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    make_executable(tmp_path / "own" / "chromium_headless_shell-1" / "linux64" / "chrome-headless-shell")
    assert "executable_path" not in engines.launch_arguments(chromium(tmp_path / "own"))


def test_then_the_systems_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        path = make_executable(tmp_path / name)
        arguments = engines.launch_arguments(chromium(tmp_path / "own"))
        assert arguments["executable_path"] == str(path)
        assert "--no-sandbox" in arguments["args"]


def test_without_any_the_error_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(engines.NoBrowserError, match="apt-get install chromium-headless-shell"):
        engines.launch_arguments(chromium(tmp_path))


def test_a_window_needs_more_than_the_headless_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    make_executable(tmp_path / "chromium-headless-shell")
    with pytest.raises(
        engines.NoBrowserError, match=r"with a window: .*\(Debian: apt-get install chromium\)"
    ):
        engines.stand_in(chromium(tmp_path / "own"), {"headless": False})


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_playwrights_own_build_of_the_others_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    make_executable(tmp_path / "bin" / "firefox-esr")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    engine = other(name, tmp_path)
    make_executable(tmp_path / f"{name}-1" / name / name)
    assert engines.launch_arguments(engine) == {"headless": True}
    assert engines.webkit_gtk_for(engine) is None


def test_then_debians_firefox_over_bidi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_executable(tmp_path / "firefox-esr")
    monkeypatch.setenv("PATH", str(tmp_path))
    arguments = engines.launch_arguments(other("firefox", tmp_path))
    assert (arguments["channel"], arguments["executable_path"]) == ("moz-firefox", str(path))


def test_then_the_newest_mini_browser_where_there_is_a_screen_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(webkit_gtk, "_LIBRARIES", (tmp_path,))
    engine = other("webkit", tmp_path)
    make_executable(tmp_path / "webkit2gtk-4.0" / "MiniBrowser")
    newest = make_executable(tmp_path / "machine" / "webkit2gtk-4.1" / "MiniBrowser")
    with pytest.raises(engines.NoBrowserError, match="apt-get install webkit2gtk-driver xvfb"):
        engines.webkit_gtk_for(engine)
    make_executable(tmp_path / "Xvfb")
    assert engines.webkit_gtk_for(engine) == newest


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_without_one_of_the_others_the_error_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(webkit_gtk, "_LIBRARIES", (tmp_path,))
    with pytest.raises(engines.NoBrowserError, match=f"no browser found for {name}: .*apt-get install"):
        engines.find_engine(other(name, tmp_path))


@pytest.mark.kamseg_every_engine
def test_contexts_share_nothing(playwright: Playwright, browser_name: Any, emulator: Emulator) -> None:
    with ExitStack() as stack:
        engine = stack.enter_context(engines.open_engine(playwright, browser_name))
        one, other = (stack.enter_context(engine.new_context(tabs=2)) for _ in range(2))
        pages = one.new_page(), one.new_page(), other.new_page()
        for page in pages:
            page.goto(emulator.url("/robots.txt"))
        pages[0].evaluate("document.cookie = 'mine=1'; localStorage.setItem('mine', '1');")
        seen = [page.evaluate("[document.cookie, localStorage.getItem('mine')]") for page in pages]
        assert seen == [["mine=1", "1"], ["mine=1", "1"], ["", None]]
