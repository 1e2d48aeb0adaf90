"""How the words of one command are taken: in any order, and where they are wrong, with its own usage."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandParser(argparse.ArgumentParser):
    """Takes options before, between and behind the other words.

    argparse alone gives what it could leave out to nobody, as soon as an option stands before it.
    """

    _is_under_way = False

    def parse_known_args(  # type: ignore[override] # its overloads say the same of more types
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Take the words; none is left over for the program, which could only print its own usage."""
        if self._is_under_way:
            return super().parse_known_args(args, namespace)
        self._is_under_way = True
        try:
            found: tuple[Any, list[str]] = self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_under_way = False
        if found[1]:
            self.error(f"unrecognized arguments: {' '.join(found[1])}")
        return found
