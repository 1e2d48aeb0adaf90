"""Suites within a suite, in one process."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _soft_assertions_of_the_suite_within(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest-playwright collects soft assertions of one test at a time, and the outer one is at it."""
    monkeypatch.setattr("pytest_playwright.pytest_playwright._soft_scope", None)
