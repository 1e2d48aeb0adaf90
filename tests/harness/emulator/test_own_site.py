"""Pages of one's own: made by a layout, read from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import Reply, send
from kamseg.harness.emulator.http.messages import Refused, Request, Response, text_response
from kamseg.harness.emulator.site.insertion import Insertion, asks_for_a_page
from kamseg.harness.emulator.site.layout import Frame
from kamseg.harness.emulator.site.pages import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME = Frame("<TAGS>", "<END>", "")


class Checkout:
    """A layout that shows what it was asked."""

    def answer(self, request: Request, frame: Frame) -> Response:
        if request.path != "/checkout":
            raise Refused(404, "only the checkout")
        words = (request.method, request.parameter("step"), request.headers["cookie"], request.body.decode())
        cookies = ("seen=1; Path=/", "cart=; Max-Age=0")
        page = text_response(f"<head>{frame.head}</head>{words}{frame.end}", "text/html")
        return Response(201, page.body, page.headers, cookies=cookies)


class Later(Checkout):
    async def answer(self, request: Request, frame: Frame) -> Response:  # type: ignore[override]
        return super().answer(request, frame)


@pytest.mark.parametrize("layout", [Checkout(), Later()], ids=["at once", "later"])
def test_a_layout_gets_the_whole_request(layout: Checkout) -> None:
    headers = {"Cookie": "a=1; b=2"}
    site = Site(layout=layout, headers={"content-type": "text/html", "X-Own": "1"}, body="<hr>")
    with Emulator(site=site) as emulator:
        query = {"step": "2"}
        reply = send(
            emulator.port, "shop", "/checkout", method="POST", query=query, headers=headers, body=b"card"
        )
        missing = send(emulator.port, "shop", "/other")
    assert reply.status == 201
    assert b"('POST', '2', 'a=1; b=2', 'card')<hr>" in reply.body
    assert b"/engine.js" in reply.body
    assert reply.headers["set-cookie"] in {"seen=1; Path=/", "cart=; Max-Age=0"}
    assert (reply.headers["content-type"], reply.headers["x-own"]) == ("text/html", "1")
    assert (missing.status, missing.json()["reason"]) == (404, "only the checkout")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "html"
    for name, text in {
        "index.html": "<!doctype html><head><title>Café</title></head><body>home",
        "about.html": "<head></head>about",
        "docs/index.html": "<head></head>docs",
        "app.js": "let app;",
        "style.css": "a {}",
        ".env": "secret",
        "../outside.html": "secret",
        "old.html": "",
    }.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (folder / "old.html").write_bytes(b'<head><meta charset="latin-1"></head>caf\xe9')
    (folder / "link.html").symlink_to(folder.parent / "outside.html")
    return folder


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with Emulator(site=Site(folder=folder)) as emulator:
        yield emulator.port


def get(port: int, path: str, **rest: str) -> Reply:
    return send(port, "shop", path, headers={name.replace("_", "-"): text for name, text in rest.items()})


@pytest.mark.parametrize(
    ("path", "content"),
    [("/", "home"), ("/about", "about"), ("/about.html", "about"), ("/docs/", "docs"), ("/?q=1", "home")],
)
def test_the_pages_of_a_folder_have_the_tags(port: int, path: str, content: str) -> None:
    reply = get(port, path)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    head, end = reply.body.decode().split("</head>")
    assert content in end
    assert "a1b2c3d4e5.kameleoon.localhost" in head
    assert "cdn.segment.localhost" in head


def test_other_files_of_a_folder_are_as_they_are(port: int, folder: Path) -> None:
    assert get(port, "/app.js").body == b"let app;"
    assert get(port, "/style.css").headers["content-type"] == "text/css; charset=utf-8"
    latin = get(port, "/old")
    assert latin.headers["content-type"] == "text/html"
    assert latin.body.endswith(b"caf\xe9")
    piece = get(port, "/about", Sec_Fetch_Dest="empty")
    assert piece.body == (folder / "about.html").read_bytes()


def test_a_folder_is_asked_with_a_slash(port: int) -> None:
    reply = get(port, "/docs?a=b%20c")
    assert (reply.status, reply.headers["location"]) == (302, "/docs/?a=b%20c")


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/.env",
        "/../outside.html",
        "/%2e%2e%2foutside.html",
        "/link",
        "/link.html",
        "/a%00b",
        "/docs/none",
    ],
)
def test_nothing_else_is_served(port: int, path: str) -> None:
    reply = get(port, path)
    assert reply.status == 404
    assert b"secret" not in reply.body


def test_files_take_no_forms(port: int) -> None:
    reply = send(port, "shop", "/about", method="POST", body=b"a=1")
    assert (reply.status, "Site(folder=…) cannot answer POST" in reply.json()["reason"]) == (405, True)


@pytest.mark.parametrize(
    ("page", "framed"),
    [
        ("<head><meta charset=utf-8></head><body>x", "<head><meta charset=utf-8>@</head><body>x"),
        ("<head><script>1</script></head>", "<head>@<script>1</script></head>"),
        ("<!-- <script> --><HEAD></HEAD>", "<!-- <script> --><HEAD>@</HEAD>"),
        ("<html><body><script></script>", "<html>@<body><script></script>"),
        ("<header></header><scripture><script >", "<header></header><scripture>@<script >"),
        ("<!doctype html>\n<h1>Hi", "<!doctype html>@\n<h1>Hi"),
        ("<h1>Hi", "@<h1>Hi"),
        ("", "@"),
        ("<!-- never closed <script>", "@<!-- never closed <script>"),
        ("<!--[if IE]><body class=ie><![endif]--><body>", "<!--[if IE]><body class=ie><![endif]-->@<body>"),
        ("<p><script>write('<body>')</script></head>", "<p>@<script>write('<body>')</script></head>"),
        (
            "\n\n<!DOCTYPE html>\n<html lang=en>\n<title>No body</title>",
            "\n\n<!DOCTYPE html>@\n<html lang=en>\n<title>No body</title>",
        ),
    ],
)
def test_where_the_tags_go(page: str, framed: str) -> None:
    wanted = framed.replace("@", "<TAGS>\n") + "<END>"
    whole = Insertion(FRAME, "text/html")
    assert (whole.feed(page.encode()) + whole.close()).decode() == wanted
    pieces = Insertion(FRAME, "text/html")
    parts = [pieces.feed(bytes([byte])) for byte in page.encode()]
    assert b"".join([*parts, pieces.close()]).decode() == wanted


def test_a_page_is_sent_on_as_soon_as_the_tags_are_in() -> None:
    insertion = Insertion(FRAME, "text/html")
    assert insertion.feed(b"<head>") == b""
    assert insertion.feed(b"</head><p>") == b"<head><TAGS>\n</head><p>"
    assert insertion.feed(b"more") == b"more"
    endless = Insertion(FRAME, "text/html")
    assert endless.feed(b"x" * 300_000).startswith(b"<TAGS>\nxxx")


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("text/html; charset=ISO-8859-1", b"\xe9&#8364;"), ("text/html; charset=odd", b"\xc3\xa9\xe2\x82\xac")],
)
def test_the_tags_are_in_the_charset_of_the_page(kind: str, wanted: bytes) -> None:
    insertion = Insertion(Frame("é€", "", ""), kind)
    assert insertion.close() == wanted + b"\n"


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        ({}, True),
        ({"sec-fetch-dest": "document"}, True),
        ({"sec-fetch-dest": "iframe"}, True),
        ({"sec-fetch-dest": "empty"}, False),
        ({"x-requested-with": "XMLHttpRequest"}, False),
    ],
)
def test_who_asks_for_a_page(headers: dict[str, str], is_page: bool) -> None:
    assert asks_for_a_page(Request("GET", "shop.localhost", headers=headers)) is is_page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"layout": Checkout(), "upstream": "http://127.0.0.1:1"},
            r"Site\(layout=…, upstream=…\): one of them",
        ),
        ({"folder": Path("/nowhere")}, r"Site\(folder='/nowhere'\): there is no such folder"),
        ({"upstream": "127.0.0.1:8000"}, r"Site\(upstream='127.0.0.1:8000'\): it must be like http://127"),
        ({"upstream": "ftp://127.0.0.1"}, "it must be like http"),
        ({"upstream": "http://127.0.0.1:x"}, "Port could not be cast"),
        ({"upstream": "http://127.0.0.1:8000/shop"}, "it must end after the port"),
    ],
)
def test_what_is_no_site_is_refused(words: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Site(**words)  # type: ignore[arg-type]
