"""A running server as the site."""

from __future__ import annotations

import gzip
import http.client
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Personas, Project
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import Reply, send
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.http.server import ADDRESS
from kamseg.harness.emulator.kameleoon.pasting import pasted
from kamseg.harness.emulator.site.pages import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kamseg.harness.journeys.visitor import Visitor

PAGE = b"<!doctype html><head><title>Mine</title></head><body>mine</body>"
SHOP = """<!doctype html>
<head><meta charset="utf-8"><title>Café</title><script>analytics.track("Shop Viewed");</script></head>
<body><h1>{who}</h1><form method="post" action="/login"><input name="name"><button>Log in</button></form><div></div>
<script>
  fetch("/piece").then((answer) => answer.text()).then((html) => {{ document.querySelector("div").innerHTML = html; }});
</script></body>"""
PROJECT = Project(sitecode="a1b2c3d4e5", personas=Personas())
ENGINE = b"a1b2c3d4e5.kameleoon.localhost"


class Application(BaseHTTPRequestHandler):
    """Somebody's application: a method for each path."""

    protocol_version = "HTTP/1.1"
    gate = threading.Event()
    gone = threading.Event()

    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/") or "page"
        getattr(self, path, self.page)()

    do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - names of the standard library

    def say(self, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def page(self) -> None:
        self.say(PAGE, ETag='"1"', Last_Modified="yesterday", Content_Security_Policy="default-src 'self'")

    def seen(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.say(f"{self.command} {self.path}\n{self.headers}\n{body.decode()}".encode(), "text/plain")

    def zipped(self) -> None:
        self.say(gzip.compress(PAGE), Content_Encoding="gzip")

    def zipped_data(self) -> None:
        self.say(gzip.compress(b'{"a": 1}'), "application/json", Content_Encoding="gzip")

    def no_gzip(self) -> None:
        self.say(b"plain", Content_Encoding="gzip")

    def cookies(self) -> None:
        self.send_response(204)
        self.send_header("Set-Cookie", "session=1; Path=/; HttpOnly; Secure; SameSite=Lax")
        self.send_header("Set-Cookie", "theme=dark")
        self.end_headers()

    def away(self) -> None:
        to = self.path.partition("?")[2].replace("OWN", str(self.connection.getsockname()[1]))
        self.say(b"", status=302, Location=to)

    def shop(self) -> None:
        who = self.headers.get("Cookie", "").partition("who=")[2].partition(";")[0]
        self.say(SHOP.format(who=who or "nobody").encode())

    def login(self) -> None:
        name = self.rfile.read(int(self.headers["Content-Length"])).decode().partition("name=")[2]
        home = f"http://{self.headers['Host']}/shop"
        self.say(b"", status=303, Location=home, Set_Cookie=f"who={name}; Path=/; HttpOnly")

    def piece(self) -> None:
        self.say(b'<p id="piece">a piece</p>')

    def error(self) -> None:
        self.say(b"<h1>Oops</h1>", status=500)

    def slowly(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"first\n")
        self.gate.wait(5)
        self.wfile.write(b"second\n")
        self.close_connection = True

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"first\n")
        self.connection.settimeout(5)
        if self.connection.recv(1) == b"":
            self.gone.set()
        self.close_connection = True

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(PAGE)
        self.close_connection = True

    def no_http(self) -> None:
        self.wfile.write(b"SSH-2.0-server\r\n")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer((ADDRESS, 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://{ADDRESS}:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def application() -> Iterator[str]:
    with serving(Application) as address:
        yield address


@pytest.fixture
def site(application: str) -> Site:
    return Site(upstream=application)


@pytest.fixture
def ask(emulator: Emulator) -> Callable[..., Reply]:
    def ask(path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return send(emulator.port, "shop", path, method=method, body=body, headers=named)

    return ask


@pytest.mark.parametrize("path", ["/", "/zipped", "/some/path?q=1"])
def test_its_pages_come_with_the_tags(ask: Callable[..., Reply], path: str) -> None:
    reply = ask(path, Accept_Encoding="gzip, br", If_None_Match='"1"')
    assert reply.status == 200
    head, body = reply.body.split(b"</head>")
    assert ENGINE in head
    assert b"cdn.segment.localhost" in head
    assert body == b"<body>mine</body>"
    assert not {"content-encoding", "etag", "last-modified"} & reply.headers.keys()


def test_its_error_pages_do_too(ask: Callable[..., Reply]) -> None:
    reply = ask("/error")
    assert (reply.status, ENGINE in reply.body) == (500, True)


def test_what_is_no_page_stays_as_it_is(ask: Callable[..., Reply]) -> None:
    assert ask("/", Sec_Fetch_Dest="empty").body == PAGE
    assert ask("/", Sec_Fetch_Dest="empty").headers["etag"] == '"1"'
    data = ask("/zipped_data")
    assert (data.json(), "content-encoding" in data.headers) == ({"a": 1}, False)
    assert ask("/favicon.ico", Sec_Fetch_Dest="image").body == PAGE
    head = ask("/", method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_it_hears_what_the_browser_asked(ask: Callable[..., Reply], emulator: Emulator) -> None:
    reply = ask(
        "/seen?a=b%2Fc&d=%C3%A9", "PUT", b"body", Cookie="a=1; b=2", Origin="http://x", Connection="close"
    )
    first, *heads = reply.body.decode().splitlines()
    assert first == "PUT /seen?a=b%2Fc&d=%C3%A9"
    seen = dict(line.lower().split(": ", 1) for line in heads if ": " in line)
    here = f"shop.localhost:{emulator.port}"
    assert seen["host"] == seen["x-forwarded-host"] == here
    assert (seen["cookie"], seen["origin"], seen["accept-encoding"]) == ("a=1; b=2", "http://x", "identity")
    assert (seen["x-forwarded-proto"], seen["content-length"]) == ("http", "4")
    assert heads[-1] == "body"
    assert ask("/seen%2Fodd//path").status == 200


def test_a_compressed_body_is_asked_as_it_was_meant(ask: Callable[..., Reply]) -> None:
    reply = ask("/seen", "POST", gzip.compress(b"form"), Content_Encoding="gzip")
    assert reply.body.endswith(b"\nform")
    assert b"gzip" not in reply.body.lower()


def test_each_cookie_is_a_header_of_its_own(emulator: Emulator) -> None:
    connection = http.client.HTTPConnection(ADDRESS, emulator.port, timeout=5)
    connection.request("GET", "/cookies", headers={"Host": "shop.localhost"})
    answer = connection.getresponse()
    assert answer.status == 204
    assert answer.headers.get_all("Set-Cookie") == [
        "session=1; Path=/; HttpOnly; Secure; SameSite=Lax",
        "theme=dark",
    ]
    connection.close()


def test_redirects_to_itself_lead_here(ask: Callable[..., Reply], emulator: Emulator) -> None:
    here = f"http://shop.localhost:{emulator.port}"
    for location, wanted in {
        "/relative?x=1": "/relative?x=1",
        "http://127.0.0.1:OWN/own?x=1": f"{here}/own?x=1",
        "http://localhost:OWN/own": f"{here}/own",
        "http://127.0.0.1:1/other": "http://127.0.0.1:1/other",
        "https://login.example.com/?next=1": "https://login.example.com/?next=1",
        "http://[broken": "http://[broken",
    }.items():
        reply = ask(f"/away?{location}")
        assert (reply.status, reply.headers["location"]) == (302, wanted)


def test_what_it_sends_is_passed_on_as_it_comes(emulator: Emulator) -> None:
    Application.gate.clear()
    connection = http.client.HTTPConnection(ADDRESS, emulator.port, timeout=5)
    connection.request("GET", "/slowly", headers={"Host": "shop.localhost"})
    answer = connection.getresponse()
    assert answer.readline() == b"first\n"
    Application.gate.set()
    assert answer.read() == b"second\n"
    connection.close()


def test_it_hears_when_the_browser_goes(emulator: Emulator) -> None:
    Application.gone.clear()
    connection = http.client.HTTPConnection(ADDRESS, emulator.port, timeout=5)
    connection.request("GET", "/endless", headers={"Host": "shop.localhost"})
    assert connection.getresponse().readline() == b"first\n"
    connection.close()
    assert Application.gone.wait(5)
    emulator.journal.none()


def test_an_end_that_comes_too_early_is_no_end(ask: Callable[..., Reply], emulator: Emulator) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        ask("/cut")
    assert "the answer ended early" in emulator.journal.only("upstream-error")["reason"]


def test_an_answer_that_is_none_is_recorded(ask: Callable[..., Reply], emulator: Emulator) -> None:
    assert ask("/no_http").status == 502
    with pytest.raises(http.client.IncompleteRead):
        ask("/no_gzip")
    assert [entry["path"] for entry in emulator.journal] == ["/no_http", "/no_gzip"]
    assert {entry.kind for entry in emulator.journal} == {"upstream-error"}


def test_a_server_that_is_down_is_a_page_and_an_entry() -> None:
    with socket.create_server((ADDRESS, 0)) as closed:
        address = f"http://{ADDRESS}:{closed.getsockname()[1]}"
    with Emulator(site=Site(upstream=address)) as emulator:
        reply = send(emulator.port, "shop", "/pricing")
    assert reply.status == 502
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert f"{address}: Connection refused" in reply.body.decode()
    entry = emulator.journal.only()
    assert (entry.kind, entry["address"], entry["path"]) == ("upstream-error", address, "/pricing")
    assert entry["reason"] == "Connection refused"


def test_websockets_are_refused_with_a_reason(ask: Callable[..., Reply], emulator: Emulator) -> None:
    reply = ask("/socket", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13")
    assert (reply.status, "WebSockets do not pass Site(upstream=…)" in reply.json()["reason"]) == (501, True)
    emulator.journal.only("bad-request", status=501)


def test_it_can_be_given_other_headers_and_faults(application: str) -> None:
    policy = {"content-security-policy": "script-src *"}
    fault = Fault(host="shop", does="truncate", times=1)
    site = Site(upstream=application, headers=policy, subdomains=("www",))
    with Emulator(site=site, faults=(fault,)) as emulator:
        with pytest.raises(http.client.IncompleteRead):
            send(emulator.port, "shop", "/")
        reply = send(emulator.port, "www.shop", "/")
    assert reply.headers["content-security-policy"] == "script-src *"
    assert ENGINE in reply.body


def test_nothing_of_it_stays_open_when_the_emulator_ends(application: str) -> None:
    with Emulator(site=Site(upstream=application)) as emulator:
        Application.gone.clear()
        connection = http.client.HTTPConnection(ADDRESS, emulator.port, timeout=5)
        connection.request("GET", "/endless", headers={"Host": "shop.localhost"})
        connection.getresponse().readline()
    assert Application.gone.wait(5)
    connection.close()


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg(account=pasted(PROJECT))
def test_a_person_uses_it_and_both_systems_see_it(visitor: Visitor, emulator: Emulator) -> None:
    page, journal = visitor.page, emulator.journal
    visitor.open("/shop")
    page.locator("#piece").wait_for()
    assert page.locator("div").inner_html() == '<p id="piece">a piece</p>'
    journal.wait_for("segment.event", event="Shop Viewed")
    journal.wait_for("segment.event", event="Kameleoon identifier")
    page.locator("input").fill("ada")
    page.locator("button").click()
    page.locator("h1", has_text="ada").wait_for()
    assert page.title() == "Café"
    journal.wait_for("segment.event", event="Shop Viewed", times=2)
    journal.none("upstream-error")
