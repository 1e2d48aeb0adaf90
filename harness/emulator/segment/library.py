"""Where analytics.js is: the real one from npm, or the stub that stands in for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import msgspec

_PACKAGE = Path("@segment/analytics-next")
_BUILD = Path("dist/umd")
_STUB = Path(__file__).with_name("analytics_stub.js")
_CHECKOUT = Path(__file__).resolve().parents[3]

Place = Path | Literal["stub"] | None
"""Which library is wanted: that of a folder, the stub, or whichever is found."""


class Library(msgspec.Struct, frozen=True):
    """A library that can be served; as text it says which one.

    Attributes:
        version: of the npm package; empty for the stub.
        folder: where it is served from.
        main: the file that the CDN calls `analytics.min.js`.
        place: the `node_modules`, or the folder that was named.
    """

    version: str
    folder: Path
    main: str
    place: Path

    @property
    def is_stub(self) -> bool:
        """Whether it only stands in for the real one."""
        return self.main == _STUB.name

    def __str__(self) -> str:
        if self.is_stub:
            return "analytics.js: a stub stands in for it; for the real one: npm i @segment/analytics-next"
        return f"analytics.js {self.version} from {self.place}"

    def file(self, name: str) -> Path | None:
        """Return a script of the library; only a name that its folder lists: no path leads out of it."""
        names = {_STUB.name} if self.is_stub else {path.name for path in self.folder.glob("*.js")}
        return self.folder / name if name in names else None


STUB = Library("", _STUB.parent, _STUB.name, _STUB.parent)


def find_library(wanted: Place = None, *near: Path) -> Library:
    """Find analytics.js.

    Args:
        wanted: a `node_modules` folder, the package's own folder or its `dist/umd`; `"stub"`: the stub,
            whatever is installed; None: what is found in `node_modules` of one of `near`, of the current
            folder or of kamseg's checkout, else the stub.
        near: folders to look in first.

    Raises:
        FileNotFoundError: a folder is named, and the library is not there.
    """
    if wanted == "stub":
        return STUB
    if wanted is not None:
        found = _library_at(Path(wanted))
        if found is None:
            raise FileNotFoundError(
                f"there is no analytics.js in {wanted}: name the node_modules folder in which "
                "`npm i @segment/analytics-next` has put it"
            )
        return found
    places = (folder / "node_modules" for folder in (*near, Path.cwd(), _CHECKOUT))
    return next(filter(None, map(_library_at, places)), STUB)


def _library_at(place: Path) -> Library | None:
    folders = (place / _PACKAGE / _BUILD, place / _BUILD, place)
    folder = next((one for one in folders if (one / "standalone.js").is_file()), None)
    return Library(_version_of(folder), folder, "standalone.js", place) if folder else None


def _version_of(build: Path) -> str:
    """What `package.json` says, where the build lies in its package."""
    try:
        return str(json.loads((build.parents[1] / "package.json").read_bytes())["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return "of unknown version"
