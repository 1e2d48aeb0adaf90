"""`kamseg preview` as a person starts and ends it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inspector import Inspector
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[3]
PATIENCE_S = 20


class Command:
    """A preview that was started from the command line."""

    def __init__(self, *words: str, cwd: Path, source: Path = ROOT) -> None:
        environment = os.environ | {"PYTHONPATH": str(source)}
        command = [sys.executable, "-m", "kamseg", "preview", "--no-open", *words]
        self.process = subprocess.Popen(
            command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def address(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def interrupt(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, said


@pytest.fixture
def commands() -> Generator[list[Command]]:
    started: list[Command] = []
    yield started
    for command in started:
        if command.process.poll() is None:
            command.process.kill()
        command.process.communicate()


def start(commands: list[Command], *words: str, cwd: Path, source: Path = ROOT) -> Command:
    commands.append(Command(*words, cwd=cwd, source=source))
    return commands[-1]


def run(*words: str, cwd: Path, code: str = "import kamseg") -> tuple[int, str]:
    program = f"import sys; {code}; import kamseg; raise SystemExit(kamseg.main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "preview", "--no-open", *words]
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, timeout=PATIENCE_S, check=False)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_it_says_where_it_is_and_ends_at_once_with_streams_open(
    commands: list[Command], tmp_path: Path
) -> None:
    command = start(commands, "--sitecode", "a1b2c3d4e5", "--port", "0", cwd=tmp_path)
    address = command.address()
    found = re.fullmatch(r"http://shop\.localhost:(\d+)/", address)
    assert found, address
    port = int(found[1])
    with (
        socket.create_connection(("127.0.0.1", port)) as stream,
        socket.create_connection(("127.0.0.1", port)) as other,
    ):
        for one in (stream, other):
            one.sendall(
                f"GET /__kamseg/commands?page=x HTTP/1.1\r\nHost: shop.localhost:{port}\r\n\r\n".encode()
            )
        code, said = command.interrupt()
        assert code == 0
        library, first, decides, *left_out, safari, last = said.splitlines()
        assert re.fullmatch(r"It plays with analytics\.js \S+ from .*node_modules\.", library)
        assert first == f"The inspector alone: {address}__kamseg/  Ctrl-C ends it."
        assert decides.startswith(
            "The feature flag of the page /sample is decided by a stand-in for Kameleoon's SDK."
        )
        assert left_out == [
            f"The journey {title} cannot be played: there is no [[traits]]."
            for title in ("Traits", "Personalization")
        ]
        assert last == "kamseg: the preview has ended"
        # Each host that the shop's pages ask for.
        assert safari.startswith("Safari does not find *.localhost")
        named = set(safari.partition("127.0.0.1 ")[2].split())
        assert named >= {
            "shop.localhost", "a1b2c3d4e5.kameleoon.localhost", "eu-data.kameleoon.localhost",
            "cdn.segment.localhost", "api.segment.localhost",
        }  # fmt: skip
        assert stream.recv(10) in {b"", b"HTTP/1.1 2"}


def test_a_port_that_is_taken_is_said(commands: list[Command], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = start(commands, "--sitecode", "a1b2c3d4e5", "--port", str(port), cwd=tmp_path)
        assert command.address() != f"http://shop.localhost:{port}/"
        code, said = command.interrupt()
    assert code == 0
    assert f"kamseg: port {port} cannot be used (Address already in use), trying the next one" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sitecode", "A1"), "kamseg: command line: sitecode"),
        ((), "kamseg: command line: there is no kamseg.toml here"),
        (("missing.toml",), "missing.toml"),
        (
            ("--sitecode", "a1b2c3d4e5", "--engine", "nowhere.js"),
            "--engine nowhere.js: there is no such file",
        ),
        (
            ("--sitecode", "a1b2c3d4e5", "--server", "nowhere.py"),
            "--server nowhere.py: there is no such file",
        ),
        (
            ("--sitecode", "a1b2c3d4e5", "--port", "x"),
            "x is not a port: a number from 0 (any free one) to 65535",
        ),
        (("--sitecode", "a1b2c3d4e5", "--port", "70000"), "70000 is not a port"),
    ],
)
def test_what_cannot_begin_says_why(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    code, error = run(*words, cwd=tmp_path)
    assert code == 2
    assert said in error
    assert "Traceback" not in error


def test_without_its_packages_it_names_them(tmp_path: Path) -> None:
    code, error = run("--sitecode", "a1b2c3d4e5", cwd=tmp_path, code="sys.modules['aiohttp'] = None")
    assert code == 2
    assert (
        error
        == "kamseg: the preview needs the package aiohttp; install it with: pip install 'kamseg[preview]'\n"
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy whose templates can be broken."""
    for name in ("generator", "harness", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "kamseg.py", tmp_path)
    return tmp_path


@pytest.mark.kamseg_engines("chromium", reason="the inspector is the same in each")
def test_a_template_that_is_edited(commands: list[Command], checkout: Path, browser: Browser) -> None:
    address = start(
        commands, "--sitecode", "a1b2c3d4e5", "--port", "0", cwd=checkout, source=checkout
    ).address()
    context = browser.new_context()
    alone = Inspector.alone(context.new_page(), f"{address}__kamseg/")
    shop = context.new_page()
    shop.goto(address)
    alert = alone.root.get_by_role("alert")
    home = checkout / "templates/site/home.html.jinja"
    link = checkout / "templates/snippets/_look.js.jinja"
    good_home, good_link = home.read_text(), link.read_text()

    link.write_text(good_link + "{% endfor %}")
    expect(alert).to_contain_text("_look.js.jinja, line ")
    link.write_text(good_link + "{{ no_such_name | js }}")
    expect(alert).to_contain_text("'no_such_name' is undefined")
    link.write_text(good_link + "\nconst broken = ;\n")
    lines = len(good_link.splitlines())
    expect(alert).to_contain_text(f"_look.js.jinja, line {lines + 2}: unexpected ; in expression")
    link.write_text(good_link + "\n// edited\n")
    expect(alert).to_be_hidden()
    panel = alone.tab("Snippets")
    panel.locator("summary").first.click()
    expect(panel.locator("pre").first).to_contain_text("// edited")

    home.write_text(good_home + "{% if %}")
    expect(alert).to_contain_text("home.html.jinja, line ")
    shop.goto(address)
    expect(shop.get_by_role("heading", level=1)).to_be_visible()
    home.write_text(good_home.replace("<h1>", "<h1>Edited: ", 1))
    expect(shop.get_by_role("heading", level=1)).to_contain_text("Edited: ")
    expect(alert).to_be_hidden()
    context.close()
