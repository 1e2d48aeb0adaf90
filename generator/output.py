"""Files on disk: all of a project or none, and a check whether they are what would be built."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import msgspec

try:
    import fcntl
except ImportError:  # Windows cannot lock a folder.
    fcntl = None  # type: ignore[assignment]

from .catalogue import snippets_of
from .errors import OutputError
from .guide import install_guide
from .manifest import MANIFEST, files_in, manifest_of, pasted_by, pieces_of, without_gzip_sizes
from .plan import plan
from .probe import PROBE, PROBE_FILE, probe_file
from .project import Exposures, Group, Identity, Personas
from .render import render
from .schema import nearest
from .server_side import server_artifacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .plan import Piece
    from .project import Project

Files = dict[str, str]
"""Paths below the project's folder, with `/`, and what stands in them."""


class Change(msgspec.Struct, frozen=True):
    """A file that is not what would be built.

    Attributes:
        file: Its path.
        state: Whether it is missing, changed, or left over from an earlier configuration.
        diff: Its lines in the unified format, from what is there to what would be built.
    """

    file: str
    state: Literal["missing", "changed", "left over"]
    diff: str


def build(project: Project, pasted: tuple[Piece, ...] | None = None) -> Files:
    """Make all files of a project, without touching the disk.

    Args:
        project: What to build.
        pasted: What is pasted from an earlier build; guide and manifest tell what to do about the difference.
            Nothing: what this build writes.
    """
    artifacts = render(project)
    files: Files = {}
    for artifact in artifacts:
        files[artifact.snippet.file] = artifact.text
        files[artifact.snippet.minified_file] = artifact.minified
    server_side = server_artifacts(project)
    files |= {artifact.file.file: artifact.text for artifact in server_side}
    files[PROBE_FILE] = probe_file(project)
    built = pieces_of(project, artifacts, server_side)
    changes = plan(built if pasted is None else pasted, built)
    files["INSTALL.md"] = install_guide(project, artifacts, server_side, changes.steps)
    files[MANIFEST] = manifest_of(project, artifacts, server_side, files, changes)
    return files


def pasted_in(folder: Path) -> tuple[Piece, ...] | None:
    """Tell what was pasted from a project's folder, also where a build was killed between its renames."""
    folder = folder.resolve()
    return pasted_by(folder if folder.exists() else _backup(folder))


def write(files: Files, folder: Path) -> None:
    """Put files into a folder, in place of those that kamseg put there before.

    They are written beside it first and take its place in the end, so a failure or an interruption leaves the
    earlier ones whole. Files that are not kamseg's own stay, and where nothing differs, all do.

    Raises:
        OutputError: Where the folder cannot be written, or is not kamseg's.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.parent):
            _restore(folder)
            foreign = _foreign(folder, files)
            fresh = folder.with_name(f".{folder.name}.new")
            try:
                if not _is_there(files, folder):
                    _fill(fresh, files)
                    for name in foreign:
                        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                        shutil.copy2(folder / name, fresh / name, follow_symlinks=False)
                    _swap(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{folder}: cannot be written ({reason}); choose another place with -o") from error


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        OutputError: Where it is there already or cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        fault = "is there already" if file.exists() else f"cannot be written ({error.strerror})"
        raise OutputError(f"{file}: {fault}; choose another file with -o") from error


def snippet_text(project: Project, name: str, *, minified: bool) -> str:
    """Render one snippet, or one file for an SDK.

    Args:
        project: Whose snippet it is.
        name: Its id, or the name of its file; `probe` is the probe.
        minified: Whether its minified twin is wanted; the probe and files for SDKs have none.

    Raises:
        OutputError: Where the project has no such snippet.
    """
    artifacts = {artifact.snippet.id: artifact for artifact in render(project)}
    server_side = {artifact.file.id: artifact for artifact in server_artifacts(project)}
    for file in server_side.values():
        if name in (file.file.id, file.file.file):
            return file.text
    wanted = name.removesuffix(".js").removesuffix(".min")
    if wanted == PROBE:
        return probe_file(project)
    if wanted not in artifacts:
        _explain_what_is_off(project, wanted)
        known = [*artifacts, *server_side, PROBE]
        raise OutputError(f"{name}: is not a snippet of this project; {nearest(wanted, known)}")
    artifact = artifacts[wanted]
    return artifact.minified if minified or name.endswith(".min.js") else artifact.text


def _explain_what_is_off(project: Project, wanted: str) -> None:
    """Say how to turn on what a snippet belongs to, where the project has turned that off.

    Raises:
        OutputError: Where it has.
    """
    parts: dict[str, tuple[dict[str, Any], str]] = {
        "group": ({"group": project.group or Group()}, 'take group = "off" away'),
        "personas": ({"personas": project.personas or Personas()}, 'take personas = "off" away'),
        "identity": ({"identity": Identity()}, 'set identity.mode = "track"'),
        "exposures": ({"exposures": Exposures()}, 'set exposures.source = "activation-events"'),
    }
    for part, (change, remedy) in parts.items():
        with_it = snippets_of(msgspec.structs.replace(project, **change))
        if wanted in {snippet.id for snippet in with_it}:
            is_theirs = part == "exposures" and project.exposures.source == "built-in"
            state = "left to Kameleoon's own integration" if is_theirs else "off"
            raise OutputError(f"{wanted}: '{part}' is {state} in this project; {remedy}")


def changes(files: Files, folder: Path) -> list[Change]:
    """Compare what is in a folder with what would be built. Line ends, which git converts, are no change."""
    found = []
    ours = files_in(folder)
    for name in sorted({*files, *ours}):
        present, wanted = _read(folder / name), files.get(name)
        if not _same(name, present, wanted):
            state: Literal["missing", "changed", "left over"] = (
                "missing" if present is None else "left over" if wanted is None else "changed"
            )
            found.append(Change(str(folder / name), state, _diff(str(folder / name), present, wanted)))
    return found


def _same(name: str, present: str | None, wanted: str | None) -> bool:
    if name == MANIFEST and present is not None and wanted is not None:
        return without_gzip_sizes(present) == without_gzip_sizes(wanted)
    return present == wanted


def _is_there(files: Files, folder: Path) -> bool:
    return files_in(folder) == set(files) and all(
        _bytes_of(folder / name) == text.encode() for name, text in files.items()
    )


def _fill(folder: Path, files: Files) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for parent in {(folder / name).parent for name in files}:
        parent.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def _swap(fresh: Path, folder: Path) -> None:
    backup = _backup(folder)
    try:
        if folder.exists():
            folder.rename(backup)
        fresh.rename(folder)
    except BaseException:
        _restore(folder)
        raise
    shutil.rmtree(backup, ignore_errors=True)


def _restore(folder: Path) -> None:
    """Finish or undo what an earlier build was killed in the middle of."""
    backup = _backup(folder)
    if backup.exists() and not folder.exists():
        backup.rename(folder)
    shutil.rmtree(backup, ignore_errors=True)


def _backup(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _foreign(folder: Path, files: Files) -> list[str]:
    """List what is not kamseg's own in the folder and must stay."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise OutputError(f"{folder}: is a file, not a folder; remove it or choose another place with -o")
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    present = [path.relative_to(folder).as_posix() for path in paths]
    ours = files_in(folder)
    if present and not ours:
        raise OutputError(
            f"{folder}: holds files that kamseg did not write; empty it or choose another place with -o"
        )
    foreign = [name for name in present if name not in ours]
    for name in foreign:
        if name in files:
            raise OutputError(f"{folder / name}: is in the way and not kamseg's own; move it elsewhere")
    return foreign


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let builds into the same folder wait for each other, where the system can lock a folder."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _read(path: Path) -> str | None:
    found = _bytes_of(path)
    return None if found is None else found.decode(errors="replace").replace("\r\n", "\n")


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror})") from error


def _diff(name: str, present: str | None, wanted: str | None) -> str:
    import difflib  # noqa: PLC0415 - only where there are differences

    lines = difflib.unified_diff(
        (present or "").splitlines(keepends=True),
        (wanted or "").splitlines(keepends=True),
        "/dev/null" if present is None else name,
        "/dev/null" if wanted is None else name,
    )
    return "".join(lines)
