"""docs/api.md is what the docstrings say, and says of each public thing what it is."""

from __future__ import annotations

import re

import api
import pytest

from kamseg import __all__ as front_door
from kamseg import harness

PAGE = api.PAGE.read_text(encoding="utf-8")


def test_the_page_is_current() -> None:
    assert api.page() == PAGE, "renew it with: ./run api"


@pytest.mark.parametrize(
    "name", [*front_door, *harness.__all__, "Project", "emulator", "visitor", "journal", "kamseg_site"]
)
def test_it_has_each_public_name_once(name: str) -> None:
    assert len(re.findall(rf"^### `{name}`", PAGE, re.MULTILINE)) == 1


def test_each_has_a_sentence() -> None:
    parts = re.split(r"^#{3,4} ", PAGE, flags=re.MULTILINE)[1:]
    bare = [
        part.partition("\n")[0]
        for part in parts
        if not re.sub(r"```.*?```", "", part, flags=re.DOTALL).partition("\n")[2].strip()
    ]
    assert not bare


def test_each_argument_of_a_public_function_is_explained() -> None:
    for title, signature, prose in re.findall(
        r"^### `(\w+)`\n\n```python\n(.*?)```\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL
    ):
        if "**Args:**" in prose or "**Attributes:**" in prose:
            named = set(re.findall(r"^- `\**(\w+)`", prose, re.MULTILINE))
            given = set(re.findall(r"(?:^|[(,] ?)\s*\**(\w+): ", signature, re.MULTILINE))
            assert given <= named, title
