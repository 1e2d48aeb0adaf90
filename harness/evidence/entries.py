"""An entry of the journal: one thing that happened."""

from __future__ import annotations

from typing import Any

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """One thing that happened.

    Attributes:
        seq: position in the journal, from 0.
        time: seconds since the journal was made.
        kind: what happened, one of `kinds.KINDS`.
        data: the details, JSON values only; which ones, the class of its kind says.
    """

    seq: int
    time: float
    kind: str
    data: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def __str__(self) -> str:
        details = msgspec.json.encode(self.data).decode()
        return f"#{self.seq} {self.time * 1000:6.0f} ms  {self.kind}  {details}"
