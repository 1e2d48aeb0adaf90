"""The markers: what each takes, and who asks for kamseg at all."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED = pytest.StashKey[bool]()
_PLAYED = pytest.StashKey[bool]()


def kamseg(  # noqa: PLR0913 - each decision about the world is an argument
    *,
    account: Any = None,
    site: Any = None,
    source: Any = None,
    faults: Any = (),
    data_api: Any = None,
    ingest: Any = None,
) -> None:
    """How the world of one test is."""


def kamseg_allow(*kinds: str) -> None:
    """Kinds of journal entries that would fail the test but are meant."""


def kamseg_every_engine() -> None:
    """Runs in Chromium, Firefox and WebKit, unless --browser says otherwise."""


def kamseg_engines(*names: str, reason: str) -> None:
    """The engines that can run the test at all, and why others cannot."""


def kamseg_tabs(count: int) -> None:
    """How many tabs the test opens in all; WebKitGTK has to know."""


_MARKERS = {
    function.__name__: inspect.signature(function)
    for function in (kamseg, kamseg_allow, kamseg_every_engine, kamseg_engines, kamseg_tabs)
}
LINES = tuple(
    f"{name}({', '.join(signature.parameters)}): {inspect.getdoc(globals()[name])}"
    for name, signature in _MARKERS.items()
)


def asks(item: pytest.Item) -> bool:
    """Say whether a test asks for kamseg: by the fixtures `emulator` and `kamseg_site`, or by a marker."""
    return asks_for(item, "emulator") or asks_for(item, "kamseg_site") or any(_markers_of(item))


def asks_for(item: pytest.Item, fixture: str) -> bool:
    """Say whether a test uses a fixture."""
    return fixture in getattr(item, "fixturenames", ())


def asked(config: pytest.Config) -> bool:
    """Say whether any test of the session does, which `remember` has seen."""
    return config.stash.get(_ASKED, False)


def played(config: pytest.Config) -> bool:
    """Say whether any test of the session does so for what the emulator plays."""
    return config.stash.get(_PLAYED, False)


def remember(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Look through the tests that were collected."""
    asking = [item for item in items if asks(item)]
    config.stash[_ASKED] = bool(asking)
    config.stash[_PLAYED] = any(
        asks_for(item, "emulator") or not asks_for(item, "kamseg_site") for item in asking
    )


def check(item: pytest.Item) -> None:
    """Fail a test whose markers say what nobody understands."""
    for mark in _markers_of(item):
        try:
            _MARKERS[mark.name].bind(*mark.args, **mark.kwargs)
        except TypeError as error:
            takes = ", ".join(map(str, _MARKERS[mark.name].parameters.values())).replace(": 'Any'", "")
            pytest.fail(f"@pytest.mark.{mark.name}: {error}; it takes ({takes})", pytrace=False)


def _markers_of(item: pytest.Item) -> Iterator[pytest.Mark]:
    return (mark for mark in item.iter_markers() if mark.name in _MARKERS)
