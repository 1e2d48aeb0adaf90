"""Where it was measured: without that a time says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

_BUSY = 0.3  # of a core, before anything was measured


def facts(environment: dict[str, str]) -> list[str]:
    """Return the machine, the programs, and whether something else ran there.

    Args:
        environment: with a PATH on which `node` is.
    """
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = "it was busy: figures are too high, ratios less so" if load > _BUSY else "nothing else ran"
    return [
        f"{cores} cores, {_processor()}, {platform.system()} {platform.machine()}",
        f"load {load:.1f} before the first subject: {busy}",
        f"Python {platform.python_version()}, Node.js {_said(['node', '--version'], environment)}",
        _said([_chromium(), "--version"], environment),
    ]


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "processor unknown"


def _chromium() -> str:
    from kamseg.harness.browsers.engines import find_engine  # noqa: PLC0415 - needs Playwright, which `provide` has brought
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - same

    with sync_playwright() as playwright:
        return str(find_engine(playwright.chromium))


def _said(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or f"{Path(command[0]).name}: version unknown"
