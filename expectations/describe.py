"""Every rule in words, for the generated page `docs/rules.md`."""

from __future__ import annotations

from pathlib import Path

from expectations.rules import EVERY, FOLDER, Rule, rules_for
from warehouse.schema.tables import FACTS

NOBODY = "-"
"""A source without a rule file: what is left are the rules for any source."""


def describe(folder: Path = FOLDER) -> list[dict[str, str]]:
    """One row per rule: id, source (`any` or a name), table, of, expects, action, why."""
    rows = [
        _row("any", rule) for table in FACTS.values() for rule in rules_for(NOBODY, table, folder)
    ]
    for path in sorted(folder.glob("*.yaml")):
        if path.stem != EVERY and path.stem not in FACTS:
            rows += [_row(path.stem, rule) for rule in _own(path.stem, folder)]
    return rows


def _own(source: str, folder: Path) -> list[Rule]:
    general = {rule.id for table in FACTS.values() for rule in rules_for(NOBODY, table, folder)}
    everything = [rule for table in FACTS.values() for rule in rules_for(source, table, folder)]
    return [rule for rule in everything if rule.id not in general]


def _row(source: str, rule: Rule) -> dict[str, str]:
    compared = " Compares with the last good vintage." if rule.compares else ""
    return {
        "id": rule.id,
        "source": source,
        "table": rule.table,
        "of": rule.of,
        "expects": rule.expects,
        "action": rule.action,
        "why": rule.why + compared,
    }
