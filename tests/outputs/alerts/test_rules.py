"""The rules are data, read strictly; every mistake is named."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.main import app
from outputs.alerts.rules import FIELDS, AlertRulesInvalid, load, read


def bundled() -> dict[str, Any]:
    return tomllib.loads((resources.files("outputs.alerts") / "rules.toml").read_text("utf-8"))


def test_the_bundled_rules_cover_every_kind_and_say_what_to_do() -> None:
    rules, group = load(), typer.main.get_command(app)
    assert set(rules) == set(FIELDS)
    for rule in rules.values():
        fields = dict.fromkeys(FIELDS[rule.kind], "x")
        assert rule.say(fields)
        assert "{" not in rule.type(fields)
        words = rule.command.split()
        if words[0] == "gapwatch":
            command = group.commands[words[1]]  # type: ignore[attr-defined]
            assert words[2] in getattr(command, "commands", [words[2]]) if words[2:] else command


@pytest.mark.parametrize(
    ("kind", "key", "value", "message"),
    [
        ("gap_level", "colour", "red", "gap_level: unknown key 'colour'"),
        ("gap_level", "severity", "loud",
         "gap_level.severity = 'loud': should be one of info, warning, critical"),
        ("gap_level", "levels", {"elo": [0]}, "levels.elo[1] = 0: should be greater than 0"),
        ("gap_level", "openness_rules", ["free"],
         "openness_rules[1] = 'free': should be one of any_weights"),
        ("gap_level", "title", "{no_such}", "title names no_such; this kind has series"),
        ("gap_level", "title", "{", "title '{'"),
        ("price_ratio", "factor", 1, "factor = 1"),
        ("source_unreachable", "hours", True, "hours = True"),
        ("parity", "alert", 1, "alert = 1: should be true or false"),
        ("parity", "series", "some", "series = 'some': should be \"live\" or a list of series"),
        ("price_ratio", "levels", [], "levels = []: should not be empty"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(kind: str, key: str, value: object, message: str) -> None:
    tables = bundled()
    tables[kind][key] = value
    with pytest.raises(AlertRulesInvalid, match=re.escape(message)):
        read(tables)


def test_a_missing_key_rule_or_table_is_named() -> None:
    tables = bundled()
    without = {key: value for key, value in tables["parity"].items() if key != "cause"}
    for wrong, message in (
        ({**tables, "parity": without}, "parity.cause is missing"),
        ({k: v for k, v in tables.items() if k != "parity"}, "rule 'parity' is missing"),
        ({**tables, "weather": {}}, "unknown rule 'weather'"),
        ({**tables, "parity": 3}, "parity = 3: should be a table"),
    ):
        with pytest.raises(AlertRulesInvalid, match=re.escape(message)):
            read(wrong)


def test_another_file_replaces_single_keys_and_is_named_with_its_faults(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[gap_level]\nlevels = { elo = [40] }\n[parity]\nalert = false\n")
    rules = load(mine)
    assert rules["gap_level"].settings["levels"] == {"elo": (40,)}
    assert rules["gap_level"].settings["hysteresis"]["elo"] == 3
    assert not rules["parity"].alert
    with pytest.raises(AlertRulesInvalid, match=r"gone\.toml: cannot be read"):
        load(tmp_path / "gone.toml")
    for text, message in (
        ("[weather]\n", "mine.toml: unknown rule 'weather'"),
        ("[", "mine.toml: not TOML"),
    ):
        mine.write_text(text)
        with pytest.raises(AlertRulesInvalid, match=re.escape(message)):
            load(mine)
    mine.write_text(
        "[weather]\n[parity]\nalert = 1\ntitle = '{gap} {no_such}'\n[price_ratio]\nfactor = 1\n"
        "[gap_level]\nlevels = { elo = [] }\nlevel = 3\n"
    )
    with pytest.raises(AlertRulesInvalid) as found:
        load(mine)
    head, *faults = str(found.value).split("\n  ")
    assert head == "mine.toml: 5 faults"
    assert faults[0].startswith("unknown rule 'weather'; known: gap_level, lead_change")
    assert faults[1] == "gap_level.levels.elo = []: should not be empty"
    assert faults[2].startswith("gap_level: unknown key 'level' (value 3); known: severity, alert")
    assert faults[3:] == [
        "parity.alert = 1: should be true or false",
        "price_ratio.factor = 1: should be greater than 1",
    ]
