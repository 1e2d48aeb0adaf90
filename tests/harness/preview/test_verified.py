"""`kamseg verify` finds nothing wrong with the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kamseg

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.harness.preview.preview import Preview


@pytest.mark.browser
def test_the_preview_passes(preview: Preview, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journey = tmp_path / "open.toml"
    journey.write_text('title = "T"\nabout = "A."\nsteps = [{ open = "/pricing" }]\n')
    project = ("--sitecode", "a1b2c3d4e5", "--trait", "plan=Subscribed Plan")
    code = kamseg.main(["verify", preview.emulator.url(), *project, f"--journey={journey}"])
    assert code == 0, capsys.readouterr().out
