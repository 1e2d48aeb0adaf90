"""A suite within a suite."""

from __future__ import annotations

LOADED = ("pytest_base_url.plugin", "pytest_playwright.pytest_playwright", "kamseg.harness.pytest_plugin")
BARE = ("--disable-plugin-autoload", *(f"-p{name}" for name in LOADED), "-pno:cacheprovider")
"""Words for pytest: to look for all plugins that are installed takes longer than all else."""
