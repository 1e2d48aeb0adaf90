"""What to paste again, what is new, what to delete: from the manifest that was there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kamseg import main

if TYPE_CHECKING:
    from pathlib import Path

SITECODE = "a1b2c3d4e5"
PLAN = ("--trait", "plan=Plan")
VIP, NEW = (("--set", f'personas.values=["{name}"]') for name in ("VIP", "New"))


def built(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["build", "--sitecode", SITECODE, *words]) == 0
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "dist" / SITECODE


def test_a_change_of_the_names_of_audiences_asks_for_one_file(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    built(capsys, *VIP)
    steps = built(capsys, *NEW).splitlines()[1:-1]
    assert [step.partition("  (")[0].strip() for step in steps] == [
        "paste again  custom-data/segmentio-personas.values.js"
    ]
    guide = (folder / "INSTALL.md").read_text()
    assert guide.count("- [ ] Paste again") == 1


def test_a_dropped_trait_is_deleted_and_a_new_one_pasted(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    built(capsys, *PLAN)
    said = json.loads(built(capsys, "--trait", "value=Value", "--format", "json"))["changes"]
    steps = [(step["do"], step["file"]) for step in said]
    copied = [
        ("again", f"server-side/{name}")
        for name in ("javascript/segment-data.js", "nodejs/segment-data.mjs", "python/segment_data.py")
    ]
    assert steps == [("new", "custom-data/value.js"), *copied, ("delete", "custom-data/plan.js")]
    guide = (folder / "INSTALL.md").read_text()
    assert "- [ ] Delete what was `custom-data/plan.js`: Kameleoon, custom data 'Plan'" in guide


def test_a_build_that_was_killed_between_its_renames_has_forgotten_nothing(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    built(capsys, *PLAN)
    folder.rename(folder.with_name(f".{SITECODE}.old"))
    assert "delete       custom-data/plan.js" in built(capsys)


def test_a_trait_of_another_type_needs_another_format(capsys: pytest.CaptureFixture[str]) -> None:
    built(capsys, *PLAN)
    said = built(capsys, *PLAN, "--set", "traits.0.type=number")
    assert (
        "custom-data/plan.js  (Kameleoon, custom data 'Plan', Custom JavaScript code; set Format to Number)"
        in said
    )


def test_a_renamed_custom_data_has_the_old_name_in_its_instruction(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """The rest of the guide knows the new name alone."""
    built(capsys, "--trait", "value=Lifetime Value")
    said = built(capsys, "--trait", "value=LTV")
    settings = "set Type to Unique; set Format to String; set Scope to Visit"
    assert f"custom-data/ltv.js  (Kameleoon, custom data 'LTV', Custom JavaScript code; {settings})" in said
    deed = "End or change the campaigns and segments that ask for 'Lifetime Value'"
    assert deed in said
    guide = (folder / "INSTALL.md").read_text()
    assert deed in guide.partition("All other files stand")[0]
    assert "Section" not in guide.partition("All other files stand")[0]


def test_what_is_left_out_says_how_to_take_it_away(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    built(capsys, *PLAN, *VIP)
    mark = json.loads((folder / "manifest.json").read_text())["snippets"][0]["mark"]
    off = ("personas=off", "group=off", "exposures.source=off", "identity.mode=none", "server_side.sdks=[]")
    said = json.loads(
        built(capsys, *PLAN, *(word for one in off for word in ("--set", one)), "--format", "json")
    )
    how = {step["file"]: step.get("how", "") for step in said["changes"] if step["do"] == "delete"}
    assert [*how] == [
        "server-side/python/segment_data.py",
        "server-side/nodejs/segment-data.mjs",
        "server-side/javascript/segment-data.js",
        "custom-data/group-id.js",
        "custom-data/segmentio-personas.values.js",
        "custom-data/segmentio-personas.js",
        "exposure-integration.js",
        "global-script.js",
    ]
    assert f"from the comment with the mark {mark}" in how["global-script.js"]
    assert "reporting tools of your campaigns" in how["exposure-integration.js"]
    assert "'Group ID'" in how["custom-data/group-id.js"]
    assert all(how.values())


def test_an_integration_that_becomes_necessary_is_created(capsys: pytest.CaptureFixture[str]) -> None:
    """It was optional before, so it may not be there, and no campaign may have it."""
    built(capsys)
    said = built(capsys, "--set", "exposures.source=custom-integration", "--format", "json")
    [step] = [step for step in json.loads(said)["changes"] if step["file"] == "exposure-integration.js"]
    assert step["do"] == "new"
    assert "as reporting tool of your campaigns" in step["how"]


def test_a_new_file_that_may_be_left_out_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    built(capsys, "--set", "exposures.source=off")
    assert "exposure-integration.js  (Kameleoon, a custom analytics integration, optional)" in built(capsys)


BUILT_IN = ("--set", "exposures.source=built-in")
APP = [
    "Kameleoon, Admin › Integrations",  # noqa: RUF001 - as Kameleoon's guide writes it
    "Kameleoon, the Integrations tab of each campaign's finalization panel",
]


def deeds(said: str) -> list[tuple[str, str]]:
    return [(step["do"], step["file"] or step["place"]) for step in json.loads(said)["changes"]]


def test_kameleoons_own_integration_is_set_up_before_ours_is_replaced(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Who does exactly what is listed must lose no exposure."""
    built(capsys)
    switched = built(capsys, *BUILT_IN, "--format", "json")
    assert deeds(switched) == [
        *(("set", place) for place in APP), ("again", "global-script.js"), ("delete", "exposure-integration.js"),
    ]  # fmt: skip
    assert all(step.get("how") for step in json.loads(switched)["changes"] if step["do"] == "set")
    listed = (folder / "INSTALL.md").read_text().partition("All other files stand")[0]
    places = [
        listed.index(words)
        for words in ("Install the tool Segment", "select Segment as reporting tool", "Paste again")
    ]
    assert places == sorted(places)
    assert f"  set up       {APP[0]}\n{'':<15}Install the tool Segment" in built(capsys, *BUILT_IN)


def test_kameleoons_own_integration_is_taken_out_on_the_way_back(capsys: pytest.CaptureFixture[str]) -> None:
    built(capsys, *BUILT_IN)
    assert "nothing to paste again" in built(capsys, *BUILT_IN)
    assert deeds(built(capsys, "--format", "json")) == [
        ("again", "global-script.js"), ("new", "exposure-integration.js"), ("unset", APP[1]), ("unset", APP[0]),
    ]  # fmt: skip


def test_files_that_only_change_their_names_are_known_by_their_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`plan-2.js` becomes `plan.js`: what it was pasted into stays, and must not be deleted."""
    built(capsys, "--trait", "a=Plan!", "--trait", "b=plan")
    said = json.loads(built(capsys, "--trait", "b=plan", "--format", "json"))["changes"]
    assert [step["place"] for step in said if step["do"] == "delete"] == [
        "Kameleoon, custom data 'Plan!', Custom JavaScript code"
    ]
    assert not any("'plan'" in step["place"] for step in said)


def test_nothing_has_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing to paste again" not in built(capsys, *PLAN)
    assert "nothing to paste again" in built(capsys, *PLAN, "--set", "label=Shop")


def test_what_is_not_pasted_yet_stays_on_the_list_until_it_is_said_to_be(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    built(capsys, *PLAN, *VIP)
    built(capsys, *PLAN, *NEW)
    built(capsys, *NEW)
    text = (folder / "manifest.json").read_text()
    assert {step["do"] for step in json.loads(text)["changes"]} == {"again", "delete"}
    built(capsys, *NEW)
    assert (folder / "manifest.json").read_text() == text
    assert main(["build", "--sitecode", SITECODE, *NEW, "--check"]) == 0
    assert f"dist/{SITECODE}: 16 files, noted as pasted.\n" == built(capsys, *NEW, "--pasted")
    assert "nothing to paste again" in built(capsys, *NEW)
    assert "- [ ]" not in (folder / "INSTALL.md").read_text()


def test_a_change_that_is_undone_leaves_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    built(capsys, *PLAN)
    built(capsys, *PLAN, "--set", "debug=true")
    assert "nothing to paste again" in built(capsys, *PLAN)


def test_an_optional_file_is_only_replaced_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    built(capsys)
    said = built(capsys, "--set", "exposures.experiment_event=Seen")
    assert (
        "exposure-integration.js  (Kameleoon, a custom analytics integration, if you have it there)" in said
    )


OLDER = {
    "tool": {"name": "kamseg", "version": "0.1.0"},
    "sitecode": SITECODE,
    "configuration": "e6946e",
    "snippets": [
        {
            "id": name,
            "title": name,
            "paste_into": place,
            "optional": False,
            "files": {"readable": {"path": f"{name}.js"}, "minified": {"path": f"{name}.min.js"}},
        }
        for name, place in (
            ("global-script", "Kameleoon, the project's Global custom script"),
            ("custom-data/gone", "Kameleoon, custom data 'Gone', Custom JavaScript code"),
        )
    ],
    "server_side": [
        {
            "sdk": "python",
            "title": "Python",
            "package": "p",
            "file": {"path": "server-side/python/segment_data.py"},
        }
    ],
    "files": ["manifest.json"],
}


def test_a_manifest_from_before_marks_is_read(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(OLDER))
    said = json.loads(built(capsys, *PLAN, "--format", "json"))["changes"]
    steps = {(step["do"], step["file"]) for step in said}
    assert steps >= {
        ("again", "global-script.js"),
        ("new", "custom-data/plan.js"),
        ("delete", "custom-data/gone.js"),
        ("again", "server-side/python/segment_data.py"),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"snippets": 5}, {"snippets": [None]}, {"snippets": [{}]}, {"pasted": {}}, {"pasted": [{"file": 1}]},
        {"server_side": [{"title": []}]}, {"snippets": [{"files": [], "paste_into": 1}]},
    ],
    ids=str,
)  # fmt: skip
def test_a_manifest_that_says_nothing_readable_is_none(
    capsys: pytest.CaptureFixture[str], folder: Path, change: dict[str, Any]
) -> None:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(OLDER | change))
    assert json.loads(built(capsys, "--format", "json"))["changes"] == []
