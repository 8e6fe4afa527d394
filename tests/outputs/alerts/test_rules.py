"""The rules are data, read strictly; every mistake is named."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from outputs.alerts.rules import FIELDS, AlertRulesInvalid, load, read


def bundled() -> dict[str, Any]:
    return tomllib.loads((resources.files("outputs.alerts") / "rules.toml").read_text("utf-8"))


def test_the_bundled_rules_cover_every_kind_and_say_what_to_do() -> None:
    rules = load()
    assert set(rules) == set(FIELDS)
    for rule in rules.values():
        fields = dict.fromkeys(FIELDS[rule.kind], "x")
        assert rule.say(fields)
        assert "{" not in rule.type(fields)


def test_the_commands_exist() -> None:
    import typer.main  # noqa: PLC0415

    from cli.main import app  # noqa: PLC0415

    group = typer.main.get_command(app)
    for rule in load().values():
        words = rule.command.split()
        if words[0] == "gapwatch":
            command = group.commands[words[1]]  # type: ignore[attr-defined]
            if hasattr(command, "commands"):
                assert words[2] in command.commands, rule.command


@pytest.mark.parametrize(
    ("kind", "key", "value", "message"),
    [
        ("gap_level", "colour", "red", "gap_level: unknown key 'colour'"),
        (
            "gap_level",
            "severity",
            "loud",
            "gap_level.severity = 'loud': should be one of info, warning, critical",
        ),
        ("gap_level", "levels", {"elo": [0]}, "levels.elo[1] = 0: should be greater than 0"),
        (
            "gap_level",
            "openness_rules",
            ["free"],
            "openness_rules[1] = 'free': should be one of any_weights",
        ),
        ("gap_level", "title", "{no_such}", "title names no_such; this kind has series"),
        ("gap_level", "title", "{", "title '{'"),
        ("price_ratio", "factor", 1, "factor = 1"),
        ("source_unreachable", "hours", True, "hours = True"),
        ("parity", "alert", 1, "alert = 1: should be true or false"),
        ("parity", "series", "some", "series = 'some': should be \"live\" or a list of series"),
        ("price_ratio", "levels", [], "levels = []: should not be empty"),
    ],
)
def test_a_wrong_value_is_named(kind: str, key: str, value: object, message: str) -> None:
    tables = bundled()
    tables[kind][key] = value
    with pytest.raises(AlertRulesInvalid, match=re.escape(message)):
        read(tables)


def test_a_missing_key_rule_or_table_is_named() -> None:
    tables = bundled()
    del tables["parity"]["cause"]
    with pytest.raises(AlertRulesInvalid, match=r"parity\.cause is missing"):
        read(tables)
    with pytest.raises(AlertRulesInvalid, match="rule 'parity' is missing"):
        read({kind: table for kind, table in bundled().items() if kind != "parity"})
    with pytest.raises(AlertRulesInvalid, match="unknown rule 'weather'"):
        read({**bundled(), "weather": {}})
    with pytest.raises(AlertRulesInvalid, match="parity = 3: should be a table"):
        read({**bundled(), "parity": 3})


def test_another_file_replaces_single_keys(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[gap_level]\nlevels = { elo = [40] }\n[parity]\nalert = false\n")
    rules = load(mine)
    assert rules["gap_level"].settings["levels"] == {"elo": (40,)}
    assert rules["gap_level"].settings["hysteresis"]["elo"] == 3
    assert not rules["parity"].alert
    mine.write_text("[weather]\n")
    with pytest.raises(AlertRulesInvalid, match=r"mine\.toml: unknown rule 'weather'"):
        load(mine)
    mine.write_text("[")
    with pytest.raises(AlertRulesInvalid, match=r"mine\.toml: not TOML"):
        load(mine)
    with pytest.raises(AlertRulesInvalid, match=r"gone\.toml: cannot be read"):
        load(tmp_path / "gone.toml")


def test_all_faults_of_the_file_are_named_at_once(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
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
