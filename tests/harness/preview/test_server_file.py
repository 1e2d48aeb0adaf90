"""A server of the user's own: what its file must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.generator.errors import OutputError
from kamseg.harness.emulator.site.decision import Decision, Question
from kamseg.harness.preview.server_file import server_in

if TYPE_CHECKING:
    from pathlib import Path

DECIDES = "from kamseg.harness import Decision\ndef decide(question):\n    return Decision(variation=question.feature)\n"


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    file = folder / name
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("text", "name"), [(DECIDES, "mine.py"), (f"{DECIDES}NAME = 'Ours 1.0'\n", "Ours 1.0")]
)
def test_it_decides_under_its_name(tmp_path: Path, text: str, name: str) -> None:
    server = server_in(written(tmp_path, text))
    assert server.name == name
    assert server.decide(Question(feature="bag", custom_data="")) == Decision(variation="bag")


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (
            "import nowhere_at_all",
            "mine.py",
            "mine.py: cannot be loaded: ModuleNotFoundError: No module named",
        ),
        ("def decide(:", "mine.py", "mine.py: cannot be loaded: SyntaxError"),
        ("decide = True", "mine.py", "mine.py: has no function decide(question); see harness/README.md"),
        (DECIDES, "mine.txt", "mine.txt: is no Python file; its name must end with .py"),
    ],
)
def test_what_is_wrong_with_it_is_said(tmp_path: Path, text: str, name: str, said: str) -> None:
    with pytest.raises(OutputError) as caught:
        server_in(written(tmp_path, text, name))
    assert said in str(caught.value)
