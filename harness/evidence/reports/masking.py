"""Takes the secrets out of a run. A value has the same mask everywhere, so that flows stay readable."""

from __future__ import annotations

import base64
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, unquote_plus

import msgspec

from .secrets import PAIR, is_somebody, kind_of, pairs_of, secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .run import Run, Verification

_LONG = 6
"""From so many characters on a secret is found within a word, too."""
_SHORT = 3
"""Below this length a secret is found in its own field only: elsewhere it would be any word."""
_UNTOUCHED = ("", "/", "!'()*", ";,/?:@&=+$!~*'()#")
"""What is left as it is in an address: by all, by Python, by `encodeURIComponent`, by `encodeURI`."""
_WORDS = frozenset({"does", "type", "eventType", "outcome", "method", "kind"})
"""Fields of an entry that hold a word of the journal's own."""


def masked(run: Run, known: Iterable[str] = ()) -> Run:
    """Mask write keys, API keys, cookies, e-mail addresses, user ids and visitor codes, wherever they stand.

    They are known by the names of fields and parameters and by their form; once found, a value is masked in
    every text, also encoded for an address, in JSON and in Base64. Pictures stay as they are.

    Args:
        run: what is to be reported.
        known: more secrets, such as the password that the site was opened with.
    """
    masks = _Masks([*(("secret", one) for one in known), *_found_in(run)])
    return msgspec.structs.replace(
        run,
        verifications=tuple(_verification(one, masks) for one in run.verifications),
        configuration=masks.text(run.configuration),
        unvisited=tuple(map(masks.text, run.unvisited)),
        masked=True,
    )


def _found_in(run: Run) -> Iterator[tuple[str, str]]:
    for one in run.verifications:
        for entry in one.entries:
            yield from secrets_in(entry.data)
        shots = [shot.name for shot in one.screenshots]
        said = [text for it in one.judgements for text in (it.title, it.evidence, it.remedy)]
        yield from secrets_in([one.url, one.unreachable, *one.remarks, *shots, *said])
    yield from secrets_in([run.configuration, *run.unvisited])


def _verification(one: Verification, masks: _Masks) -> Verification:
    replace = msgspec.structs.replace
    return replace(
        one,
        url=masks.text(one.url),
        remarks=tuple(map(masks.text, one.remarks)),
        unreachable=masks.text(one.unreachable),
        screenshots=tuple(replace(shot, name=masks.text(shot.name)) for shot in one.screenshots),
        entries=tuple(replace(entry, data=masks.data(entry.data)) for entry in one.entries),
        judgements=tuple(
            replace(
                it, title=masks.text(it.title), evidence=masks.text(it.evidence), remedy=masks.text(it.remedy)
            )
            for it in one.judgements
        ),
    )


class _Masks:
    """The mask of each secret, and one expression that finds them all.

    Args:
        secrets: kind and value of each, as often as found.
    """

    def __init__(self, secrets: Iterable[tuple[str, str]]) -> None:
        self._masks: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for kind, value in secrets:
            self._mask_of(kind, value)
        self._variants = {
            variant: mask
            for value, mask in self._masks.items()
            for variant in _variants(value)
            if len(variant) >= _SHORT
        }
        self._longest_first = sorted(self._variants, key=len, reverse=True)

    def _mask_of(self, kind: str, value: str) -> str:
        if not is_somebody(value):
            return value
        if value not in self._masks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._masks[value] = f"[{kind}-{self._counts[kind]}]"
        return self._masks[value]

    def text(self, text: str) -> str:
        """Mask what is secret in a text."""
        # Most texts hold no secret, and to look for each alone is much faster than one large expression.
        present = tuple(one for one in self._longest_first if one in text)
        if present:
            text = _finder(present).sub(lambda match: self._variants[match[0]], text)
        return PAIR.sub(self._pair, text) if "=" in text else text

    def _pair(self, pair: re.Match[str]) -> str:
        """Mask in its own field what is too short to be looked for elsewhere."""
        name, value = pair.groups()
        kind = kind_of(unquote_plus(name))
        return f"{name}={self._mask_of(kind, value)}" if kind and len(value) < _SHORT else pair[0]

    def data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Mask what is secret in an entry, all but the words that say what the entry is."""
        words = {key: value for key, value in data.items() if key in _WORDS and str(value).isidentifier()}
        hidden: dict[str, Any] = self._value(data)
        return hidden | words

    def _value(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {
                self.text(key): self._value(inner, key_or_name)
                for (key_or_name, inner), key in zip(pairs_of(value), value, strict=True)
            }
        if isinstance(value, list | tuple):
            return [self._value(inner, name) for inner in value]
        if isinstance(value, str):
            return self._masks[value] if kind_of(name) and value in self._masks else self.text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            said = str(value)
            is_secret = said in self._masks and (kind_of(name) or len(said) >= _LONG)
            return self._masks[said] if is_secret else value
        return value


def _variants(value: str) -> Iterator[str]:
    """A secret in the ways in which it may be written."""
    yield value
    for untouched in _UNTOUCHED:
        yield quote(value, safe=untouched, errors="replace")
    yield quote_plus(value, errors="replace")
    yield quote(quote(value, safe="", errors="replace"), safe="")  # an address within an address
    yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
    for plain in (value, f"{value}:"):
        encoded = base64.b64encode(plain.encode(errors="replace")).decode().rstrip("=")
        yield from (encoded, encoded.replace("+", "-").replace("/", "_"))


@lru_cache
def _finder(texts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_expression, texts)))


def _expression(text: str) -> str:
    """Find a text; a short one only as a word of its own, where an escape of an address is no letter."""
    escaped = re.escape(text)
    if len(text) >= _LONG:
        return escaped
    return rf"(?:(?<![^\W_])|(?<=%[\dA-Fa-f][\dA-Fa-f])){escaped}(?![^\W_])"
