"""The manifest: what was built, from what, where it is pasted, and how large it is."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from . import __version__
from .catalogue import Choice, choices_of
from .plan import Piece
from .render import fingerprint_of, gzip_size

if TYPE_CHECKING:
    from pathlib import Path

    from .plan import Plan
    from .project import Project
    from .render import Artifact
    from .server_side import ServerArtifact

MANIFEST = "manifest.json"

_OWN_CODE = "your own code, for {title}"
_OUT_OF_OWN_CODE = "Take it and the calls of it out of your code, if you have copied it."


def manifest_of(
    project: Project,
    artifacts: tuple[Artifact, ...],
    server_side: tuple[ServerArtifact, ...],
    files: dict[str, str],
    changes: Plan,
) -> str:
    """Write the manifest as JSON.

    Args:
        project: What was built.
        artifacts: Its rendered snippets.
        server_side: Its rendered files for SDKs.
        files: All other files of the project, by their paths.
        changes: From what is pasted to what is built.
    """
    manifest = {
        "tool": {"name": "kamseg", "version": __version__},
        "sitecode": project.sitecode,
        "label": project.label,
        "configuration": fingerprint_of(project),
        "changes": msgspec.to_builtins(changes.steps),
        # What is pasted is what is built, unless it is said here.
        **({"pasted": msgspec.to_builtins(changes.pasted)} if changes.steps else {}),
        "choices": msgspec.to_builtins(choices_of(project)),
        "snippets": [_snippet(artifact) for artifact in artifacts],
        "server_side": [_server_side(artifact) for artifact in server_side],
        "files": sorted([*files, MANIFEST]),
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def pieces_of(
    project: Project, artifacts: tuple[Artifact, ...], server_side: tuple[ServerArtifact, ...]
) -> tuple[Piece, ...]:
    """List what is to be chosen, pasted and copied, in this order: so a switch loses nothing."""
    chosen = [
        Piece(file="", place=one.place, setup=one.setup, removal=one.removal) for one in choices_of(project)
    ]
    snippets = [
        Piece(
            file=one.file,
            place=one.place,
            mark=mark,
            optional=one.optional,
            settings=one.settings,
            setup=one.setup,
            removal=one.removal(mark),
        )
        for one, mark in ((artifact.snippet, artifact.mark) for artifact in artifacts)
    ]
    copied = [_copied(artifact.file.file, artifact.file.title, artifact.mark) for artifact in server_side]
    return (*chosen, *snippets, *copied)


def pasted_by(folder: Path) -> tuple[Piece, ...] | None:
    """Tell what was pasted, as the manifest in a folder tells; None where there is none, or none to be read.

    Manifests before marks tell only what was pasted where.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if "pasted" in manifest:
            return msgspec.convert(manifest["pasted"], tuple[Piece, ...])
        chosen = (
            Piece(file="", place=one.place, removal=one.removal)
            for one in msgspec.convert(manifest.get("choices", ()), tuple[Choice, ...])
        )
        copied = map(_copied_in, manifest.get("server_side", ()))
        return (*chosen, *map(_snippet_in, manifest["snippets"]), *copied)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _snippet_in(entry: dict[str, Any]) -> Piece:
    kept = ("mark", "optional", "settings", "removal")
    known: dict[str, Any] = {key: entry[key] for key in kept if key in entry}
    return msgspec.convert(
        {"file": entry["files"]["readable"]["path"], "place": entry["paste_into"], **known}, Piece
    )


def _copied_in(entry: dict[str, Any]) -> Piece:
    return _copied(str(entry["file"]["path"]), entry["title"], str(entry.get("mark", "")))


def _copied(file: str, title: str, mark: str) -> Piece:
    place = _OWN_CODE.format(title=title)
    return Piece(file=file, place=place, mark=mark, optional=True, removal=_OUT_OF_OWN_CODE)


def files_in(folder: Path) -> frozenset[str]:
    """List what kamseg has put into a folder, as the manifest there tells; nothing where there is none."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return frozenset(name for name in files if _is_inside(name))
    except (OSError, ValueError, LookupError, TypeError):
        return frozenset()


def without_gzip_sizes(manifest: str) -> str:
    """Leave out what depends on the machine: implementations of gzip differ by a few bytes."""
    return re.sub(r'"gzip_bytes": \d+', '"gzip_bytes": …', manifest)


def _is_inside(name: object) -> bool:
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    return not name.startswith("/") and ".." not in name.split("/")


def _snippet(artifact: Artifact) -> dict[str, Any]:
    snippet = artifact.snippet
    return {
        "id": snippet.id,
        "title": snippet.title,
        "paste_into": snippet.place,
        "optional": snippet.optional,
        "mark": artifact.mark,
        "settings": snippet.settings,
        "removal": snippet.removal(artifact.mark),
        "files": {
            "readable": _file(snippet.file, artifact.text),
            "minified": _file(snippet.minified_file, artifact.minified),
        },
    }


def _server_side(artifact: ServerArtifact) -> dict[str, Any]:
    sdk = artifact.file
    return {
        "sdk": sdk.sdk,
        "title": sdk.title,
        "package": sdk.package,
        "mark": artifact.mark,
        "file": _file(sdk.file, artifact.text),
    }


def _file(path: str, text: str) -> dict[str, Any]:
    content = text.encode()
    return {
        "path": path,
        "bytes": len(content),
        "gzip_bytes": gzip_size(text),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
