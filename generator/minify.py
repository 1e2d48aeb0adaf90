"""The only place that knows the minifier."""

from __future__ import annotations

import minify as tdewolff

_START = "function kamseg(){"
_END = "}"

# Without it the minifier writes for the newest engines, for example `catch{` (ES2019).
tdewolff.config({"js-version": 2017})


def minify_body(body: str) -> str:
    """Minify statements that Kameleoon runs as the body of a function (CONTRACT 2.3).

    A `return` at the top is legal there, which the minifier only accepts inside of a function; and only
    there does it shorten the names at the top.
    """
    minified: str = tdewolff.string("application/javascript", f"{_START}{body}{_END}")
    return minified.removeprefix(_START).removesuffix(_END)
