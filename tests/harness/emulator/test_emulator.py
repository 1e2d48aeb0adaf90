"""The emulator as a server: fast, local, and hard to break."""

import contextlib
import http.client
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send
from kamseg.harness.emulator.http.faults import Fault, html_instead
from kamseg.harness.emulator.http.server import ADDRESS, LARGEST_BODY
from kamseg.harness.evidence.journal import Journal


def raw(emulator: Emulator, *parts: bytes) -> bytes:
    """Send bytes as they are; returns the whole answer."""
    with socket.create_connection((ADDRESS, emulator.port), timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
            if b"\r\n\r\n" in answer and b"Connection: close" not in parts[0]:
                return answer
    return answer


def test_start_and_stop_take_at_most_thirty_milliseconds() -> None:
    durations = []
    for _ in range(10):
        begin = time.perf_counter()
        with Emulator():
            pass
        durations.append(time.perf_counter() - begin)
    assert sorted(durations)[len(durations) // 2] < 0.030


def test_ready_when_entered_and_gone_when_left() -> None:
    with Emulator() as emulator:
        assert send(emulator.port, "shop", "/").status == 200
    with pytest.raises(ConnectionRefusedError):
        send(emulator.port, "shop", "/")


def test_a_taken_port_is_an_error_and_leaves_no_thread() -> None:
    before = threading.active_count()
    with Emulator() as emulator:
        with pytest.raises(OSError, match="address already in use"), Emulator(port=emulator.port):
            pass
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


def test_bound_to_loopback_only(emulator: Emulator) -> None:
    sockets = emulator._server._listening
    assert sockets
    assert [one.getsockname()[0] for one in sockets.sockets] == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["unknown.localhost", "localhost", "127.0.0.1", "x.shop.localhost"])
def test_unknown_host_is_404_naming_the_known_ones(emulator: Emulator, journal: Journal, host: str) -> None:
    reply = send(emulator.port, "", "/", headers={"Host": f"{host}:{emulator.port}"})
    assert reply.status == 404
    assert "shop.localhost" in reply.json()["reason"]
    assert journal.only("bad-request")["host"] == host


@pytest.mark.parametrize(
    "host", ["example.com", "localhost.example.com", "evil-localhost", "10.0.0.1", "2130706433"]
)
@pytest.mark.kamseg_allow("egress")
def test_a_host_of_the_world_outside_is_refused_and_recorded(
    emulator: Emulator, journal: Journal, host: str
) -> None:
    assert send(emulator.port, "", "/", headers={"Host": host}).status == 421
    assert journal.only("egress")["host"] == host


@pytest.mark.kamseg_allow("egress")
def test_as_a_proxy_it_lets_nothing_through(emulator: Emulator, journal: Journal) -> None:
    tunnel = raw(emulator, b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")
    assert tunnel.startswith(b"HTTP/1.1 421")
    hidden = raw(emulator, b"GET http://example.com/x HTTP/1.1\r\nHost: shop.localhost\r\n\r\n")
    assert hidden.startswith(b"HTTP/1.1 421")
    assert journal.count("egress", host="example.com") == 2


MALFORMED = [
    b"nonsense\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: shop.localhost\r\nBroken header\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET /\xff\xfe?\xff HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
    b"POST /v1/t HTTP/1.1\r\nHost: api.segment.localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/t HTTP/1.1\r\nHost: api.segment.localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: shop.localhost\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("message", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_http_is_400_and_recorded(emulator: Emulator, journal: Journal, message: bytes) -> None:
    assert raw(emulator, message).split(b" ")[1] == b"400"
    journal.wait_for("bad-request", status=400)
    assert send(emulator.port, "shop", "/").status == 200


PATHS = [
    *(
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/%00",
        "/%ff%fe",
    ),
    *(
        "/%c3%a9",
        "/__kamseg",
        "/__kamseg/other",
        "/__kamseg/journal/..",
        "/a" * 2000,
    ),
]
HOSTS = [
    *("shop", "a1b2c3d4e5.kameleoon", "eu-data.kameleoon", "integrations.kameleoon", "customers.kameleoon"),
    *("cdn.segment", "api.segment"),
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_path_leads_anywhere_else(emulator: Emulator, journal: Journal, host: str) -> None:
    for path in PATHS:
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "BREW"):
            status = send(emulator.port, host, path, method=method).status
            assert status in (400, 404, 405), (host, method, path)
    journal.none("emulator-error")
    assert journal.count("bad-request") == len(PATHS) * 6


def test_a_body_without_end_is_refused(emulator: Emulator, journal: Journal) -> None:
    try:
        reply = send(emulator.port, "api.segment", "/v1/t", method="POST", body=b"x" * (LARGEST_BODY * 2))
        assert reply.status == 413
    except ConnectionError:
        pass  # the answer may be lost when the server closes before all is sent
    journal.wait_for("bad-request", status=413)
    assert send(emulator.port, "shop", "/").status == 200


def test_a_thousand_parallel_requests(emulator: Emulator) -> None:
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda _: send(emulator.port, "shop", "/", timeout=20).status, range(1000)))
    assert set(statuses) == {200}


def test_clients_that_disconnect_do_no_harm(emulator: Emulator, journal: Journal) -> None:
    emulator.faults.add(Fault(host="shop", path="/slow", does="delay", name="gate"))
    for parts in (
        b"GET / HTTP/1.1\r\nHo",
        b"GET /slow HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
        b"GET /engine",
    ):
        connection = socket.create_connection((ADDRESS, emulator.port))
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )  # reset, no farewell
        connection.sendall(parts)
        connection.close()
    emulator.release("gate")
    assert send(emulator.port, "shop", "/").status == 200
    journal.none("emulator-error")


def test_an_event_counts_even_if_its_sender_has_gone(emulator: Emulator, journal: Journal) -> None:
    emulator.faults.add(Fault(host="api.segment", does="delay", name="gate"))
    body = b'{"writeKey": "emulatedWriteKey", "event": "Last words", "userId": "u", "messageId": "m"}'
    head = b"POST /v1/t HTTP/1.1\r\nHost: api.segment.localhost\r\nContent-Length: %d\r\n\r\n" % len(body)
    with socket.create_connection((ADDRESS, emulator.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(head + body)
        journal.wait_for("fault")
    emulator._server.loop.call_soon_threadsafe(journal.append, "own.reset")
    journal.wait_for("own.reset")
    emulator.release("gate")
    journal.wait_for("segment.event", event="Last words")
    journal.wait_for("forwarded", messageId="m")


def test_streams_open_at_shutdown_are_closed() -> None:
    waiting: list[socket.socket] = []
    with Emulator(faults=(Fault(host="shop", does="hang"),)) as emulator:
        for message in (
            b"GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x.localhost\r\nContent-Length: 10\r\n\r\nhalf",
            b"GET /__kamseg/wait?kind=own.never&timeout=60 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"",
        ):
            connection = socket.create_connection((ADDRESS, emulator.port), timeout=5)
            connection.sendall(message)
            waiting.append(connection)
        emulator.journal.wait_for("fault", does="hang")
        begin = time.perf_counter()
    assert time.perf_counter() - begin < 0.5
    for connection in waiting:
        with connection, contextlib.suppress(ConnectionResetError):
            assert connection.recv(100) == b""


@pytest.mark.kamseg_allow("emulator-error")
def test_a_fault_of_ours_is_500_and_recorded(emulator: Emulator, journal: Journal) -> None:
    emulator._responder.router.answer = None  # type: ignore[method-assign, assignment] # broken on purpose
    assert send(emulator.port, "shop", "/").status == 500
    assert "TypeError" in journal.only("emulator-error")["trace"]


@pytest.mark.kamseg(
    faults=(
        Fault(host="shop", path="/cart", status=503, body="busy", times=1),
        Fault(host="cdn.*", does="truncate"),
        Fault(host="api.segment", method="POST", does="abort"),
        html_instead("eu-data.kameleoon"),
    )
)
def test_faults(emulator: Emulator, journal: Journal) -> None:
    busy = send(emulator.port, "shop", "/cart")
    assert (busy.status, busy.body) == (503, b"busy")
    assert send(emulator.port, "shop", "/cart").status == 200
    with pytest.raises(http.client.IncompleteRead):
        send(emulator.port, "cdn.segment", "/v1/projects/emulatedWriteKey/settings")
    with pytest.raises(ConnectionError):
        send(emulator.port, "api.segment", "/v1/t", method="POST")
    assert send(emulator.port, "api.segment", "/v1/t", method="OPTIONS").status == 204
    html = send(emulator.port, "eu-data.kameleoon", "/map/map")
    assert (html.status, html.headers["content-type"]) == (200, "text/html")
    assert [entry["does"] for entry in journal.entries("fault")] == ["answer", "truncate", "abort", "answer"]
    emulator.faults.clear()
    assert send(emulator.port, "eu-data.kameleoon", "/map/map").status == 400


def test_a_delayed_answer_comes_when_released(emulator: Emulator, journal: Journal) -> None:
    emulator.faults.add(Fault(host="shop", does="delay", name="gate"))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(send, emulator.port, "shop", "/")
        journal.wait_for("fault", does="delay")
        assert not answer.done()
        emulator.release("gate")
        assert answer.result().status == 200


def test_engine_host_takes_reports_in_the_order_of_the_page(emulator: Emulator, journal: Journal) -> None:
    host, path = f"{emulator.account.sitecode}.kameleoon", "/__kamseg/record"

    def report(number: int, page: str = "p") -> int:
        entry = f'{{"kind": "own.note", "data": {{"number": {number}}}}}'
        body = f'{{"page": "{page}", "number": {number}, "url": "u", "entries": [{entry}]}}'
        return send(emulator.port, host, path, method="POST", body=body.encode()).status

    assert {report(number) for number in (2, 0, 3, 1)} == {204}
    assert [entry["number"] for entry in journal.entries("own.note")] == [0, 1, 2, 3]
    for bad in (b"", b"{}", b"[]", b'{"page": 1}'):
        assert send(emulator.port, host, path, method="POST", body=bad).status == 400
    assert send(emulator.port, host, path).status == 405


def test_it_serves_the_packages_own_files_from_any_directory(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("/engine.js", "/kameleoon.js"):
        reply = send(emulator.port, f"{emulator.account.sitecode}.kameleoon", path)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
