"""Does what the install guide says: pastes the generated snippets into a Kameleoon account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....generator.config import checked
from ....generator.project import Trait
from ....generator.render import render
from .account import Account, BuiltIn, CustomDatum

if TYPE_CHECKING:
    from typing import Unpack

    from ....generator.catalogue import Snippet
    from ....generator.project import Project
    from .account import Settings

INTEGRATION = "exposure-integration"


def pasted(
    project: Project, *, minified: bool = False, optional: bool = False, **rest: Unpack[Settings]
) -> Account:
    """Set up an account with all snippets of a project, and Kameleoon's own integration where it wants that.

    Args:
        project: whose snippets are pasted.
        minified: paste the minified twins.
        optional: paste the exposure integration even where the global script sends exposures already.
        rest: everything else of the account: experiments, consent, single-page mode …

    Raises:
        ConfigurationError: the project is none that can be built; with every fault.
    """
    artifacts = render(checked(project))
    if project.exposures.source == "built-in":
        rest.setdefault("built_in", BuiltIn())
    codes = {
        artifact.snippet.id: artifact.minified if minified else artifact.text
        for artifact in artifacts
        if optional or not artifact.snippet.optional or artifact.snippet.id != INTEGRATION
    }
    return Account(
        project=project,
        sitecode=project.sitecode,
        global_script=codes.get("global-script", ""),
        integrations=(codes[INTEGRATION],) if INTEGRATION in codes else (),
        custom_data=tuple(_datum(artifact.snippet, codes) for artifact in artifacts if artifact.snippet.kind),
        **rest,
    )


def _datum(snippet: Snippet, codes: dict[str, str]) -> CustomDatum:
    assert snippet.datum is not None  # noqa: S101 - a custom data is made from a part of the project
    return CustomDatum(
        name=snippet.datum.custom_data,
        type="list" if snippet.kind == "audiences" else "unique",
        format=snippet.datum.type if isinstance(snippet.datum, Trait) else "string",
        scope="visit",
        code=codes[snippet.id],
        values_code=codes.get(f"{snippet.id}.values", ""),
    )
