"""The flags that several commands share: they set keys of `kamseg.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sources import flags_table

if TYPE_CHECKING:
    import argparse

    from ..config import Table


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add `--sitecode`, `--label`, `--trait` and `--set`."""
    parser.add_argument("--sitecode", help="the Kameleoon project: ten lower-case letters and digits")
    parser.add_argument("--label", help="a name for people")
    parser.add_argument(
        "--trait", action="append", default=[], metavar='TRAIT="CUSTOM DATA"',
        help='a trait and its custom data, for example plan="Subscribed Plan"; repeatable',
    )  # fmt: skip
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE",
        help="any other key, for example exposures.once_per=visit; repeatable",
    )  # fmt: skip


def table_from(arguments: argparse.Namespace) -> Table:
    """Return what these flags say, as a table like that of a file.

    Raises:
        ConfigurationError: With each flag that has no `=`.
    """
    return flags_table(
        sitecode=arguments.sitecode, label=arguments.label, traits=arguments.trait, settings=arguments.set
    )
