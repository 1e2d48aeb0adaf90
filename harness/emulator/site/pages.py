"""`shop.localhost`: the pages of the site under test, minimal ones or a person's own."""

from __future__ import annotations

import asyncio
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from ..http.messages import Refused, Request, Response, text_response
from ..http.values import Value
from .decision import Question, Server
from .folder import Folder
from .layout import Deciding, Frame, Layout
from .upstream import Upstream, fault_of

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ...evidence.journal import Journal
    from ..http.messages import Answer
    from ..segment.source import Source

_NAMES = {"/": "Home", "/pricing": "Pricing", "/product": "Product", "/cart": "Cart", "/account": "Account"}
_SNIPPET = Path(__file__).resolve().parents[1] / "segment" / "snippet.js"


Tag = Literal["engine", "segment"]
"""A tag in the head of every page: that of Kameleoon's engine, that of analytics.js."""


class Site(Value, frozen=True, kw_only=True):
    """How the pages are made.

    Attributes:
        scripts: which tags the head has, in this order; each may be given twice or not at all.
        engine_path: `/engine.js`, or the legacy `/kameleoon.js`.
        engine_async: false: the engine blocks the parser, so that it certainly runs before what follows.
        crossorigin: engine and library are asked for as CORS has it, which real tags are not: then the page
            is told what throws in them, instead of "Script error.".
        head: HTML before the scripts.
        after_scripts: HTML after the scripts, still in the head.
        body: HTML at the end of the body.
        headers: response headers of every page, for example a Content-Security-Policy.
        nonce: of every script tag that the site writes.
        pages: more pages, path to HTML of the body.
        analytics_name: the name of Segment's global.
        single_page: links change the address with `history.pushState`, without a load.
        subdomains: further hosts of the same pages: `www` stands for `www.shop.localhost`.
        layout: makes the pages, in place of the minimal ones; without `pages` and `single_page`. Likewise
            `folder` and `upstream`: give one of the three at most.
        folder: with HTML files, which are served with the tags in them.
        upstream: address of a running server, `http://127.0.0.1:8000`; its pages come with the tags in them.
        server: decides feature flags; None: a stand-in.

    Raises:
        ValueError: two ways to make the pages, no such folder, an upstream that is none.
    """

    scripts: tuple[Tag, ...] = ("engine", "segment")
    engine_path: str = "/engine.js"
    engine_async: bool = True
    crossorigin: bool = False
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
    folder: Path | None = None
    upstream: str = ""
    server: Server | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        given = [name for name in ("layout", "folder", "upstream") if getattr(self, name)]
        if len(given) > 1:
            raise ValueError(
                f"Site({'=…, '.join(given)}=…): one of them makes the pages; leave the others out"
            )
        if self.folder and not Path(self.folder).is_dir():
            raise ValueError(f"Site(folder={str(self.folder)!r}): there is no such folder")
        fault = fault_of(self.upstream) if self.upstream else ""
        if fault:
            raise ValueError(f"Site(upstream={self.upstream!r}): {fault}")


class SiteHost:
    """Serves the pages of a `Site`.

    Args:
        site: how the pages are made.
        sitecode: of the Kameleoon project in the install tag.
        source: the Segment source whose library is loaded.
        server: decides where the site has nobody for it.
        journal: where decisions, and an upstream that does not answer, are recorded.
    """

    def __init__(self, site: Site, sitecode: str, source: Source, server: Server, journal: Journal) -> None:
        self._site = site
        self._server = site.server or server
        self._journal = journal
        self._sitecode = sitecode
        self._source = source
        self._layout = _layout_of(site, journal)

    def answer(self, request: Request) -> Answer:
        """Answer with a page; 404 for a path without one."""
        if request.path == "/favicon.ico" and not self._site.upstream:
            return Response(204)
        if self._layout:
            page = self._page(self._layout, request)
            return page.with_headers(self._site.headers) if isinstance(page, Response) else self._later(page)
        pages = {path: f"<h1>{name}</h1>" for path, name in _NAMES.items()} | self._site.pages
        if request.path not in pages:
            raise Refused(404, f"no such page; there are {', '.join(pages)}")
        html = self._html(request.path, pages[request.path], request.port)
        return text_response(html, "text/html").with_headers(self._site.headers)

    async def _later(self, page: Awaitable[Response]) -> Response:
        return (await page).with_headers(self._site.headers)

    def _page(self, layout: Layout, request: Request) -> Answer:
        if isinstance(layout, Deciding):
            question = layout.question(request.path, request.headers.get("cookie", ""))
            if question:
                return self._decided(layout, question, request)
        return layout.answer(request, self._frame(request.port))

    async def _decided(self, layout: Layout, question: Question, request: Request) -> Response:
        asked = msgspec.structs.replace(question, sitecode=self._sitecode, port=request.port)
        decision = await asyncio.to_thread(self._server.decide, asked)  # it may ask other hosts
        by = self._server.name
        self._journal.append(
            "decision",
            feature=question.feature,
            variation=decision.variation,
            visitorCode=decision.visitor_code,
            by=by,
        )
        frame = self._frame(request.port)
        head = f"{self._script(decision.tracking_code)}\n{frame.head}"
        answer = layout.answer(request, Frame(head, frame.end, frame.nonce, decision, by))
        page = answer if isinstance(answer, Response) else await answer
        cookies = (*page.cookies, decision.set_cookie) if decision.set_cookie else page.cookies
        return msgspec.structs.replace(page, cookies=cookies)

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
        asynchronous += " crossorigin" * self._site.crossorigin
        queue = self._script("window.kameleoonQueue = window.kameleoonQueue || [];")
        return f'{queue}\n<script{self._nonce()} src="{address}"{asynchronous}></script>'

    def _segment_tag(self, port: int) -> str:
        cdn = f"http://cdn.segment.localhost:{port}"
        library = f"{cdn}/analytics.js/v1/{self._source.write_key}/analytics.min.js"
        given = [self._site.analytics_name, library, cdn, self._site.crossorigin]
        values = msgspec.json.encode(given).decode()[1:-1]
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


def _layout_of(site: Site, journal: Journal) -> Layout | None:
    if site.folder:
        return Folder(Path(site.folder))
    return Upstream(site.upstream, journal) if site.upstream else site.layout


@cache
def _snippet() -> str:
    return _SNIPPET.read_text(encoding="utf-8").rstrip()
