"""Which frames of a failure a person has to see: their own."""

from __future__ import annotations

from typing import Protocol


class ExceptionInfo(Protocol):
    """What pytest tells a module's `__tracebackhide__`."""

    @property
    def value(self) -> BaseException:
        """The exception."""


def hidden(info: ExceptionInfo) -> bool:
    """Say that a failed wait, assertion or call of Playwright is shown where a test made it.

    A module that says `__tracebackhide__ = hidden` is left out of pytest's report; `--full-trace` shows it.
    """
    is_playwrights = type(info.value).__module__.startswith("playwright.")
    return is_playwrights or isinstance(info.value, AssertionError)
