"""From a configuration and the templates to what is set up in Kameleoon: made anew, or left as it was."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import msgspec
from jinja2 import TemplateError, TemplateSyntaxError

from ...generator.errors import KamsegError
from ...generator.minify import NoScriptError
from ...generator.project import Project
from ...generator.render import TEMPLATES, Artifact, render, snippet_templates
from ..emulator.site.demo import demo_account
from ..emulator.site.shop import Shop, templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..emulator.kameleoon.account import Account
    from .settings import Settings


class WorkshopError(Exception):
    """A configuration or a template that cannot be used; the message is for people."""


class Product(msgspec.Struct, frozen=True):
    """What was made: the project, its snippets, and the pages of the shop."""

    project: Project
    artifacts: tuple[Artifact, ...]
    shop: Shop

    def account(self, settings: Settings) -> Account:
        """Set up the Kameleoon account."""
        return demo_account(self.project, minified=settings.minified, consent=settings.consent)


def make(read: Callable[[], Project]) -> Product:
    """Read the configuration and render everything, so that nothing can fail later.

    Raises:
        WorkshopError: says what is wrong, and where.
    """
    try:
        project = read()
        snippet_templates.cache_clear()
        shop = Shop(project, templates())
        shop.render_all()
        return Product(project, render(project), shop)
    except KamsegError as error:
        raise WorkshopError(str(error)) from error
    except Exception as error:
        raise WorkshopError(f"{_place_of(error)}{_sentence(error)}") from error


def _sentence(error: Exception) -> str:
    message = (error.message if isinstance(error, TemplateError) else str(error)) or type(error).__name__
    if isinstance(error, TemplateError | NoScriptError):
        return message
    return f"{type(error).__name__}: {message}"


def _place_of_line(wanted: str) -> str:
    """Find a line of a snippet in the templates; one with values in it is not found."""
    for file in sorted((TEMPLATES / "snippets").iterdir()):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if wanted and line.strip() == wanted:
                return f"{file.name}, line {number}: "
    return f"a snippet, near {wanted!r}: "


def _place_of(error: Exception) -> str:
    """Name the template and the line, where a template is to blame."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name}, line {error.lineno}: "
    if isinstance(error, NoScriptError):
        return _place_of_line(error.line)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".jinja")
    ]
    return f"{frames[-1].filename.rpartition('/')[2]}, line {frames[-1].lineno}: " if frames else ""
