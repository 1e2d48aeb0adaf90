"""Nothing is delivered, however it is sent and whatever its address; all that is no tracking call passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.verify.delivery import Delivery
from kamseg.harness.verify.observer import Observer

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from playwright.sync_api import BrowserContext

SEND = """async () => {
  const event = (messageId) => JSON.stringify({ type: "track", event: messageId, messageId, writeKey: "k" });
  const by = (way) => "/collect?" + way;
  const answers = [
    await fetch(by("fetch"), { method: "POST", body: event("fetch") }),
    await fetch(by("keepalive"), { method: "POST", body: event("keepalive"), keepalive: true }),
    await fetch(new Request(by("request"), { method: "POST", body: event("request") })),
    await fetch(by("batch"), { method: "POST", body: `{"batch": [${event("batch 1")}, ${event("batch 2")}], "writeKey": "k"}` }),
  ];
  navigator.sendBeacon(by("beacon"), event("beacon"));
  await new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", by("xhr"));
    request.onload = resolve;
    request.send(event("xhr"));
  });
  const other = await fetch("/elsewhere", { method: "POST", body: "a form" });
  return [...answers, other].map(({ status }) => status);
}"""
SENT = {"fetch", "keepalive", "request", "batch 1", "batch 2", "beacon", "xhr"}


@pytest.mark.kamseg_every_engine
def test_each_way_of_sending_is_answered_on_the_spot(emulator: Emulator, context: BrowserContext) -> None:
    journal = Journal()
    observer = Observer(context, journal)
    journal.pump = observer.pump
    delivery = Delivery(context, observer)
    page = context.new_page()
    page.goto(emulator.url())
    before = delivery.answered
    assert page.evaluate(SEND) == [200, 200, 200, 200, 404]
    for name in SENT:
        journal.wait_for("segment.event", event=name)
    assert delivery.answered >= before + len(SENT) - 1  # the batch is one call
    emulator.journal.none("bad-request", path="/collect")
    emulator.journal.wait_for("bad-request", path="/elsewhere")
