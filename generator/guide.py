"""The install guide: numbered steps for both apps."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from . import __version__
from .catalogue import prefixes_of
from .identities import LOOKUPS, MODES, needs_of
from .reasons import CONSENTS
from .render import environment, fingerprint_of
from .sdks import SDKS
from .server_side import WHOSE

if TYPE_CHECKING:
    from jinja2 import Environment

    from .plan import Step
    from .project import Project
    from .render import Artifact
    from .server_side import ServerArtifact


def install_guide(
    project: Project,
    artifacts: tuple[Artifact, ...],
    server_side: tuple[ServerArtifact, ...] = (),
    changes: tuple[Step, ...] = (),
) -> str:
    """Write INSTALL.md for a project, its rendered snippets and its files for SDKs.

    Args:
        project: Whose guide it is.
        artifacts: Its rendered snippets.
        server_side: Its rendered files for SDKs.
        changes: What there is to do since an earlier build.
    """
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
            **_words(project),
            changes=changes,
            snippets=snippets,
            marks={artifact.snippet.id: artifact.mark for artifact in artifacts},
            data=[snippet for snippet in snippets if snippet.kind],
            prefixes=prefixes_of(project),
            global_script="global-script" in {snippet.id for snippet in snippets},
            integration=next((one for one in snippets if one.id == "exposure-integration"), None),
            removal=5 if sdks else 4,
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


_LOGINS = {
    "visitor-code": "Step 1 must hold: by it Kameleoon knows whose data it is given.",
    "segment-user-id": "Log in: before, Segment has no user id to look up, and nothing can be seen.",
    "segment-anonymous-id": "No login is needed: Segment's library makes an anonymous id by itself.",
    "segment-user-or-anonymous-id": "Without a login the anonymous id is looked up, after it the user id:"
    " what was stored under the one is not there under the other.",
}

_IDS = {
    "visitor-code": "Kameleoon.API.Visitor.code",
    "segment-user-id": "{user}.id()",
    "segment-anonymous-id": "{user}.anonymousId()",
    "segment-user-or-anonymous-id": "{user}.id() || {user}.anonymousId()",
}

_WHEN = {
    "visitor-code": "on the page after Segment has sent something about this visitor",
    "segment-user-id": "after a login, on the page after Segment has sent something about this user",
    "segment-anonymous-id": "on the page after Segment has sent something about this browser",
    "segment-user-or-anonymous-id": "on the page after Segment has sent something about this user or browser",
}


def _words(project: Project) -> dict[str, Any]:
    """Return what the guide says of this configuration and no other."""
    identity, exposures = project.identity, project.exposures
    consent, user = CONSENTS[project.consent.require], f"(await {project.segment.global_name}.user())"
    per_visit = exposures.ours and exposures.once_per == "visit"
    return {
        "consent": consent,
        "give": "" if project.consent.require == "none" else f" and give consent to {consent}",
        "modes": MODES,
        "lookups": LOOKUPS,
        "needs": needs_of(identity),
        "login": _LOGINS[identity.lookup],
        "when": _WHEN[identity.lookup],
        "id_code": _IDS[identity.lookup].format(user=user),
        "deeds": [
            *(["enter an audience"] if project.personas else []),
            *(["identify with a trait"] if project.traits else []),
            *(["join a group"] if project.group else []),
        ],
        "built_in": exposures.source == "built-in",
        "keeps": identity.mode != "none" or per_visit,
        "for_good": identity.mode == "identify" or per_visit,
    }


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


def duration(seconds: int) -> Markup:
    """Write how long something lasts."""
    days, minutes = seconds // 86400, seconds // 60
    return Markup(f"{days} days" if days else f"{minutes} minutes")  # noqa: S704 - numbers


@cache
def _guides() -> Environment:
    return environment("guide", code=code, text=text, verbatim=verbatim, ordinal=ordinal, duration=duration)
