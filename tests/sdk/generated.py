"""The files that kamseg writes for these SDKs, run with the real ones."""

from __future__ import annotations

import importlib.util
import re
import sys
from typing import TYPE_CHECKING, Any

from projects import EVERYTHING
from server_side.toolchains import text_for

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.generator.project import Project


def as_body(sdk: str, call: str, project: Project = EVERYTHING) -> str:
    """A module as the body of a function that knows the package as `sdk`, with a call at its end."""
    module = re.sub(r"^import .*$", "const { CustomData } = sdk;", text_for(project, sdk), flags=re.MULTILINE)
    return f"{module.replace('export async', 'async')}\n{call}"


def imported(folder: Path, project: Project = EVERYTHING) -> Any:
    """The module for Python."""
    file = folder / "segment_data.py"
    file.write_text(text_for(project, "python"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("segment_data", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["segment_data"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module
