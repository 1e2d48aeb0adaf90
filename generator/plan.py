"""What is to be pasted again, pasted for the first time, or deleted in Kameleoon: two builds compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


Deed = Literal["set", "again", "new", "delete", "unset"]


class Piece(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that was pasted or copied somewhere, or a choice in Kameleoon's app, as a manifest has it.

    Attributes:
        file: Its path below the project's folder; empty for a choice.
        place: Where it is pasted; by that it is known again, for names of files may change.
        mark: What made it; empty where the manifest is older than marks.
        optional: Whether it may not have been pasted at all.
        settings: What to choose beside it in Kameleoon.
        setup: What there is to do for it beside pasting, the first time.
        removal: How it is taken away. It is kept with what is pasted: a later build no longer knows its name.
    """

    file: str
    place: str
    mark: str = ""
    optional: bool = False
    settings: dict[str, str] = {}
    setup: str = ""
    removal: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to do by hand, so that what is pasted is what is built.

    Attributes:
        do: `again`: paste it in place of the earlier one. `new`: paste it. `delete`: take it away. `set` and
            `unset`: choose something in Kameleoon's app, or take it back.
        file: The file; a deleted one is no longer there. Empty where nothing is pasted.
        place: Where.
        optional: Whether it may not be there at all.
        settings: What to choose beside it in Kameleoon; of what is pasted again, only what has changed.
        how: What else there is to do, in sentences; empty where nothing is.
    """

    do: Deed
    file: str
    place: str
    optional: bool = False
    settings: dict[str, str] = {}
    how: str = ""


class Plan(msgspec.Struct, frozen=True):
    """From what is pasted to what is built.

    Attributes:
        pasted: What stands there.
        steps: What there is to do, in this order; deletions come last, each before what it was built upon.
    """

    pasted: tuple[Piece, ...]
    steps: tuple[Step, ...]


def plan(pasted: tuple[Piece, ...], built: tuple[Piece, ...]) -> Plan:
    """Compare what is pasted with what is built."""
    before = {piece.place: piece for piece in pasted}
    now = {piece.place for piece in built}
    gone = (piece for piece in reversed(pasted) if piece.place not in now)
    deletions = (_step("delete" if piece.file else "unset", piece, how=piece.removal) for piece in gone)
    return Plan(pasted, (*_to_paste(before, built), *deletions))


def _to_paste(before: dict[str, Piece], built: tuple[Piece, ...]) -> Iterator[Step]:
    for piece in built:
        old = before.get(piece.place)
        # What could be left out until now may not be there.
        if old is None or (old.optional and not piece.optional):
            yield _step("new" if piece.file else "set", piece, piece.settings, piece.setup)
        elif old.mark != piece.mark:
            # Where an older manifest does not tell of settings, nothing is claimed.
            wanted = piece.settings.items()
            yield _step(
                "again", piece, {key: one for key, one in wanted if old.settings.get(key, one) != one}
            )


def _step(do: Deed, piece: Piece, settings: dict[str, str] | None = None, how: str = "") -> Step:
    return Step(
        do=do, file=piece.file, place=piece.place, optional=piece.optional, settings=settings or {}, how=how
    )
