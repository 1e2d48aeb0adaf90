"""A server of the user's own, which decides the shop's feature flag: `kamseg preview --server FILE`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from ...generator.errors import OutputError
from ..emulator.site.decision import Server

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


def server_in(file: Path) -> Server:
    """Return the server that a Python file makes: its `decide`, and its `NAME` or else the file's.

    Raises:
        OutputError: it cannot be loaded, or decides nothing.
    """
    module = _loaded(file)
    decide = getattr(module, "decide", None)
    if not callable(decide):
        raise OutputError(f"--server {file}: has no function decide(question); see harness/README.md")
    return Server(str(getattr(module, "NAME", file.name)), decide)


def _loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("kamseg_server_file", file)
    if spec is None or spec.loader is None:
        raise OutputError(f"--server {file}: is no Python file; its name must end with .py")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise OutputError(f"--server {file}: cannot be loaded: {type(error).__name__}: {error}") from error
    return module
