"""How the preview begins, and begins anew when the file is saved."""

from __future__ import annotations

from typing import Any

import pytest
from kamseg.generator.project import Consent, Project
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.preview.preview import Preview
from kamseg.harness.preview.settings import Change, consent_of
from msgspec.structs import replace

PROJECT = Project(sitecode="a1b2c3d4e5")


@pytest.mark.parametrize(
    ("require", "asks"),
    [
        ("none", "not-required"),
        ("any", "not-required"),
        ("both", "required"),
        ("experiment", "required"),
        ("personalization", "required"),
    ],
)
def test_the_shop_asks_where_the_file_waits_for_a_consent_that_it_names(require: Any, asks: str) -> None:
    assert consent_of(replace(PROJECT, consent=Consent(require=require))) == asks


def test_a_saved_file_changes_it_only_where_it_says_something_new() -> None:
    found = [PROJECT]
    preview = Preview(lambda: found[-1], Emulator())
    preview.change(Change(consent="required"))
    seen = []
    for saved in (replace(PROJECT, label="Larkspur"), replace(PROJECT, consent=Consent(require="none"))):
        found.append(saved)
        preview.renew()
        seen.append(preview.settings.consent)
    assert seen == ["required", "not-required"]
