"""`kamseg verify` as people call it: exit codes, sentences, reports."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import uuid
from argparse import Namespace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.verify.options import addresses
from kamseg.harness.verify.unreachable import why
from states import PROJECT, RIGHT
from trustme import CA

import kamseg

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = ("--timeout", "2", "--wait", "0.8")
PROJECT_FLAGS = ("--sitecode", PROJECT.sitecode, "--trait", "plan=Plan")


def verify(*words: str) -> int:
    return kamseg.main(["verify", *PROJECT_FLAGS, *QUICK, *words])


@pytest.fixture
def open_page(tmp_path: Path) -> str:
    """A journey of one page."""
    file = tmp_path / "open.toml"
    file.write_text('title = "T"\nabout = "A."\nsteps = [{ open = "" }]\n')
    return f"--journey={file}"


class OddSite(BaseHTTPRequestHandler):
    """Answers as sites do that cannot be judged."""

    asked = threading.Event()
    ended = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/hang":
            self.asked.set()
            self.ended.wait(20)
            return
        status, target, page = {
            "/loop": (302, "/loop", ""),
            "/members": (302, "/login", ""),
            "/login": (200, "", "<form><input type='password'></form>"),
            "/private": (401, "", "no"),
        }.get(self.path, (404, "", "no"))
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def odd_site() -> Iterator[str]:
    OddSite.asked, OddSite.ended = threading.Event(), threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), OddSite) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        OddSite.ended.set()
        server.shutdown()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "there is no address: write kamseg verify https://staging.example.com"),
        (["two words"], "two words: is no address of a page; write it like https://staging.example.com/"),
        (["ftp://x"], "ftp://x: is no address"),
        (["x.example", "--journey", "nowhere.toml"], "nowhere.toml: is not a journey"),
        (["x.example", "--urls", "nowhere.txt"], "--urls nowhere.txt: cannot be read"),
        (["x.example", "--report", "out.pdf"], "out.pdf: is no kind of report"),
        (["x.example", "--report", "/proc/nowhere/out.html"], "/proc/nowhere/out.html"),
        (["x.example", "--sitecode", "short"], "must be exactly ten lower-case letters and digits"),
    ],
)
def test_wrong_usage_is_said_before_a_browser_is_opened(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(*words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert not captured.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--shard", "3/2"], "3/2 is no part: write 1/3 for the first of three"),
        (["--viewport", "wide"], "wide is no size: write it like 1280x720"),
        (["--header", "odd"], "odd is no header: write it like 'X-Staging: yes'"),
        (["--basic-auth", "ada"], "credentials are written USER:PASSWORD"),
        (["--parallel", "0"], "0 is no number from 1 to 16"),
        (["--timeout", "soon"], "soon is no time"),
        (["--storage-state", "nowhere.json"], "nowhere.json holds no storage state"),
    ],
)
def test_odd_options_name_their_form(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        verify("x.example", *words)
    assert said in capsys.readouterr().err


def test_a_journey_of_the_shop_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('title = "T"\nabout = "A."\nsteps = [{ open = "" }, { login = "ada" }]\n')
    assert verify("x.example", "--journey", str(file)) == 2
    assert (
        "shop, step 2 (login ada): login can only be done in the demo shop; use click"
        in capsys.readouterr().err
    )


@pytest.mark.browser
def test_a_right_site_passes_and_reports(
    tmp_path: Path, open_page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "out.json"
    worker = "self.onfetch = (event) => event.respondWith(fetch(event.request));"
    served = Fault(host="shop", path="/worker.js", status=200, body=worker, content_type="text/javascript")
    site = Site(head="<script>navigator.serviceWorker.register('/worker.js');</script>")
    with Emulator(RIGHT, site=site, faults=(served,)) as emulator:
        code = verify(emulator.url(), open_page, f"--report={report}", f"--report={tmp_path / 'out.html'}")
        assert emulator.journal.count("segment.event") == 0
        write_key = emulator.source.write_key
    printed = capsys.readouterr().out
    assert code == 0, printed
    text = report.read_text()
    assert write_key not in text
    assert json.loads(text)
    assert re.search(r"Delivers nothing: \d+ tracking calls", text)
    assert "Service workers are off" in text
    assert "out of its user agent" in text
    assert "data:image/jpeg" in (tmp_path / "out.html").read_text()


@pytest.mark.browser
def test_sites_that_cannot_be_had_are_said_in_a_sentence_each(
    odd_site: str, open_page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = [f"{odd_site}/{path}" for path in ("loop", "members", "private", "missing", "hang")]
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert verify(*odd, f"http://127.0.0.1:{port}/", "http://nowhere.invalid/", open_page) == 3
    printed = " ".join(capsys.readouterr().out.split())
    for said in (
        "it redirects for ever",
        "it leads to a login",
        "it answers with 401; give the credentials with --basic-auth",
        "it answers with 404; look at the path",
        "it does not load in time",
        "nothing listens there",
        "its host is not known",
    ):
        assert said in printed, printed


@pytest.fixture
def distrusted_site() -> Iterator[str]:
    """A site whose certificate is by an authority that nobody knows."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA().issue_cert("localhost").configure_cert(tls)
    with ThreadingHTTPServer(("127.0.0.1", 0), OddSite) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"https://localhost:{server.server_port}/missing"
        server.shutdown()


@pytest.mark.kamseg_every_engine
@pytest.mark.kamseg_engines("chromium", "firefox", reason="WebKitGTK asks its user, and answers nobody")
def test_an_invalid_certificate_is_named_with_its_remedy(
    distrusted_site: str, browser_name: str, open_page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(distrusted_site, open_page, f"--browser={browser_name}") == 3
    printed = " ".join(capsys.readouterr().out.split())
    assert "its certificate is not valid; put the certificate right, or pass --ignore-certificates" in printed


@pytest.mark.browser
def test_an_invalid_certificate_can_be_taken(
    distrusted_site: str, open_page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(distrusted_site, open_page, "--ignore-certificates") == 3
    assert "it answers with 404; look at the path" in " ".join(capsys.readouterr().out.split())


@pytest.mark.browser
def test_a_failed_check_is_told_with_its_remedy(open_page: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator(RIGHT) as emulator:
        assert verify(emulator.url(), open_page, "--set", "identity.session_minutes=20") == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "global-script is of another configuration" in printed
    assert "and publish the Kameleoon project" in printed
    assert "global-script, from what is pasted to what is built: --- pasted +++ built" in printed


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "net::ERR_CERT_AUTHORITY_INVALID at https://x",
            "its certificate is not valid; put the certificate right",
        ),
        ("SEC_ERROR_UNKNOWN_ISSUER", "its certificate is not valid; "),
        ("NS_ERROR_UNKNOWN_HOST", "its host is not known; "),
        ("Page.goto: Timeout 2000ms exceeded.", "it does not load in time; "),
        ("net::ERR_EMPTY_RESPONSE", "it ends the connection; "),
        ("something new\nmore", "the browser says: something new; open the address in a browser"),
        ("", "the browser says: no reason is given; "),
    ],
)
def test_what_browsers_say_becomes_a_sentence(message: str, sentence: str) -> None:
    assert why(message).startswith(sentence)


def test_the_shards_share_the_work(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("# of the shop\nhttps://site3.example/#a\n\n  site4.example\nsite0.example\n")
    urls = [f"site{number}.example" for number in range(3)]
    parts = [addresses(Namespace(address=urls, urls=file, shard=(part, 2))) for part in (1, 2)]
    found = sorted(url for part in parts for url in part)
    assert found == [*(f"https://{url}" for url in urls), "https://site3.example/#a", "https://site4.example"]
    assert {len(part) for part in parts} == {2, 3}


def programs_with(mark: str) -> list[str]:
    """What still runs with this in its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it has ended, or is not ours
            continue
    return found


@pytest.mark.browser
def test_ctrl_c_leaves_no_browser_and_writes_what_is_done(
    odd_site: str, tmp_path: Path, open_page: str
) -> None:
    mark, report = uuid.uuid4().hex, tmp_path / "out.json"
    words = [f"{odd_site}/missing", f"{odd_site}/hang", *PROJECT_FLAGS, "--timeout=60", "--parallel=1"]
    command = [sys.executable, "-m", "kamseg", "verify", *words, open_page, f"--report={report}"]
    environment = {**os.environ, "KAMSEG_MARK": mark}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert OddSite.asked.wait(30)
        assert any("headless" in program or "chrom" in program for program in programs_with(mark))
        run.send_signal(signal.SIGINT)
        printed, said = run.communicate(timeout=20)
    assert run.returncode == 130, said
    assert "Traceback" not in said
    assert "1 of 2 are done" in said
    assert "it answers with 404" in " ".join(printed.split())
    assert "/missing" in report.read_text()
    assert not programs_with(mark)
