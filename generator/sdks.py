"""Kameleoon's SDKs that kamseg writes a file for."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from .project import Sdk


def _by_units(character: str) -> str:
    """As UTF-16 has it: JavaScript, Java."""
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _by_length(character: str) -> str:
    """With four digits or eight: Python, Go, C#."""
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits


def _in_braces(character: str) -> str:
    """PHP, Swift, Dart."""
    return f"\\u{{{ord(character):x}}}"


class SdkFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file for one of Kameleoon's SDKs.

    Attributes:
        sdk: Its name in `kamseg.toml`.
        title: Its name for people.
        package: The name of the SDK's package.
        name: The name of the file, as its language wants it.
        template: Its template below `templates/server_side/`.
        escape: Writes a character that must not stand as it is in a text.
        special: Characters with a meaning of their own in a text, beside quotation mark and backslash.
        by_name: Whether the SDK is known to find a custom data by its name; otherwise it needs the index.
    """

    sdk: Sdk
    title: str
    package: str
    name: str
    template: str
    escape: Callable[[str], str]
    special: str = ""
    by_name: bool = True

    @property
    def id(self) -> str:
        """Its name in `kamseg show`."""
        return f"server-side/{self.sdk}"

    @property
    def file(self) -> str:
        """The file, below the project's folder."""
        return f"{self.id}/{self.name}"


SDKS: tuple[SdkFile, ...] = (
    SdkFile(
        sdk="javascript",
        title="JavaScript",
        package="@kameleoon/javascript-sdk",
        name="segment-data.js",
        template="segment-data.js.jinja",
        escape=_by_units,
    ),
    SdkFile(
        sdk="react",
        title="React",
        package="@kameleoon/react-sdk",
        name="use-segment-data.js",
        template="use-segment-data.js.jinja",
        escape=_by_units,
    ),
    SdkFile(
        sdk="nodejs",
        title="Node.js",
        package="@kameleoon/nodejs-sdk",
        name="segment-data.mjs",
        template="segment-data.js.jinja",
        escape=_by_units,
    ),
    SdkFile(
        sdk="python",
        title="Python",
        package="kameleoon-client-python",
        name="segment_data.py",
        template="segment_data.py.jinja",
        escape=_by_length,
    ),
    SdkFile(
        sdk="go",
        title="Go",
        package="github.com/Kameleoon/client-go/v3",
        name="segmentdata.go",
        template="segmentdata.go.jinja",
        escape=_by_length,
    ),
    SdkFile(
        sdk="php",
        title="PHP",
        package="kameleoon/kameleoon-client-php",
        name="SegmentData.php",
        template="SegmentData.php.jinja",
        escape=_in_braces,
        special="$",
    ),
    SdkFile(
        sdk="java",
        title="Java",
        package="com.kameleoon:kameleoon-client-java",
        name="SegmentData.java",
        template="SegmentData.java.jinja",
        escape=_by_units,
        by_name=False,
    ),
    SdkFile(
        sdk="csharp",
        title="C#",
        package="KameleoonClient",
        name="SegmentData.cs",
        template="SegmentData.cs.jinja",
        escape=_by_length,
    ),
    SdkFile(
        sdk="swift",
        title="Swift (iOS)",
        package="kameleoonClient",
        name="SegmentData.swift",
        template="SegmentData.swift.jinja",
        escape=_in_braces,
        by_name=False,
    ),
    SdkFile(
        sdk="flutter",
        title="Flutter",
        package="kameleoon_client_flutter",
        name="segment_data.dart",
        template="segment_data.dart.jinja",
        escape=_in_braces,
        special="$",
    ),
)
"""Only those whose calls are confirmed, by their source or their documentation."""
