"""The probe: JavaScript that tells in any page, at any time, why each part of a project does what it does.

It needs no `debug`, changes nothing and sends nothing; it only asks the Data API, and Segment's library for
its ids, as the snippets do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from .catalogue import snippets_of
from .marks import cache_key_of, stamped
from .render import shared_values, snippet_templates

if TYPE_CHECKING:
    from .project import Project

PROBE = "probe"
"""Its name in `kamseg show`, and, with `.js`, its file."""

PROBE_KEY = "kamseg.probe"
"""Asked of the Data API along with the project's keys: it tells the probe's request from those of a page."""


PROBE_FILE = f"{PROBE}.js"


def probe_file(project: Project) -> str:
    """Write the probe for people: pasted in the console of a browser, it prints a table."""
    template = snippet_templates().get_template("probe-file.js.jinja")
    text, _ = stamped(template.render(shared_values(project), probe=Markup(probe(project))))  # noqa: S704 - made of literals
    return text


def probe(project: Project) -> str:
    """Write the probe of a project as an expression: `async (asksAnew) => [{part, state, reason, text}, …]`.

    Called with true it asks the Data API what is stored now; a function of the keys may know it, too; without
    either, it looks at what the page has read by itself.
    `part` is "identity link", "exposures" or the name of a custom data; `state` and `reason` are those of
    `reasons.py`.
    """
    data = [snippet for snippet in snippets_of(project) if snippet.kind]
    return (
        snippet_templates()
        .get_template("probe.js.jinja")
        .render(
            shared_values(project),
            explains=True,
            data=data,
            cache_keys={snippet.id: cache_key_of(snippet) for snippet in data},
            probe_key=PROBE_KEY,
        )
        .strip()
    )
