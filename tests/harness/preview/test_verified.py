"""`kamseg verify` finds nothing wrong with the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kamseg

if TYPE_CHECKING:
    from kamseg.harness.preview.preview import Preview


@pytest.mark.browser
def test_the_preview_passes(preview: Preview, capsys: pytest.CaptureFixture[str]) -> None:
    project = ("--sitecode", "a1b2c3d4e5", "--trait", "plan=Subscribed Plan")
    code = kamseg.main(["verify", preview.emulator.url(), *project, "--wait", "2"])
    assert code == 0, capsys.readouterr().out
