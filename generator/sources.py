"""Where configurations come from: files, folders of files, and the flags of the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import ADDED, Table, merged, project_from, read_table
from .errors import ConfigurationError, Fault, KamsegError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .project import Project

DEFAULT_FILE = Path("kamseg.toml")
_COMMAND_LINE = "command line"
_NUMBER = re.compile(r"\[(\d+)\]")
"""Messages write `traits[0].type`, and so may flags; the other way is `traits.0.type`."""


def projects_from(places: Iterable[Path], flags: Table) -> list[Project]:
    """Read all projects, or find all that is wrong with any of them.

    Args:
        places: Files, and folders whose `*.toml` files are read. Without any it is `kamseg.toml` here, or,
            where the flags name a sitecode, what the flags say.
        flags: What the command line sets; it goes before what a file says.

    Raises:
        KamsegError: With every fault of every place.
    """
    files = [file for place in places for file in files_at(place)]
    if not files and "sitecode" not in flags:
        if not DEFAULT_FILE.exists():
            fault = Fault("", f"there is no {DEFAULT_FILE} here", "give --sitecode, or name a configuration")
            raise ConfigurationError(_COMMAND_LINE, [fault])
        files = [DEFAULT_FILE]
    if not files:
        return [project_from(merged({"traits": []}, flags), _COMMAND_LINE)]
    return _all_projects(files, flags)


def one_project(places: Iterable[Path], flags: Table) -> Project:
    """Read the only project of these places, as `projects_from` does.

    Raises:
        KamsegError: With every fault, or where there is more than one project.
    """
    projects = projects_from(places, flags)
    if len(projects) > 1:
        raise ConfigurationError(
            _COMMAND_LINE, [Fault("", "there is more than one project", "name one file")]
        )
    return projects[0]


def read_project(file: Path) -> Project:
    """Read a `kamseg.toml`, for tests that are to know what it says.

    Args:
        file: The configuration.

    Raises:
        KamsegError: With every fault, or where it cannot be read.
    """
    return one_project([Path(file)], {})


def flags_table(*, sitecode: str | None, label: str | None, traits: list[str], settings: list[str]) -> Table:
    """Turn flags into a table like that of a file.

    Args:
        sitecode: The value of `--sitecode`.
        label: The value of `--label`.
        traits: The values of `--trait`, each `trait=custom data`.
        settings: The values of `--set`, each `section.key=value`; a value that is not TOML is a text.

    Raises:
        ConfigurationError: With each flag that has no `=`.
    """
    faults = [
        Fault("", f"{flag} {word} has no '='", f"write {flag} {example}")
        for flag, words, example in (
            ("--trait", traits, 'plan="Subscribed Plan"'),
            ("--set", settings, "exposures.once_per=visit"),
        )
        for word in words
        if "=" not in word
    ]
    if faults:
        raise ConfigurationError(_COMMAND_LINE, faults)
    table: Table = {}
    for key, value in (("sitecode", sitecode), ("label", label)):
        if value is not None:
            table[key] = value
    if traits:
        pairs = (word.partition("=") for word in traits)
        added = [{"trait": trait, "custom_data": custom_data} for trait, _, custom_data in pairs]
        table["traits"] = {ADDED: added}
    for setting in settings:
        key, _, value = setting.partition("=")
        keys = _NUMBER.sub(r".\1", key).split(".")
        if keys == ["traits"]:
            keys.append(ADDED)
        table = merged(table, _nested(keys, _value(value)))
    return table


def files_at(place: Path) -> Iterator[Path]:
    """Find the configurations at a place: the file, or every `*.toml` of the folder."""
    if not place.is_dir():
        yield place
        return
    files = sorted(place.glob("*.toml"))
    if not files:
        raise ConfigurationError(
            str(place), [Fault("", "no *.toml file is in this folder", "name another one")]
        )
    yield from files


def _all_projects(files: list[Path], flags: Table) -> list[Project]:
    projects: dict[str, tuple[Path, Project]] = {}
    errors: list[ConfigurationError] = []
    for file in files:
        origin = f"{file} with the command line" if flags else str(file)
        try:
            project = project_from(merged({"traits": []} | read_table(file), flags), origin)
        except ConfigurationError as error:
            errors.append(error)
            continue
        if project.sitecode in projects:
            other = projects[project.sitecode][0]
            fault = Fault(
                "sitecode", f"is that of {other} already", "build one project at a time", project.sitecode
            )
            errors.append(ConfigurationError(origin, [fault]))
        projects[project.sitecode] = file, project
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise KamsegError("\n".join(map(str, errors)))
    return [project for _, project in projects.values()]


def _nested(keys: list[str], value: Any) -> Table:
    first, *rest = keys
    return {first: _nested(rest, value) if rest else value}


def _value(text: str) -> Any:
    import tomllib  # noqa: PLC0415 - only where there is TOML

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
