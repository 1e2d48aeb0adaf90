"""The install guide: numbered steps for both apps."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from . import __version__
from .render import environment, fingerprint_of
from .sdks import SDKS
from .server_side import WHOSE

if TYPE_CHECKING:
    from jinja2 import Environment

    from .project import Project
    from .render import Artifact
    from .server_side import ServerArtifact


def install_guide(
    project: Project, artifacts: tuple[Artifact, ...], server_side: tuple[ServerArtifact, ...] = ()
) -> str:
    """Write INSTALL.md for a project, its rendered snippets and its files for SDKs."""
    snippets = [artifact.snippet for artifact in artifacts]
    sdks = [artifact.file for artifact in server_side]
    by_index = [sdk for sdk in sdks if not sdk.by_name]
    names = [snippet.datum.custom_data for snippet in snippets if snippet.kind and snippet.datum]
    return (
        _guides()
        .get_template("INSTALL.md.jinja")
        .render(
            project=project,
            version=__version__,
            fingerprint=fingerprint_of(project),
            snippets=snippets,
            data=[snippet for snippet in snippets if snippet.kind],
            sdks=sdks,
            all_sdks=", ".join(sdk.sdk for sdk in SDKS),
            has_javascript=any(sdk.package.startswith("@kameleoon/") for sdk in sdks),
            by_index=by_index,
            unknown=[name for name in names if by_index and name not in project.server_side.indexes],
            whose=WHOSE[project.identity.lookup],
            audiences=project.personas is not None,
            values=next(
                (snippet for snippet in snippets if snippet.template == "persona-values.js.jinja"), None
            ),
        )
    )


def code(value: str, *, cell: bool = False) -> Markup:
    """Write a value as a code span of Markdown, whatever it contains; in a table cell bars are escaped."""
    longest = max(map(len, re.findall("`+", value)), default=0)
    fence = "`" * (longest + 1)
    inside = f" {value} " if longest else value
    escaped = inside.replace("|", "\\|") if cell else inside
    return Markup(f"{fence}{escaped}{fence}")  # noqa: S704 - a code span


def text(value: str) -> Markup:
    """Write a value as plain text of Markdown."""
    return Markup(re.sub(r"([\\`*_\[\]<>|#&~])", r"\\\1", value))  # noqa: S704 - escaped


def verbatim(value: str) -> Markup:
    """Write a value into a block of code; only for one without line breaks, as a global's name is."""
    return Markup(value)  # noqa: S704 - a fenced block shows it as it is


def ordinal(number: int) -> Markup:
    """Write the number of a step."""
    return Markup(int(number))  # noqa: S704 - a number


@cache
def _guides() -> Environment:
    return environment("guide", code=code, text=text, verbatim=verbatim, ordinal=ordinal)
