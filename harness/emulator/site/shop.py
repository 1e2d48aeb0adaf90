"""The demo shop: a small shop that a person would accept as real, with Kameleoon and Segment in its pages.

Cart, login and consent live in the browser (`templates/site/shop.js`); here pages are only rendered.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ....generator.render import TEMPLATES
from ..http.messages import Refused, Request, Response, text_response
from .decision import Question, Server
from .demo import FEATURE, plan_trait
from .goods import ARTICLES, PLANS, PRODUCTS
from .layout import Frame
from .pages import Site, Tag

if TYPE_CHECKING:
    from typing import Unpack

    from ....generator.project import Project

_FOLDER = TEMPLATES / "site"
_FILES = {"/shop.css": "text/css", "/shop.js": "text/javascript"}
_CONSENT = {"shop_consent=true": True, "shop_consent=false": False}
"""The cookie in which `shop.js` tells the server of it."""
# Path to template, title and what only this page knows.
_PAGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "/": ("home", "Coffee, roasted on Tuesdays", {}),
    "/pricing": ("pricing", "Plans", {}),
    "/product": ("products", "The shop", {}),
    **{f"/product/{one.slug}": ("product", one.name, {"product": one}) for one in PRODUCTS},
    "/cart": ("cart", "Cart", {}),
    "/account": ("account", "Account", {}),
    "/sample": ("sample", "This week's sample", {"feature": FEATURE}),
    "/magazine": ("magazine", "Magazine", {"current": ""}),
    **{f"/magazine/{one.slug}": ("magazine", one.title, {"current": one.slug}) for one in ARTICLES},
}


class Settings(TypedDict, total=False):
    """What of a `Site` can be set for the shop."""

    scripts: tuple[Tag, ...]
    engine_path: str
    engine_async: bool
    crossorigin: bool
    head: str
    after_scripts: str
    body: str
    headers: dict[str, str]
    nonce: str
    subdomains: tuple[str, ...]
    server: Server | None


def shop_site(project: Project, **rest: Unpack[Settings]) -> Site:
    """Make the site that the emulator serves as `shop.localhost`.

    Args:
        project: names Segment's global and the trait that holds the plan.
        rest: everything else of the `Site`: order of the scripts, headers, HTML to add …
    """
    return Site(analytics_name=project.segment.global_name, layout=Shop(project), **rest)


SHOP_PAGES = {path: title for path, (_, title, _) in _PAGES.items()}
"""The shop's pages, by their paths."""


class Shop:
    """The layout of the shop's pages.

    Args:
        project: see `shop_site`.
        environment: with the templates; default: one that all shops share.
    """

    def __init__(self, project: Project, environment: Environment | None = None) -> None:
        self._environment = environment or _shared_templates()
        self._personas = project.personas.custom_data if project.personas else ""
        trait = plan_trait(project)
        self._values = {
            "analytics": project.segment.global_name,
            "plan_trait": trait.trait if trait else "plan",
            "products": PRODUCTS,
            "plans": PLANS,
            "articles": ARTICLES,
        }

    def answer(self, request: Request, frame: Frame) -> Response:
        """Answer with a page or a static file; 404 for a path without one."""
        path = request.path
        if path in _FILES:
            return text_response((_FOLDER / path[1:]).read_text(encoding="utf-8"), _FILES[path])
        if path not in _PAGES:
            raise Refused(404, f"no such page; there are {', '.join(_PAGES)}")
        template, title, own = _PAGES[path]
        html = self._environment.get_template(f"{template}.html.jinja")
        values = {"path": path, "title": title, "frame": _trusted(frame), **self._values, **own}
        return text_response(html.render(values), "text/html")

    def question(self, path: str, cookie: str) -> Question | None:
        """Ask for the sample; without personas there is nothing to decide."""
        if path != "/sample" or not self._personas:
            return None
        consent = next((_CONSENT[pair] for pair in cookie.split("; ") if pair in _CONSENT), None)
        return Question(feature=FEATURE, custom_data=self._personas, consent=consent, cookie=cookie)

    def render_all(self) -> None:
        """Render every page once, so that an error in a template shows now."""
        for path in _PAGES:
            self.answer(Request("GET", "shop.localhost", path), Frame("", "", ""))


def _trusted(frame: Frame) -> dict[str, Any]:
    """What the `Site` itself wrote is HTML, not text; what the server decided is text."""
    return {
        "head": Markup(frame.head),  # noqa: S704 - see above
        "end": Markup(frame.end),  # noqa: S704 - see above
        "nonce": Markup(frame.nonce),  # noqa: S704 - an attribute, escaped by the Site
        "decision": frame.decision,
        "decided_by": frame.decided_by,
    }


def templates() -> Environment:
    """Make an environment with the shop's templates as they are now: what it has once loaded stays."""
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _shared_templates() -> Environment:
    return templates()
