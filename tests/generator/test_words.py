"""What is said to what people type by mistake, or in another way than was thought of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kamseg import main

if TYPE_CHECKING:
    from pathlib import Path

SITECODE = "a1b2c3d4e5"
SITE = ["--sitecode", SITECODE]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def file(here: Path) -> Path:
    (here / "shop.toml").write_text(f'sitecode = "{SITECODE}"\n')
    return here / "shop.toml"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said to words that are refused."""
    assert main(words) == 2
    return capsys.readouterr().err


@pytest.mark.usefixtures("file")
def test_options_may_stand_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    shown = set()
    for words in (["global-script", "--min", "shop.toml"], ["global-script", "shop.toml", "--min"],
                  ["--min", "global-script", "shop.toml"]):  # fmt: skip
        assert main(["show", *words]) == 0
        shown.add(capsys.readouterr().out)
    assert len(shown) == 1
    assert main(["build", "--output", "out", "shop.toml", "--format", "json"]) == 0


def test_wrong_words_show_the_usage_of_their_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["show", "global-script", "--minified"])
    shown = capsys.readouterr().err
    assert shown.startswith("usage: kamseg show ")
    assert "unrecognized arguments: --minified" in shown


def test_a_configuration_is_no_snippet(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    name = file.name
    assert said(capsys, "show", name) == (
        f"kamseg: {name}: is a configuration; name a snippet: kamseg show global-script {name}\n"
    )


@pytest.mark.parametrize(("called", "proposed"), [("", "kamseg"), ("./run", "./run")])
def test_what_is_proposed_begins_as_the_program_was_called(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    file: Path,
    called: str,
    proposed: str,
) -> None:
    monkeypatch.setenv("KAMSEG_CALLED", called)
    assert main(["init", *SITE, "-o", "new.toml"]) == 0
    assert capsys.readouterr().out == f"new.toml is written. Next: {proposed} build new.toml\n"
    assert f"; {proposed} init --sitecode … -o gone.toml writes one" in said(capsys, "build", "gone.toml")
    assert f"name a snippet: {proposed} show global-script" in said(capsys, "show", file.name)
    assert f"write {proposed} verify https://" in said(capsys, "verify", "--config", file.name)


NO_EXPOSURES = ["--set", "exposures.source=off"]
IS_OFF = {
    "exposure-integration": "'exposures' is off in this project; set exposures.source = \"activation-events\"",
    "global-script.js": "'identity' is off in this project; set identity.mode = \"track\"",
}


def test_what_is_off_is_not_taken_for_a_typing_error(capsys: pytest.CaptureFixture[str]) -> None:
    for name, expected in IS_OFF.items():
        words = ["--set", "identity.mode=none"] if name.startswith("global") else []
        assert expected in said(capsys, "show", name, *SITE, *NO_EXPOSURES, *words)


def test_a_group_that_is_off(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    expected = "custom-data/group-id: 'group' is off in this project; take group = \"off\" away"
    assert expected in said(capsys, "show", "custom-data/group-id", file.name, "--set", "group=off")


def test_file_and_flags_build_the_same(capsys: pytest.CaptureFixture[str], file: Path, here: Path) -> None:
    (here / "off.toml").write_text(f'sitecode = "{SITECODE}"\npersonas = "off"\ngroup = "off"\n')
    off = ["--set", "personas=off", "--set", "group=off"]
    built = []
    for words in ([file.name], SITE, ["off.toml"], [*SITE, *off], [file.name, *off]):
        assert main(["build", *words, "--format", "json"]) == 0
        built.append(json.loads(capsys.readouterr().out)["files"])
    with_both, without = built[0], built[2]
    assert built == [with_both, with_both, without, without, without]
    assert {"custom-data/group-id.js", "custom-data/segmentio-personas.js"} <= set(with_both) - set(without)


def test_only_off_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "build", *SITE, "--set", "group=no") == (
        'kamseg: command line: group = "no": must be a table or "off"; '
        'write [group] and its keys below, or group = "off" above the first table\n'
    )


NOT_TOML = """sitecode = a1b2c3d4e5
label = “Shop”

[traits]
trait = "plan"
custom_data = "Subscribed Plan”

[traits] # the second
trait = "value"
debug = yes
"""


def test_every_line_that_is_not_toml_is_named(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text(NOT_TOML, encoding="utf-8")
    lines = [
        line.strip().removeprefix("shop.toml: ") for line in said(capsys, "build", file.name).splitlines()
    ]
    traits = "[traits] can stand once, and each trait has a table; write [[traits]]"
    curly = 'has curly quotes; write straight ones: "…"'
    invalid = "is not TOML: Invalid value (at line {}); texts need quotes, tables [brackets]"
    assert lines == [
        "kamseg: nothing is done, put this right first:",
        invalid.format("1, column 12"),
        f"line 2: {curly}",
        f"line 4: {traits}",
        f"line 6: {curly}",
        f"line 8: {traits}",
        invalid.format("10, column 9"),
    ]


def test_what_follows_from_an_earlier_line_is_not_told(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    file.write_text('[personas]\nvalues = "a"],\n  "c",\n]\n', encoding="utf-8")
    assert said(capsys, "build", file.name).count("is not TOML") == 1


TRAITS = ["--trait", "plan=Subscribed Plan", "--trait", "value=Value"]


@pytest.mark.parametrize("key", ["traits.2.type", "traits[2].type"])
def test_a_flag_changes_a_trait_by_its_number(
    capsys: pytest.CaptureFixture[str], file: Path, key: str
) -> None:
    with file.open("a") as text:
        text.write('[[traits]]\ntrait = "first"\ncustom_data = "First"\n')
    assert main(["show", "custom-data/value", file.name, *TRAITS, "--set", f"{key}=number"]) == 0
    assert "Number" in capsys.readouterr().out
    assert (
        main(["show", "custom-data/first", *SITE, "--trait", "a=First", "--set", "traits.0.type=boolean"])
        == 0
    )


@pytest.mark.parametrize(
    ("traits", "remedy"),
    [(TRAITS, "there are traits.0 to traits.1"), ([], "add one with --trait")],
)
def test_a_trait_that_there_is_not(
    capsys: pytest.CaptureFixture[str], traits: list[str], remedy: str
) -> None:
    expected = f"kamseg: command line: traits.2: is no trait; {remedy}\n"
    assert said(capsys, "build", *SITE, *traits, "--set", "traits.2.type=number") == expected


def test_an_item_that_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    expected = "traits[0] = 3: must be a table; write [[traits]] and its keys below\n"
    assert said(capsys, "build", *SITE, "--set", "traits=[3]").endswith(expected)


def test_names_that_differ_by_case_alone_are_doubted(capsys: pytest.CaptureFixture[str]) -> None:
    traits = ["--trait", "plan=Subscribed Plan", "--trait", "tariff=subscribed plan"]
    assert main(["build", *SITE, *traits]) == 0
    assert capsys.readouterr().err == (
        f'kamseg: warning: {SITECODE}: traits[1].custom_data = "subscribed plan": differs from "Subscribed Plan" '
        "by case alone; Kameleoon takes these for two custom data: was it meant?\n"
    )


THEIRS = ["--set", "exposures.source=built-in"]


def test_what_does_nothing_beside_kameleoons_own_integration_is_doubted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["build", *SITE, *THEIRS, "--set", "exposures.once_per=visit"]) == 0
    assert capsys.readouterr().err == (
        f'kamseg: warning: {SITECODE}: exposures.once_per = "visit": does nothing with exposures.source = "built-in": '
        "Kameleoon decides what is sent; leave it out\n"
    )


def test_what_is_left_to_kameleoon_is_not_off(capsys: pytest.CaptureFixture[str]) -> None:
    expected = "'exposures' is left to Kameleoon's own integration in this project; set exposures.source ="
    assert expected in said(capsys, "show", "exposure-integration", *SITE, *THEIRS)
