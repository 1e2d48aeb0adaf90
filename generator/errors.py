"""The errors a user can meet; each names the fault, the place and the remedy."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong with a configuration.

    Attributes:
        path: The key's path, for example `traits[1].type`; empty for the whole file.
        rule: What is wrong, as the end of a sentence whose subject is the key.
        remedy: What to do about it.
        value: The offending value as it would be written, or nothing where there is none.
    """

    path: str
    rule: str
    remedy: str = ""
    value: str | None = None

    def __str__(self) -> str:
        """Say it in one line."""
        subject = f"{self.path} = {self.value}" if self.value is not None else self.path
        sentence = f"{subject}: {self.rule}" if subject else self.rule
        return f"{sentence}; {self.remedy}" if self.remedy else sentence


class KamsegError(Exception):
    """Something that the user can put right; the command line prints it without a traceback."""


class ConfigurationError(KamsegError):
    """A configuration that cannot be built, with all its faults."""

    def __init__(self, origin: str, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{origin}: {fault}" for fault in faults))


class OutputError(KamsegError):
    """Files that cannot be written, or a place where kamseg must not write."""
