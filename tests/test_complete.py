"""In CI nothing may be skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


@pytest.mark.parametrize(("complete", "outcome"), [(True, {"failed": 1}), (False, {"skipped": 1})])
def test_a_skipped_test_fails_where_everything_must_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, complete: bool, outcome: dict[str, int]
) -> None:
    monkeypatch.delenv("KAMSEG_COMPLETE", raising=False)
    if complete:
        monkeypatch.setenv("KAMSEG_COMPLETE", "1")
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    pytester.makeconftest((TESTS / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile("import pytest\n\ndef test_what_is_missing(): pytest.skip('no browser')")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(**outcome)
