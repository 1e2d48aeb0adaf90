"""Descriptions of a world, as plain data: a mistake in one shows where it is made."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A struct whose fields are what their types say, also in Python, where nobody enforces types.

    Raises:
        ValueError: a field cannot have this value; says which, and what was probably meant.
    """

    def __post_init__(self) -> None:
        for name, wanted in _fields_of(type(self)):
            check(f"{type(self).__name__}({name}=…)", getattr(self, name), wanted)


def check(place: str, value: object, wanted: Any) -> None:
    """Raise ValueError when a value is not what a type says.

    Args:
        place: for the message.
        value: a number, text, struct, tuple or dict.
        wanted: the type; what msgspec does not know is let pass.
    """
    __tracebackhide__ = True
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        raise ValueError(f"{place}: {value!r} will not do: {_reason(error, value, wanted)}") from None


@cache
def _fields_of(struct: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(struct, include_extras=True)
    return tuple((name, hints[name]) for name in struct.__struct_fields__ if _is_known(hints[name]))


def _is_known(wanted: Any) -> bool:
    """A protocol, for example, cannot be converted to."""
    try:
        msgspec.convert(object(), wanted)
    except msgspec.ValidationError:
        return True
    except TypeError:
        return False
    return True


def _reason(error: msgspec.ValidationError, value: object, wanted: Any) -> str:
    for part in _parts_of(wanted):
        if isinstance(part, msgspec.Meta) and part.extra:
            return f"it {part.extra['rule']}; {part.extra['remedy']}"
    choices = [part for part in _parts_of(wanted) if get_origin(part) is Literal]
    known = [str(word) for part in choices for word in get_args(part)]
    given = value if isinstance(value, list | tuple) else [value]
    odd = [word for word in given if isinstance(word, str) and word not in known]
    close = difflib.get_close_matches(odd[0], known, n=1) if odd and known else []
    meant = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(map(repr, known))}"
    return meant if known else str(error)


def _parts_of(wanted: Any) -> list[Any]:
    """A type, what it is made of, and what is annotated to it."""
    parts = get_args(wanted) if get_origin(wanted) is not Literal else ()
    notes = getattr(wanted, "__metadata__", ())
    return [wanted, *notes, *(inner for part in parts for inner in _parts_of(part))]
