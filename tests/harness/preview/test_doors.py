"""Who may do what: only pages of the preview change it, and only this machine reaches it."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import msgspec
import pytest
from kamseg.harness.emulator.http.client import send

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor

WRITES = (
    "page",
    "state",
    "done",
    "error",
    "steps",
    "play",
    "settings",
    "engine",
    "send",
    "clear",
    "restart",
)


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("origin", ["http://evil.example", "http://cdn.segment.localhost:{port}", "https://shop.localhost:{port}", "http://shop.localhost", "null"])  # fmt: skip
def test_a_foreign_origin_changes_nothing(emulator: Emulator, name: str, origin: str) -> None:
    headers = {"Origin": origin.format(port=emulator.port)}
    before = emulator.journal.next_seq
    reply = send(
        emulator.port, "shop", f"/__kamseg/{name}", method="POST", headers=headers, body=b'[{"open": "/"}]'
    )
    assert reply.status == 403
    assert [entry.kind for entry in emulator.journal.since(before)] == ["bad-request"]


def test_a_foreign_origin_cannot_reset_the_journal(emulator: Emulator) -> None:
    emulator.journal.append("own.kept")
    reply = send(
        emulator.port, "shop", "/__kamseg/reset", method="POST", headers={"Origin": "http://evil.example"}
    )
    assert reply.status == 403
    emulator.journal.only("own.kept")


@pytest.mark.parametrize("name", WRITES)
def test_reading_changes_nothing(emulator: Emulator, name: str) -> None:
    assert send(emulator.port, "shop", f"/__kamseg/{name}").status == 405


@pytest.mark.parametrize("host", ["evil.example", "cdn.segment.localhost", "app.kameleoon.localhost"])
@pytest.mark.kamseg_allow("egress")
def test_another_host_name_is_not_the_preview(emulator: Emulator, host: str) -> None:
    headers = {"Host": f"{host}:{emulator.port}"}
    reply = send(emulator.port, "shop", "/__kamseg/updates", headers=headers)
    assert reply.status in {404, 405, 421}


@pytest.mark.parametrize("path", ["/__kamseg/../kamseg.py", "/__kamseg/%2e%2e/site/shop.css", "/__kamseg/snippets", "/__kamseg//etc/passwd", "/__kamsegx"])  # fmt: skip
def test_only_its_own_files_are_served(emulator: Emulator, path: str) -> None:
    assert send(emulator.port, "shop", path).status == 404


@pytest.mark.parametrize("body", [b"", b"[", b"{}", b'[{"open": "/", "go": "/"}]', b'[{"fly": "/"}]', b'[{"trouble": "nonsense"}]', b"\xff"])  # fmt: skip
def test_what_makes_no_sense_is_refused(emulator: Emulator, body: bytes) -> None:
    reply = send(emulator.port, "shop", "/__kamseg/steps", method="POST", body=body)
    assert reply.status == 400
    assert reply.json()["reason"]


def test_an_unknown_journey_is_refused(emulator: Emulator) -> None:
    reply = send(emulator.port, "shop", "/__kamseg/play", method="POST", body=b'{"journey": "../x"}')
    assert (reply.status, reply.json()["reason"]) == (400, "no such journey: ../x")


@pytest.mark.parametrize("query", [{"count": "x"}, {"next": "x"}])
def test_counts_are_numbers(emulator: Emulator, query: dict[str, str]) -> None:
    assert send(emulator.port, "shop", "/__kamseg/updates", query=query).status == 400


def test_pages_of_others_cannot_frame_or_read_it(emulator: Emulator) -> None:
    reply = send(emulator.port, "shop", "/__kamseg/")
    assert "frame-ancestors 'self'" in reply.headers["content-security-policy"]
    assert "access-control-allow-origin" not in send(emulator.port, "shop", "/__kamseg/updates").headers


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_machine_leads_to_the_shop(emulator: Emulator, host: str) -> None:
    headers = {"Host": f"{host}:{emulator.port}"}
    reply = send(emulator.port, "shop", "/pricing", query={"a": "b c"}, headers=headers)
    assert (reply.status, reply.headers["location"]) == (302, emulator.url("/pricing?a=b+c"))
    reply = send(emulator.port, "shop", "/__kamseg/send", method="POST", body=b"{}", headers=headers)
    assert reply.status == 404
    emulator.journal.only("bad-request", method="POST")


@pytest.mark.parametrize("host", ["localhost", "shop.localhost", "eu-data.kameleoon.localhost"])
@pytest.mark.parametrize("path", ["/favicon.ico", "/apple-touch-icon.png", "/.well-known/appspecific/com.chrome.devtools.json"])  # fmt: skip
def test_what_browsers_ask_for_by_habit_leaves_no_entry(emulator: Emulator, host: str, path: str) -> None:
    assert send(emulator.port, "shop", path, headers={"Host": f"{host}:{emulator.port}"}).status == 204
    assert len(emulator.journal) == 0


def test_the_door_without_a_slash(emulator: Emulator) -> None:
    reply = send(emulator.port, "shop", "/__kamseg")
    assert (reply.status, reply.headers["location"]) == (302, "/__kamseg/")


def test_two_at_once_are_refused(visitor: Visitor, emulator: Emulator) -> None:
    visitor.open("/")
    answers = []
    play = {"journey": "02-returning-visit"}

    def begin() -> None:
        answers.append(
            send(
                emulator.port,
                "shop",
                "/__kamseg/play",
                method="POST",
                body=msgspec.json.encode(play),
                timeout=60,
            ).status
        )

    threads = [Thread(target=begin), Thread(target=begin)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        visitor.journal.pump() if visitor.journal.pump else None
        threads[0].join(0.05)
    assert sorted(answers) == [200, 409]
