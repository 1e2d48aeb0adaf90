"""The options of `kamseg verify`, and what they mean for a browser and a walk."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...generator.called import called
from ...generator.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_VIEWPORT = re.compile(r"^(\d{2,5})x(\d{2,5})$")
_SHARD = re.compile(r"^(\d+)/(\d+)$")
_MOST_PARALLEL = 16
ENGINES = ("chromium", "firefox", "webkit")


def add_walking_options(parser: argparse.ArgumentParser) -> None:
    """Add what says how the pages are walked."""
    add = parser.add_argument
    add(
        "--journey",
        type=Path,
        metavar="FILE",
        help="what the visitor does (default: open, link, reload, tab, return)",
    )
    add("--consent-click", default="", metavar="SELECTOR", help="what gives consent on the first page")
    add(
        "--deliver",
        action="store_true",
        help="let tracking calls reach Segment and Kameleoon (default: none does)",
    )
    add(
        "--inject", action="store_true", help="try the built snippets on a page where they are not pasted yet"
    )
    add("--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for a page to load (default: 30)")
    add("--wait", type=_seconds, default=8.0, metavar="SECONDS",
        help="for what is not there yet, before it counts as missing (default: 8)")  # fmt: skip


def add_browser_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which browser it is and what it brings along."""
    add = parser.add_argument
    add("--browser", action="append", choices=ENGINES, help="repeatable (default: chromium)")
    add("--headed", action="store_true", help="show the browser")
    add("--ws-endpoint", metavar="URL", help="a browser elsewhere: the address of a Playwright server")
    add(
        "--storage-state",
        type=_state,
        metavar="FILE",
        help="cookies and storage of somebody who has logged in",
    )
    add(
        "--header",
        action="append",
        default=[],
        type=_header,
        metavar="NAME:VALUE",
        help="sent with each request",
    )
    add("--basic-auth", type=_credentials, metavar="USER:PASSWORD", help="for a site behind a password")
    add("--viewport", type=_viewport, metavar="WIDTHxHEIGHT", help="of the pages")
    add("--device", metavar="NAME", help="a device that Playwright knows, for example 'iPhone 15'")
    add("--ignore-certificates", action="store_true", help="take certificates that are not valid")


def add_work_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which sites are walked, by how many browsers at once."""
    add = parser.add_argument
    add("--urls", type=Path, metavar="FILE", help="more addresses, one a line; # begins a comment")
    add("--parallel", type=_count, default=2, metavar="N", help="sites at once (default: 2)")
    add("--shard", type=_shard, metavar="I/N", help="walk only the I-th of N parts, for a matrix in CI")


def context_arguments(arguments: argparse.Namespace, devices: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments for Playwright's `new_context`.

    Raises:
        OutputError: there is no such device or file.
    """
    found: dict[str, Any] = {}
    if arguments.device:
        if arguments.device not in devices:
            near = [name for name in devices if arguments.device.split()[0].lower() in name.lower()][:5]
            raise OutputError(
                f"--device {arguments.device}: not known; there are {', '.join(near or list(devices)[:5])} …"
            )
        found |= {
            name: value for name, value in devices[arguments.device].items() if name != "default_browser_type"
        }
    if arguments.viewport:
        found["viewport"] = arguments.viewport
    if arguments.header:
        found["extra_http_headers"] = dict(arguments.header)
    if arguments.basic_auth:
        found["http_credentials"] = arguments.basic_auth
    if arguments.storage_state:
        found["storage_state"] = str(arguments.storage_state)
    if arguments.ignore_certificates:
        found["ignore_https_errors"] = True
    if not arguments.deliver:
        found["service_workers"] = "block"
    return found


def addresses(arguments: argparse.Namespace) -> list[str]:
    """Return the addresses that this shard walks, each once, with a scheme.

    Raises:
        OutputError: there is none, or one is none.
    """
    lines = _lines_of(arguments.urls) if arguments.urls else []
    found = list(dict.fromkeys(_address(word) for word in [*arguments.address, *lines]))
    if not found:
        raise OutputError(
            f"there is no address: write {called()} verify https://staging.example.com, or give --urls FILE"
        )
    if arguments.shard:
        part, parts = arguments.shard
        return found[part - 1 :: parts]
    return found


def _lines_of(file: Path) -> Iterable[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise OutputError(
            f"--urls {file}: cannot be read ({error}); name a text file with an address a line"
        ) from error
    words = (line.split("#")[0].strip() if line.lstrip().startswith("#") else line.strip() for line in lines)
    return [word for word in words if word]


def _address(word: str) -> str:
    address = word if "://" in word else f"https://{word}"
    if not re.match(r"https?://[^/\s]+", address) or re.search(r"\s", address):
        raise OutputError(f"{word}: is no address of a page; write it like https://staging.example.com/")
    return address


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:  # noqa: PLR2004 - ten minutes
        raise argparse.ArgumentTypeError(f"{word} is no time: seconds, more than 0 and at most 600")
    return seconds


def _count(word: str) -> int:
    if word.isdecimal() and 1 <= int(word) <= _MOST_PARALLEL:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word} is no number from 1 to {_MOST_PARALLEL}")


def _shard(word: str) -> tuple[int, int]:
    found = _SHARD.match(word)
    if found and 1 <= int(found[1]) <= int(found[2]):
        return int(found[1]), int(found[2])
    raise argparse.ArgumentTypeError(f"{word} is no part: write 1/3 for the first of three")


def _viewport(word: str) -> dict[str, int]:
    found = _VIEWPORT.match(word)
    if found is None:
        raise argparse.ArgumentTypeError(f"{word} is no size: write it like 1280x720")
    return {"width": int(found[1]), "height": int(found[2])}


def _header(word: str) -> tuple[str, str]:
    name, colon, value = word.partition(":")
    if not colon or not re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name.strip()):
        raise argparse.ArgumentTypeError(f"{word} is no header: write it like 'X-Staging: yes'")
    return name.strip(), value.strip()


def _state(word: str) -> Path:
    try:
        json.loads(Path(word).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(
            f"{word} holds no storage state ({error}); save one with Playwright's `storage_state`"
        ) from error
    return Path(word)


def _credentials(word: str) -> dict[str, str]:
    user, colon, password = word.partition(":")
    if not colon or not user:
        raise argparse.ArgumentTypeError("credentials are written USER:PASSWORD")
    return {"username": user, "password": password}
