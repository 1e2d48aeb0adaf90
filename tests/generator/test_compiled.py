"""Compiled templates are kept, and never stale: what is kept may be missing, broken, old or not allowed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from kamseg.generator.compiled import CompiledTemplates


@pytest.fixture(autouse=True)
def _compiled_code_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "filters.py").write_text("")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


class Observed(Environment):
    compiled = 0

    def _compile(self, source: str, filename: str) -> object:  # type: ignore[override]
        self.compiled += 1
        return super()._compile(source, filename)


def compiled_by(kept: Path, code: Path, text: str = "as {{ name }}") -> int:
    env = Observed(loader=DictLoader({"page": text}), bytecode_cache=CompiledTemplates(kept, code))
    assert env.get_template("page").render(name="said") == text.replace("{{ name }}", "said")
    return env.compiled


def test_a_template_is_compiled_once(kept: Path, code: Path) -> None:
    assert [compiled_by(kept, code) for _ in range(3)] == [1, 0, 0]


def test_what_has_changed_is_compiled_anew(kept: Path, code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled_by(kept, code)
    assert compiled_by(kept, code, "now {{ name }}") == 1
    (code / "filters.py").write_text("# a filter has changed")
    assert compiled_by(kept, code, "now {{ name }}") == 1
    monkeypatch.setattr("jinja2.__version__", "4")
    assert compiled_by(kept, code, "now {{ name }}") == 1
    assert len(list(kept.iterdir())) == 1, "what is old gives way"


@pytest.mark.parametrize("length", [0, 9, 30, 90])
def test_a_broken_file_is_no_harm(kept: Path, code: Path, length: int) -> None:
    compiled_by(kept, code)
    (file,) = kept.iterdir()
    file.write_bytes(file.read_bytes()[:length])
    assert [compiled_by(kept, code) for _ in range(2)] == [1, 0]


def test_a_place_that_cannot_be_written_is_no_harm(kept: Path, code: Path) -> None:
    (kept / "file").write_text("")
    for place in (kept / "missing", kept / "file"):
        assert compiled_by(place, code) == 1
    assert [file.name for file in kept.iterdir()] == ["file"]


def test_who_wants_no_compiled_code_gets_none(
    kept: Path, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled_by(kept, code) == 1
    assert not list(kept.iterdir())


def test_the_place_is_that_of_python() -> None:
    import kamseg.generator.compiled as module  # noqa: PLC0415 # its own spec is asked

    assert module.__spec__.cached
    assert Path(CompiledTemplates().directory) == Path(module.__spec__.cached).parent
