"""Wrong configurations are refused with their key, value, rule and remedy; all faults at once."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from kamseg.generator.config import checked, json_schema, merged, project_from, read_table
from kamseg.generator.errors import ConfigurationError
from kamseg.generator.project import Group, Personas, Project, Trait
from kamseg.generator.sources import flags_table, projects_from
from kamseg.generator.starter import starter

if TYPE_CHECKING:
    from pathlib import Path

SITECODE = "a1b2c3d4e5"
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"sitecode": "A1'"}, "must be exactly ten lower-case letters and digits; copy it from the project's card"),
    ({"sitecode": "a1b2c3d4e"}, "sitecode"),
    ({"sitecode": "a1b2c3d4e5\n"}, r'sitecode = "a1b2c3d4e5\n": must be exactly ten'),
    ({"sitecode": "A1B2C3D4E5"}, "sitecode"),
    ({"sitecode": 1234567890}, "sitecode = 1234567890"),
    ({"sitcode": SITECODE}, 'sitcode = "a1b2c3d4e5": is not a key that kamseg knows; did you mean "sitecode"?'),
    ({"zzz": 1}, "zzz = 1: is not a key that kamseg knows; known are: sitecode, label"),
    ({"consent": {"group": "off"}}, 'known are: require; "group" stands for the whole file: write it above the first table'),
    ({"identity": {"sitecode": SITECODE}}, '"sitecode" stands for the whole file: write it above the first table'),
    ({"traits": [{"trait": "a", "custom_data": "A", "debug": True}]}, '"debug" stands for the whole file: write it above'),
    ({"server_side": {"indexes": {"group": "off"}}}, 'must be a whole number from 0 to 100000; "group" stands for the whole file'),
    ({"exposures": {"integrations": {"personas": "off"}}}, 'must be true or false; "personas" stands for the whole file'),
    ({"server_side": {"consent": {"require": "any"}}}, 'known are: sdks, indexes; "consent" stands for the whole file: write [consent]'),
    ({"debug": "yes"}, 'debug = "yes": must be true or false'),
    ({"identity": {"mode": "trak"}}, 'identity.mode = "trak": must be one of "identify", "none", "track"; did you'),
    ({"identity": "track"}, 'identity = "track": must be a table; write [identity]'),
    ({"identity": {"session_minutes": 0}}, "identity.session_minutes = 0: must be a whole number from 1 to 1440"),
    ({"identity": {"session_minutes": True}}, "identity.session_minutes = true: must be a whole number"),
    ({"identity": {"session_minutes": 1.5}}, "identity.session_minutes = 1.5: must be a whole number"),
    ({"identity": {"event": ""}}, 'identity.event = "": must not be empty'),
    ({"identity": {"event": "x" * 201}}, "has 201 characters, at most 200"),
    ({"identity": {"event": "a\nb"}}, r'identity.event = "a\nb": must not contain line breaks'),
    ({"identity": {"event": "a\x00b"}}, "must not contain line breaks or control"),
    ({"identity": {"event": "\ud800"}}, "must not contain line breaks or control"),
    ({"identity": {"event": "a\u2028b"}}, "must not contain line breaks"),
    ({"identity": {"event": " a"}}, 'must not begin or end with a blank; write "a"'),
    ({"identity": {"properties": "k"}}, 'identity.properties = "k": must be an array; write identity.properties = […]'),
    ({"identity": {"properties": []}}, "identity.properties = []: must not be empty in mode track"),
    ({"identity": {"properties": ["k", "k"]}}, 'identity.properties[1] = "k": stands at identity.properties[0] already'),
    ({"identity": {"properties": ["variationID"]}}, "is a property of the exposure events already"),
    ({"exposures": {"integrations": {"A": {"__proto__": True}}}}, 'exposures.integrations = "__proto__": names no destination'),
    ({"identity": {"properties": ["__proto__"]}}, 'identity.properties[0] = "__proto__": names no property'),
    ({"identity": {"properties": list("abcdef")}}, "identity.properties: has 6 items, at most 5"),
    ({"identity": {"event": "Experiment Viewed"}}, "exposures.experiment_event"),
    ({"identity": {"mode": "none", "properties": []}}, "exposures.visitor_code = true: needs a name"),
    ({"segment": {"global": "a-b"}}, 'segment.global = "a-b": must be the name of a JavaScript variable'),
    ({"segment": {"global": "Kameleoon"}}, 'segment.global = "Kameleoon": is the name of something else on window'),
    ({"segment": {"global": "kamseg"}}, 'segment.global = "kamseg": is the name of something else on window'),
    ({"segment": {"global_name": "a"}}, "segment.global_name"),
    ({"exposures": {"integrations": {"Segment.io": False}}}, 'exposures.integrations."Segment.io" = false: would keep exposures from Segment'),
    ({"exposures": {"integrations": {"Amplitude": 1}}}, 'exposures.integrations."Amplitude" = 1: must be true or false'),
    ({"exposures": {"integrations": {"": True}}}, 'exposures.integrations."" = "": must not be empty'),
    ({"exposures": {"integrations": ["Amplitude"]}}, 'exposures.integrations = ["Amplitude"]: must be a table'),
    ({"exposures": {"integrations": {"Amplitude": {"a": [1, {"b": float("nan")}]}}}}, 'integrations."Amplitude"."a"[1]."b" = NaN: must be a text, a number'),
    ({"personas": {"values": ["a"], "values_url": "https://x.example"}}, "personas.values_url"),
    ({"personas": {"values_url": "ftp://x.example"}}, "must be an https address"),
    ({"personas": {"values_url": "https://x.example/{site}"}}, "must be an https address"),
    ({"personas": {"values_url": "https://[x"}}, "must be an https address"),
    ({"personas": {"values": ["a", "a"]}}, 'personas.values[1] = "a": stands at personas.values[0] already'),
    ({"personas": {"path": "a..b"}}, 'personas.path = "a..b": must be keys with single dots'),
    ({"traits": [{"trait": "a"}]}, "traits[0].custom_data: is missing; add it: The name of the custom data"),
    ({"traits": {"trait": "a"}}, 'traits = {"trait": "a"}: must be an array; write [[traits]]'),
    ({"traits": [{"trait": "a", "custom_data": "A", "type": "text"}]}, 'traits[0].type = "text": must be one of'),
    (
        {"traits": [{"trait": "a", "custom_data": "A"}, {"trait": "a", "custom_data": "B"}]},
        'traits[1].trait = "a": stands at traits[0].trait already',
    ),
    (
        {"traits": [{"trait": "a", "custom_data": "Group ID"}], "group": {}},
        'group.custom_data = "Group ID": stands at traits[0].custom_data already; each custom data can hold only one',
    ),
    ({"remote_data": {"cache_seconds": -1}}, "remote_data.cache_seconds = -1"),
    ({"consent": {"require": True}}, "consent.require = true: must be one of"),
    ({"identity": {"mode": "none"}, "exposures": {"source": "off"}, "personas": "off", "group": "off"}, "nothing is left to build; turn on"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "message"), FAULTS, ids=lambda value: ascii(value)[:50])
def test_a_fault_is_named_with_its_place_and_remedy(table: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        project_from({"sitecode": SITECODE, **table}, "shop.toml")
    assert any(
        f"shop.toml: {fault}".startswith("shop.toml") and message in str(fault)
        for fault in caught.value.faults
    )
    assert str(caught.value).startswith("shop.toml: ")
    assert str(caught.value).isprintable() or "\n" in str(caught.value)


def test_several_faults_are_reported_together() -> None:
    with pytest.raises(ConfigurationError) as caught:
        project_from({"debug": 1, "identity": {"mode": "x"}, "group": {"nam": "G"}}, "shop.toml")
    assert [fault.path for fault in caught.value.faults] == [
        "debug",
        "identity.mode",
        "group.nam",
        "sitecode",
    ]


def test_a_long_value_is_shown_shortened() -> None:
    with pytest.raises(ConfigurationError) as caught:
        project_from({"sitecode": "x" * 100_000}, "shop.toml")
    assert len(str(caught.value)) < 300


def test_a_project_made_in_python_is_checked_too() -> None:
    assert checked(Project(sitecode=SITECODE)) == Project(sitecode=SITECODE)
    with pytest.raises(ConfigurationError, match="the project: sitecode"):
        checked(Project(sitecode="../../etc"))


def test_256_custom_data_are_one_too_many() -> None:
    traits = tuple(Trait(trait=f"t{at}", custom_data=f"T{at}") for at in range(255))
    checked(Project(sitecode=SITECODE, traits=traits))
    with pytest.raises(ConfigurationError, match="makes 256 custom data, Kameleoon has at most 255"):
        checked(Project(sitecode=SITECODE, traits=traits, group=Group()))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"sitecode = ", "is not TOML: Invalid value (at "),
        (b'a = 1\n[identity\nmode="x"', "at line 2"),
        (b"a = 1\na = 2", "is not TOML"),
        (b'label = "\xff"', "is not UTF-8 text (line 1)"),
        ('label = "x"'.encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        (b"a = " + b"[" * 5000, "is nested too deeply"),
        (b"sitecode = 1" + b"0" * 5000, "a number in it is too long"),
    ],
)
def test_a_file_that_is_not_toml_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        read_table(file)
    assert message in str(caught.value)
    assert "shop.toml" in str(caught.value)


def test_a_key_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(".".join("a" * 5000) + " = 1")
    with pytest.raises(ConfigurationError, match=r"shop.toml: is nested too deeply"):
        projects_from([file], {})


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_bytes(b'\xef\xbb\xbfsitecode = "a1b2c3d4e5"\r\nlabel = "\xef\xbb\xbfShop"\r\n')
    assert read_table(file) == {"sitecode": "a1b2c3d4e5", "label": "\ufeffShop"}


def test_a_missing_file_and_a_folder_without_files_say_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no such file; kamseg init"):
        projects_from([tmp_path / "shop.toml"], {})
    with pytest.raises(ConfigurationError, match=r"no \*.toml file is in this folder"):
        projects_from([tmp_path], {})


def test_the_starter_file_is_the_default_project_with_every_key_explained() -> None:
    text = starter(SITECODE)
    assert project_from(tomllib.loads(text), "starter") == Project(
        sitecode=SITECODE, personas=Personas(), group=Group()
    )
    assert max(map(len, text.splitlines())) <= 110
    for name in _keys(json_schema()):
        assert f"\n{name} = " in text or f"# {name} = " in text, name


def test_what_the_starter_file_comments_out_is_valid_too() -> None:
    lines = starter(SITECODE).splitlines()
    uncommented = [re.sub(r"^(# )+(?=\w+ = |\[\[)", "", line) for line in lines if line != "values = []"]
    project = project_from(tomllib.loads("\n".join(uncommented)), "starter")
    assert project.traits[0].path == "traits.plan"
    assert project.personas
    assert project.personas.values_url


def test_the_json_schema_knows_every_key_with_its_meaning() -> None:
    schema = json_schema()
    assert schema["$schema"].startswith("https://json-schema.org/")
    json.dumps(schema)
    for definition in schema["$defs"].values():
        assert definition["description"]
        assert definition["additionalProperties"] is False
        for name, field in definition["properties"].items():
            assert "description" in field or "$ref" in field or "anyOf" in field or name == "traits", name


def _keys(schema: dict[str, Any]) -> list[str]:
    sections = {
        *("segment", "identity", "exposures", "personas", "traits", "group"),
        *("remote_data", "consent", "server_side"),
    }
    return [
        name
        for definition in schema["$defs"].values()
        for name in definition["properties"]
        if name not in sections
    ]


def test_flags_lie_over_the_file_and_traits_are_added() -> None:
    flags = flags_table(
        sitecode=SITECODE,
        label="Shop",
        traits=["plan=Subscribed Plan", "a=b=c"],
        settings=[
            "exposures.once_per=visit",
            "debug=true",
            "personas.values=['x']",
            "identity.event=Known visitor",
        ],
    )
    table = merged(
        {"exposures": {"identify": "latest"}, "traits": [{"trait": "x", "custom_data": "X"}]}, flags
    )
    project = project_from(table, "test")
    assert project.exposures == msgspec.convert(
        {"once_per": "visit", "identify": "latest"}, type(project.exposures)
    )
    assert [(trait.trait, trait.custom_data) for trait in project.traits] == [
        ("x", "X"), ("plan", "Subscribed Plan"), ("a", "b=c"),
    ]  # fmt: skip
    assert project.debug
    assert project.identity.event == "Known visitor"
    assert project.personas == Personas(values=("x",))


@pytest.mark.parametrize(("flag", "value"), [("traits", "plan"), ("settings", "debug")])
def test_a_flag_without_an_equals_sign_is_explained(flag: str, value: str) -> None:
    words: dict[str, Any] = {"sitecode": SITECODE, "label": None, "traits": [], "settings": []}
    with pytest.raises(ConfigurationError, match="has no '='; write --"):
        flags_table(**{**words, flag: [value]})


@pytest.mark.parametrize("setting", ["=1", "a..b=1", "sitecode.x=1", "traits.x=1", "identity=1"])
def test_a_strange_setting_is_a_fault_and_no_crash(setting: str) -> None:
    flags = flags_table(sitecode=SITECODE, label=None, traits=[], settings=[setting])
    with pytest.raises(ConfigurationError):
        project_from(flags, "command line")


def test_two_files_with_one_sitecode_are_refused_and_all_files_are_read_first(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(f'sitecode = "{SITECODE}"')
    (tmp_path / "b.toml").write_text(f'sitecode = "{SITECODE}"')
    (tmp_path / "c.toml").write_text("debug = 1")
    with pytest.raises(Exception, match=r"is that of .*a\.toml already") as caught:
        projects_from([tmp_path], {})
    assert "c.toml: debug = 1" in str(caught.value)
    assert "c.toml: sitecode: is missing" in str(caught.value)
