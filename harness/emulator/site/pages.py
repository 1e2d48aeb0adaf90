"""`shop.localhost`: the pages of the site under test. For now a minimal set that a test can shape."""

from __future__ import annotations

from functools import cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from ..http.messages import Refused, Request, Response, text_response
from ..http.values import Value
from .decision import Decision, Question, Server

if TYPE_CHECKING:
    from ...evidence.journal import Journal
    from ..segment.source import Source

_NAMES = {"/": "Home", "/pricing": "Pricing", "/product": "Product", "/cart": "Cart", "/account": "Account"}
_SNIPPET = Path(__file__).resolve().parents[1] / "segment" / "snippet.js"


class Frame(msgspec.Struct, frozen=True):
    """HTML that every page carries, whatever its layout.

    Attributes:
        head: the install tags, and what the `Site` adds around them.
        end: for the end of the body.
        nonce: an attribute for further script tags, or empty.
        decision: what the server decided for this page.
        decided_by: who decided it.
    """

    head: str
    end: str
    nonce: str
    decision: Decision = Decision()
    decided_by: str = "nobody"


class Layout(Protocol):
    """Makes whole pages, in place of the minimal ones."""

    def answer(self, path: str, frame: Frame) -> Response:
        """Answer with a page that contains the frame, or a file; raises `Refused` (404)."""

    def question(self, path: str, cookie: str) -> Question | None:
        """Say what the server must decide before it renders this page for who has these cookies."""


class Site(Value, frozen=True, kw_only=True):
    """How the pages are made.

    Attributes:
        scripts: which tags the head has, in this order; each may be given twice or not at all.
        engine_path: `/engine.js`, or the legacy `/kameleoon.js`.
        engine_async: false: the engine blocks the parser, so that it certainly runs before what follows.
        head: HTML before the scripts.
        after_scripts: HTML after the scripts, still in the head.
        body: HTML at the end of the body.
        headers: response headers of every page, for example a Content-Security-Policy.
        nonce: of every script tag that the site writes.
        pages: more pages, path to HTML of the body.
        analytics_name: the name of Segment's global.
        single_page: links change the address with `history.pushState`, without a load.
        subdomains: further hosts of the same pages: `www` stands for `www.shop.localhost`.
        layout: makes the pages, in place of the minimal ones; without `pages` and `single_page`.
        server: decides feature flags; None: a stand-in.
    """

    scripts: tuple[Literal["engine", "segment"], ...] = ("engine", "segment")
    engine_path: str = "/engine.js"
    engine_async: bool = True
    head: str = ""
    after_scripts: str = ""
    body: str = ""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    nonce: str = ""
    pages: dict[str, str] = msgspec.field(default_factory=dict)
    analytics_name: str = "analytics"
    single_page: bool = False
    subdomains: tuple[str, ...] = ()
    layout: Layout | None = None
    server: Server | None = None


class SiteHost:
    """Serves the pages of a `Site`.

    Args:
        site: how the pages are made.
        sitecode: of the Kameleoon project in the install tag.
        source: the Segment source whose library is loaded.
        server: decides where the site has nobody for it.
        journal: each decision is recorded as `decision`.
    """

    def __init__(self, site: Site, sitecode: str, source: Source, server: Server, journal: Journal) -> None:
        self._site = site
        self._server = site.server or server
        self._journal = journal
        self._sitecode = sitecode
        self._source = source

    def answer(self, request: Request) -> Response:
        """Answer with a page; 404 for a path without one."""
        if request.path == "/favicon.ico":
            return Response(204)
        if self._site.layout:
            question = self._site.layout.question(request.path, request.headers.get("cookie", ""))
            if question:
                return Response(later=partial(self._decided, self._site.layout, question, request))
            page = self._site.layout.answer(request.path, self._frame(request.port))
            return page.with_headers(self._site.headers)
        pages = {path: f"<h1>{name}</h1>" for path, name in _NAMES.items()} | self._site.pages
        if request.path not in pages:
            raise Refused(404, f"no such page; there are {', '.join(pages)}")
        html = self._html(request.path, pages[request.path], request.port)
        return text_response(html, "text/html").with_headers(self._site.headers)

    def _decided(self, layout: Layout, question: Question, request: Request) -> Response:
        asked = msgspec.structs.replace(question, sitecode=self._sitecode, port=request.port)
        decision, by = self._server.decide(asked), self._server.name
        self._journal.append(
            "decision",
            feature=question.feature,
            variation=decision.variation,
            visitorCode=decision.visitor_code,
            by=by,
        )
        frame = self._frame(request.port)
        head = f"{self._script(decision.tracking_code)}\n{frame.head}"
        page = layout.answer(request.path, Frame(head, frame.end, frame.nonce, decision, by))
        cookie = {"Set-Cookie": decision.set_cookie} if decision.set_cookie else {}
        return page.with_headers({**self._site.headers, **cookie})

    def _html(self, path: str, content: str, port: int) -> str:
        frame = self._frame(port)
        links = "".join(f'<a href="{escape(page)}">{escape(name)}</a> ' for page, name in _NAMES.items())
        return (
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{escape(_NAMES.get(path, path))}</title>\n{frame.head}\n</head>\n<body>\n"
            f"<nav>{links}</nav>\n<main>{content}</main>\n"
            f"{self._single_page_script()}{frame.end}\n</body>\n</html>\n"
        )

    def _frame(self, port: int) -> Frame:
        tags = {"engine": self._engine_tag, "segment": self._segment_tag}
        scripts = (tags[script](port) for script in self._site.scripts)
        head = "\n".join((self._site.head, *scripts, self._site.after_scripts))
        return Frame(head, self._site.body, self._nonce())

    def _engine_tag(self, port: int) -> str:
        address = f"//{self._sitecode}.kameleoon.localhost:{port}{self._site.engine_path}"
        asynchronous = ' async="true" fetchpriority="high"' if self._site.engine_async else ""
        queue = self._script("window.kameleoonQueue = window.kameleoonQueue || [];")
        return f'{queue}\n<script{self._nonce()} src="{address}"{asynchronous}></script>'

    def _segment_tag(self, port: int) -> str:
        cdn = f"http://cdn.segment.localhost:{port}"
        library = f"{cdn}/analytics.js/v1/{self._source.write_key}/analytics.min.js"
        values = msgspec.json.encode([self._site.analytics_name, library, cdn]).decode()[1:-1]
        return self._script(f"{_snippet()}({values});")

    def _single_page_script(self) -> str:
        if not self._site.single_page:
            return ""
        return self._script(
            "document.querySelector('nav').addEventListener('click', (event) => {\n"
            "  event.preventDefault();\n  history.pushState({}, '', event.target.href);\n"
            "  document.querySelector('h1').textContent = event.target.textContent;\n});"
        )

    def _script(self, code: str) -> str:
        return f"<script{self._nonce()}>\n{code}\n</script>"

    def _nonce(self) -> str:
        return f' nonce="{escape(self._site.nonce)}"' if self._site.nonce else ""


@cache
def _snippet() -> str:
    return _SNIPPET.read_text(encoding="utf-8").rstrip()
