"""The rules are data, read strictly; every mistake is named."""

from pathlib import Path

import pytest
import typer.main

from cli.main import app
from outputs.alerts.rules import AlertRulesInvalid, load


def test_the_bundled_rules_name_commands_that_there_are() -> None:
    group = typer.main.get_command(app)
    for rule in load().values():
        words = rule.command.split()
        if words[0] == "gapwatch":
            command = group.commands[words[1]]  # type: ignore[attr-defined]
            assert words[2] in getattr(command, "commands", [words[2]]) if words[2:] else command


def test_another_file_replaces_single_keys_and_every_fault_of_it_is_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[heartbeat_late]\nhours = 50\n[parity]\nalert = false\n")
    rules = load(mine)
    assert rules["heartbeat_late"].settings == {"hours": 50, "daemon_minutes": 30}
    assert not rules["parity"].alert
    with pytest.raises(AlertRulesInvalid, match=r"gone\.toml: cannot be read"):
        load(tmp_path / "gone.toml")
    mine.write_text(
        "digest = 3\n[weather]\n[parity]\nalert = 1\nseries = 'some'\n[price_change]\npercent = 0\n"
        "[lead_change]\nseverity = 'loud'\nopenness_rules = ['free']\nlevel = 3\ntitle = 'x'\n"
    )
    with pytest.raises(AlertRulesInvalid) as found:
        load(mine)
    head, unknown, *faults = str(found.value).split("\n  ")
    assert head == f"{mine}: {len(faults) + 1} faults"
    assert unknown.startswith("unknown rule 'weather'; known: lead_change, parity")
    for said in (
        "lead_change.severity = 'loud': should be one of info, warning, critical",
        "openness_rules[1] = 'free': should be one of any_weights",
        "lead_change: unknown key 'level' (value 3)",
        "lead_change: unknown key 'title' (value 'x')",
        "digest = 3: should be a table",
        "parity.alert = 1: should be true or false",
        "series = 'some': should be \"live\" or a list of series",
        "price_change.percent = 0: should be greater than 0",
    ):
        assert any(said in fault for fault in faults), (said, faults)
