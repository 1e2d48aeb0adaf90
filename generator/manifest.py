"""The manifest: what was built, from what, where it is pasted, and how large it is."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from . import __version__
from .render import fingerprint_of, gzip_size

if TYPE_CHECKING:
    from pathlib import Path

    from .project import Project
    from .render import Artifact
    from .server_side import ServerArtifact

MANIFEST = "manifest.json"


def manifest_of(
    project: Project,
    artifacts: tuple[Artifact, ...],
    server_side: tuple[ServerArtifact, ...],
    files: dict[str, str],
) -> str:
    """Write the manifest as JSON.

    Args:
        project: What was built.
        artifacts: Its rendered snippets.
        server_side: Its rendered files for SDKs.
        files: All other files of the project, by their paths.
    """
    manifest = {
        "tool": {"name": "kamseg", "version": __version__},
        "sitecode": project.sitecode,
        "label": project.label,
        "configuration": fingerprint_of(project),
        "snippets": [_snippet(artifact) for artifact in artifacts],
        "server_side": [_server_side(artifact) for artifact in server_side],
        "files": sorted([*files, MANIFEST]),
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


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
    return isinstance(name, str) and not name.startswith("/") and ".." not in name.split("/")


def _snippet(artifact: Artifact) -> dict[str, Any]:
    snippet = artifact.snippet
    return {
        "id": snippet.id,
        "title": snippet.title,
        "paste_into": snippet.place,
        "optional": snippet.optional,
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
