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


def test_another_file_replaces_single_keys_and_every_fault_of_it_is_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[gap_level]\nlevels = { elo = [40] }\n[parity]\nalert = false\n")
    rules = load(mine)
    assert rules["gap_level"].settings["levels"] == {"elo": (40,)}
    assert rules["gap_level"].settings["hysteresis"]["elo"] == 3
    assert not rules["parity"].alert
    with pytest.raises(AlertRulesInvalid, match=r"gone\.toml: cannot be read"):
        load(tmp_path / "gone.toml")
    mine.write_text(
        "[weather]\n[parity]\nalert = 1\nseries = 'some'\n[price_ratio]\nfactor = 1\nlevels = []\n"
        "[gap_level]\nseverity = 'loud'\nopenness_rules = ['free']\nlevels = { elo = [0] }\n"
        "level = 3\n"
    )
    with pytest.raises(AlertRulesInvalid) as found:
        load(mine)
    head, unknown, *faults = str(found.value).split("\n  ")
    assert head == f"mine.toml: {len(faults) + 1} faults"
    assert unknown.startswith("unknown rule 'weather'; known: gap_level, lead_change")
    for said in (
        "gap_level.severity = 'loud': should be one of info, warning, critical",
        "levels.elo[1] = 0: should be greater than 0",
        "openness_rules[1] = 'free': should be one of any_weights",
        "gap_level: unknown key 'level' (value 3)",
        "parity.alert = 1: should be true or false",
        "series = 'some': should be \"live\" or a list of series",
        "price_ratio.factor = 1: should be greater than 1",
        "price_ratio.levels = []: should not be empty",
    ):
        assert any(said in fault for fault in faults), (said, faults)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": "{no_such}"}, "title names no_such; this kind has series"),
        ({"title": "{"}, "title '{'"),
        ({"cause": None}, "parity.cause is missing"),
        (None, "rule 'parity' is missing"),
    ],
)
def test_a_title_names_what_its_events_have_and_nothing_is_missing(
    changed: dict[str, str | None] | None, message: str
) -> None:
    tables = bundled()
    parity = {**tables.pop("parity"), **(changed or {})}
    if changed:
        tables["parity"] = {key: value for key, value in parity.items() if value is not None}
    with pytest.raises(AlertRulesInvalid, match=re.escape(message)):
        read(tables)
