"""Whatever is asked of the HTTP face, it answers with a reason, and nothing stays behind."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.http.messages import Refused, Request, Response, refusal
from kamseg.harness.emulator.http.server import ADDRESS, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kamseg.harness.evidence.entries import Entry
    from kamseg.harness.evidence.journal import Journal

DEEP = b"[" * 6000


def ask(port: int, message: bytes) -> bytes:
    """Send bytes as they are; return all that is answered."""
    with socket.create_connection((ADDRESS, port), timeout=5) as connection:
        connection.sendall(message)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def get(port: int, target: bytes, method: bytes = b"GET") -> bytes:
    head = b"%s %s HTTP/1.1\r\nHost: shop.localhost\r\nCookie: secret=1\r\nConnection: close\r\n\r\n"
    return ask(port, head % (method, target))


@pytest.mark.parametrize("call", [b"journal", b"wait"])
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (b"?x=" + DEEP, b"nested too deeply"),
        (b"?x=" + b"[" * 3900 + b"]" * 3900, b"nested too deeply"),
        (b"?" + b"x." * 3000 + b"x=1", b"more than 32 dots"),
    ],
    ids=["unclosed", "closed", "name"],
)
def test_what_is_too_deep_is_refused(
    emulator: Emulator, journal: Journal, call: bytes, query: bytes, reason: bytes
) -> None:
    journal.append("own.note", x=[])
    answer = get(emulator.port, b"/__kamseg/" + call + query)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert reason in answer
    journal.none("emulator-error")


@pytest.mark.parametrize("times", ["0.5", "1.5", "0", "-1", "nan", "inf", "many"])
def test_so_many_times_is_a_whole_number(emulator: Emulator, times: str) -> None:
    reply = send(emulator.port, "shop", "/__kamseg/wait", query={"times": times})
    assert reply.status == 400
    assert reply.json()["reason"].startswith("times must be a ")


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("shop", "/"),
        ("api.segment", "/v1/t"),
        ("eu-data.kameleoon", "/map/maps?siteCode=a1b2c3d4e5"),
        ("integrations.kameleoon", "/segmentio"),
    ],
)
def test_bodies_that_are_not_what_they_claim_are_refused(
    emulator: Emulator, journal: Journal, host: str, path: str
) -> None:
    for encoding in ("gzip", "deflate"):
        headers = {"Content-Encoding": encoding}
        reply = send(emulator.port, host, path, method="POST", headers=headers, body=b"plain")
        assert (reply.status, f"not the {encoding} that it claims" in reply.json()["reason"]) == (400, True)
    headers = {"Content-Type": "application/json"}
    assert send(emulator.port, host, path, method="POST", headers=headers, body=DEEP).status in {
        200,
        400,
        401,
    }
    assert journal.count("bad-request", status=400) >= 2
    journal.none("emulator-error")


def test_trace_is_refused_and_shows_no_cookie(emulator: Emulator, journal: Journal) -> None:
    for host in ("shop", "api.segment", "unknown"):
        reply = send(emulator.port, host, "/", method="TRACE", headers={"Cookie": "secret=1"})
        assert reply.status == 405
        assert b"secret" not in reply.body
    assert journal.count("bad-request", method="TRACE", status=405) == 3


def test_a_wait_ends_with_its_client(
    emulator: Emulator, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = threading.Event(), threading.Event()
    listen = journal.listen

    def watched(listener: Callable[[Entry], None]) -> Callable[[], None]:
        stop = listen(listener)
        begun.set()

        def stop_and_tell() -> None:
            stop()
            ended.set()

        return stop_and_tell

    monkeypatch.setattr(journal, "listen", watched)
    with socket.create_connection((ADDRESS, emulator.port)) as connection:
        connection.sendall(
            b"GET /__kamseg/wait?kind=own.never&timeout=60 HTTP/1.1\r\nHost: shop.localhost\r\n\r\n"
        )
        assert begun.wait(5)
        assert not ended.is_set()
    assert ended.wait(5), "it goes on for a minute"
    journal.none("emulator-error")


@pytest.fixture
def impatient() -> Iterator[Server]:
    async def respond(request: Request) -> Response:
        return Response(200, request.body)

    server = Server(respond, lambda _, refused: refusal(refused), patience=0.05)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("begin", [b"", b"GET / HTTP/1.1\r\nHost: shop.loc"], ids=["nothing", "half a head"])
def test_a_connection_that_asks_nothing_whole_is_closed(impatient: Server, begin: bytes) -> None:
    assert ask(impatient.port, begin) == b""


def test_no_further_byte_prolongs_that(impatient: Server) -> None:
    with socket.create_connection((ADDRESS, impatient.port), timeout=0.01) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        for _ in range(500):  # each waits for an answer that does not come
            try:
                connection.sendall(b"x")
                assert connection.recv(1) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                pass
            return
    pytest.fail("it is still open after five seconds")


def test_a_later_request_must_come_whole_as_well(impatient: Server) -> None:
    whole = b"GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n"
    answers = ask(impatient.port, whole + b"GET / HT")
    assert answers.count(b"HTTP/1.1 200 OK") == 1


def test_a_body_that_does_not_come_is_refused(impatient: Server) -> None:
    head = b"POST / HTTP/1.1\r\nHost: shop.localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\n"
    answer = ask(impatient.port, head + b"half")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"the body has not come within 0.05 s" in answer


def test_an_answer_may_take_longer_than_that(impatient: Server) -> None:
    async def slowly(_: Request) -> Response:
        begun.set()
        await gate.wait()
        return Response(200, b"late")

    begun = threading.Event()
    gate = asyncio.Event()
    impatient._respond = slowly
    impatient.loop.call_soon_threadsafe(impatient.loop.call_later, 0.15, gate.set)
    assert get(impatient.port, b"/").endswith(b"late")


def _held() -> tuple[list[threading.Thread], int]:
    return threading.enumerate(), len(list(Path("/proc/self/fd").iterdir()))


@contextmanager
def nothing_left_behind() -> Iterator[None]:
    gc.collect()
    before = _held()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield
        gc.collect()
    assert [str(one.message) for one in said] == []
    assert _held() == before


def test_an_emulator_that_is_never_entered_leaves_nothing_behind() -> None:
    with nothing_left_behind():
        Emulator().release("nothing")


@pytest.mark.parametrize("port", ["taken", 70000])
def test_an_emulator_that_cannot_listen_leaves_nothing_behind(port: int | str) -> None:
    with socket.create_server((ADDRESS, 0)) as taken, nothing_left_behind():
        number = taken.getsockname()[1] if isinstance(port, str) else port
        with pytest.raises((OSError, ValueError)), Emulator(port=number):
            pass


def test_one_emulator_can_be_entered_again() -> None:
    emulator = Emulator()
    with nothing_left_behind():
        for _ in range(2):
            with emulator:
                assert send(emulator.port, "shop", "/").status == 200


def test_refusals_have_a_title() -> None:
    assert b"Request Timeout" in refusal(Refused(408, "x")).body


def test_the_journal_is_bounded_and_says_what_is_gone() -> None:
    with Emulator(journal_limit=10) as emulator:
        for _ in range(11):
            send(emulator.port, "unknown", "/")
        answer = send(emulator.port, "shop", "/__kamseg/journal").json()
    assert len(answer["entries"]) == 10
    assert answer["forgotten"] == emulator.journal.forgotten == answer["entries"][0]["seq"] > 0
    assert Emulator().journal.limit == 100_000
    assert Emulator(journal_limit=None).journal.limit is None
