"""The only place that knows the minifier."""

from __future__ import annotations

import re
from functools import lru_cache

import minify as tdewolff

_START = "function kamseg(){"
_END = "}"

# Without it the minifier writes for the newest engines, for example `catch{` (ES2019).
tdewolff.config({"js-version": 2017})


class NoScriptError(Exception):
    """A template whose text is no JavaScript: whoever changes templates meets it.

    Attributes:
        line: The line of the text at which the fault shows, or nothing where that is not known.
    """

    def __init__(self, message: str, line: str) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=256)
def minify_body(body: str) -> str:
    """Minify statements that Kameleoon runs as the body of a function (CONTRACT 2.3).

    No value stands in them, only names for values, so most projects have the same: it is remembered.

    A `return` at the top is legal there, which the minifier only accepts inside of a function; and only
    there does it shorten the names at the top.

    Raises:
        NoScriptError: The statements cannot be parsed.
    """
    try:
        minified: str = tdewolff.string("application/javascript", f"{_START}{body}{_END}")
    except tdewolff.MinifyError as error:
        what, _, place = str(error).partition("\n")[0].partition(" on line ")
        number = re.match(r"\d+", place)
        line = body.splitlines()[int(number[0]) - 1] if number else ""
        raise NoScriptError(what, line.strip()) from error
    return minified.removeprefix(_START).removesuffix(_END)
