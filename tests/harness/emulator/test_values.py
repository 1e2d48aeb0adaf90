"""A mistake in the description of a world shows where it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.generator.errors import ConfigurationError
from kamseg.generator.project import Project
from kamseg.harness import Account, CustomDatum, Emulator, Fault, Journal, Site, Source, pasted

if TYPE_CHECKING:
    from collections.abc import Callable


MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "scripts": (lambda: Site(scripts=("sgment",)), r"Site\(scripts=…\): .*did you mean 'segment'\?"),  # type: ignore[arg-type]
    "sitecode": (
        lambda: Account(sitecode="BAD CODE!"),
        "Account.*ten lower-case letters and digits; copy it",
    ),
    "consent": (lambda: Account(consent="yes"), "there are 'not-required', 'required'"),  # type: ignore[arg-type]
    "custom data": (lambda: CustomDatum(name="Plan", type="lst"), "did you mean 'list'"),  # type: ignore[arg-type]
    "headers": (lambda: Site(headers={"A": 1}), r"Site\(headers=…\).*Expected `str`"),  # type: ignore[dict-item]
    "fault": (lambda: Fault(host="cdn.segment", does="hnag"), "did you mean 'hang'"),  # type: ignore[arg-type]
    "times": (lambda: Fault(host="cdn.segment", times=0), r"Fault\(times=…\).*>= 1"),
    "host": (
        lambda: Fault(host="cdn.segment.localhost"),
        r"must not end with \.localhost; write cdn\.segment for",
    ),
    "host of none": (
        lambda: Emulator(faults=(Fault(host="cdn.segmnt"),)),
        r"no host is called 'cdn\.segmnt'; did you mean 'cdn\.segment'\?",
    ),
    "port": (lambda: Emulator(port=70000), r"Emulator\(port=…\).*70000.*65535"),
    "wait": (lambda: Journal().wait_for("goal", times=0), "times=0"),
    "kind": (lambda: Journal().none("segment.events"), r"did you mean 'segment\.event'\?"),
}


@pytest.mark.parametrize(("make", "reason"), MISTAKES.values(), ids=MISTAKES)
def test_a_value_that_cannot_be_meant(make: Callable[[], object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"account": "a1b2c3d4e5"}, r"Emulator\(account=…\): wants Account or Project, not 'a1b2c3d4e5'"),
        ({"site": "<h1>"}, r"Emulator\(site=…\): wants Site, not '<h1>'"),
        ({"source": "key"}, "wants Source"),
        ({"faults": ("cdn.segment",)}, "wants Fault, not 'cdn.segment'"),
        ({"faults": Fault(host="cdn.segment")}, r"wants a tuple, .*: \(Fault\(host='cdn\.segment',.*\),\)"),
    ],
    ids=lambda value: next(iter(value), "") if isinstance(value, dict) else "",
)
def test_something_else_altogether(arguments: dict[str, object], reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        Emulator(**arguments)  # type: ignore[arg-type] # the point


def test_a_project_with_all_its_faults() -> None:
    project = Project(sitecode="BAD CODE!", label="\0")
    with pytest.raises(ConfigurationError, match=r"(?s)sitecode.*label"):
        pasted(project)
    with pytest.raises(ConfigurationError, match="ten lower-case letters"):
        Emulator(project)


def test_a_project_can_be_set_up_later() -> None:
    project = Project(sitecode="b1c2d3e4f5")
    with Emulator() as emulator:
        emulator.set_up(project)
        assert (emulator.project, emulator.account) == (project, pasted(project))


def test_what_can_be_meant_is_taken() -> None:
    class Layout:
        """Of a type that nobody can check."""

    Site(scripts=(), nonce="x", layout=Layout())  # type: ignore[arg-type] # the point
    Source(settings={"integrations": {"Amplitude": [1, {"a": None}]}})
    Fault(host="*", times=1)
