"""`kamseg schema`: prints the JSON Schema of `kamseg.toml`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..config import json_schema

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing stands behind `kamseg schema`."""


def run(_arguments: argparse.Namespace) -> int:
    """Print it; returns the exit code."""
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0
