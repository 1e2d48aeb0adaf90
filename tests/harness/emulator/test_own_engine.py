"""A user's own engine.js in place of the stub."""

from pathlib import Path

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import send

SMALL_ENGINE = """
window.Kameleoon = {API: {Visitor: {code: "from-my-engine"}}};
for (const command of window.kameleoonQueue || []) command();
"""


def test_it_is_served_as_it_is_from_both_paths(tmp_path: Path) -> None:
    engine = tmp_path / "engine.js"
    engine.write_text(SMALL_ENGINE, encoding="utf-8")
    with Emulator(engine_file=engine) as emulator:
        for path in ("/engine.js", "/kameleoon.js"):
            assert send(emulator.port, "a1b2c3d4e5.kameleoon", path).body.decode() == SMALL_ENGINE


def test_a_missing_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Emulator(engine_file=tmp_path / "none.js")


TESTS = """
def test_own_engine(visitor):
    visitor.open()
    assert visitor.code == "from-my-engine"
"""


def test_the_option_of_the_plugin(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    engine = pytester.makefile(".js", engine=SMALL_ENGINE)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--kamseg-engine", str(engine))
    result.assert_outcomes(passed=1)
