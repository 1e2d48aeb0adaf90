"""What servers send to Segment: the shop's back end, and Segment's own audiences (CONTRACT 4.6)."""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING, Any

import msgspec

from ..emulator.http.client import send
from ..evidence.frames import hidden

if TYPE_CHECKING:
    from ..emulator.emulator import Emulator

__tracebackhide__ = hidden


class ServerSide:
    """Calls the tracking API as a server does, without a browser."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def audience(self, name: str, *, entered: bool, user_id: str | None, anonymous_id: str | None) -> None:
        """Send `Audience Entered` or `Audience Exited`; returns when every destination has answered."""
        event = "Audience Entered" if entered else "Audience Exited"
        self.track(event, {"audience_key": name, name: entered}, user_id=user_id, anonymous_id=anonymous_id)

    def track(
        self,
        event: str,
        properties: dict[str, Any],
        *,
        user_id: str | None = None,
        anonymous_id: str | None = None,
    ) -> None:
        """Send a track call; returns when every destination has answered."""
        message: dict[str, Any] = {"type": "track", "event": event, "properties": properties}
        self.send(message | {"userId": user_id, "anonymousId": anonymous_id})

    def send(self, event: dict[str, Any]) -> None:
        """Send any event; a message id is added. AssertionError when Segment refuses it."""
        message_id = f"server-{uuid.uuid4()}"
        reply = send(
            self._emulator.port,
            "api.segment",
            f"/v1/{event['type']}",
            method="POST",
            headers={"Authorization": f"Basic {self._authorization()}", "Content-Type": "application/json"},
            body=msgspec.json.encode({**event, "messageId": message_id}),
        )
        if reply.status != 200:  # noqa: PLR2004 - HTTP's OK
            raise AssertionError(f"the tracking API answered {reply.status}: {reply.body.decode()}")
        self._emulator.journal.wait_for("forwarded", messageId=message_id)

    def _authorization(self) -> str:
        return base64.b64encode(f"{self._emulator.source.write_key}:".encode()).decode()
