"""Every written rule that compares a board or page with the last good vintage catches its fault."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest
import yaml

from expectations.judge import judge_batch
from expectations.rules import FOLDER, TABLES, Rule, rules_for
from expectations.verdict import PageVerdict, UnjudgedPage
from tests.expectations.pages import SEEN_ON, Board, previous, rows

THEN = 100
SHARES = ("_previous_rows_share", "_previous_gone_share", "_previous_changed_share")
SHIFT = "_previous_value_shift"
MAIN = {"score": "value", "price": "input_per_mtok"}


def as_written(rule: str) -> str:
    """The rule's id in the file that has it: others take that file over under their own name."""
    stem, _, name = rule.partition(".")
    return f"{taken_over(stem)}.{name}"


@cache
def taken_over(stem: str) -> str:
    """The file that a rule file takes over (`like`), or itself; each is read once."""
    path = FOLDER / f"{stem}.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    return str(written["like"]) if isinstance(written, dict) else stem


def compared() -> dict[str, tuple[str, Rule]]:
    """Source and rule by rule id, of all files that write rules."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem in ("every", *TABLES):
            continue
        for table in TABLES.values():
            for rule in rules_for(path.stem, table):
                written = as_written(rule.id) == rule.id
                if written and rule.of != "row" and rule.columns[0] in (*SHARES, SHIFT):
                    found[rule.id] = (path.stem, rule)
    return found


COMPARED = compared()


def before(rule: Rule) -> list[dict[str, Any]]:
    plain = rows(TABLES[rule.table], THEN)
    if rule.table == "score":
        plain = [{**row, "unit": "index", "ci_low": None, "ci_high": None} for row in plain]
    return (
        [{**row, "cached_input_per_mtok": None} for row in plain]
        if rule.table == "price"
        else (plain)
    )


def after(rule: Rule, beyond: bool) -> list[dict[str, Any]]:
    """The next page: exactly at the rule's bound, or one step beyond it."""
    now = before(rule)
    column, bounds = rule.columns[0], rule.arguments
    step = 1 if beyond else 0
    if column == SHARES[0]:
        return now[: math.ceil(THEN * bounds["min_value"]) - step]
    if column == SHIFT:
        return [{**row, "value": row["value"] + bounds["max_value"] + step} for row in now]
    count = int(THEN * bounds["max_value"]) + step
    return [_moved(rule, row) if n < count else row for n, row in enumerate(now)]


def _moved(rule: Rule, row: dict[str, Any]) -> dict[str, Any]:
    if rule.columns[0] == SHARES[1]:
        return {**row, "entry": f"new {row['entry']}"}
    return {**row, MAIN[rule.table]: row[MAIN[rule.table]] * 1.5}


def _where(rule: Rule, key: str) -> str:
    found = rule.where.get(key, "main" if key == "board" else "")
    return str(found[0] if isinstance(found, list) else found)


def page(name: str, beyond: bool) -> UnjudgedPage:
    source, rule = COMPARED[name]
    key = (rule.table, _where(rule, "board"), _where(rule, "category"))
    board = Board(after(rule, beyond), *key)
    return UnjudgedPage(source, [board], SEEN_ON, {key: previous(before(rule))})


@cache
def verdicts() -> dict[tuple[str, bool], PageVerdict]:
    """Of every rule the page at its bound and the one beyond it, judged in one go."""
    cases = [(name, beyond) for name in COMPARED for beyond in (False, True)]
    return dict(zip(cases, judge_batch([page(*case) for case in cases]), strict=True))


@pytest.mark.parametrize("name", COMPARED)
def test_one_step_beyond_the_bound_is_caught(name: str) -> None:
    found = verdicts()[name, True]
    assert name in found.broken
    if COMPARED[name][1].action == "refuse":
        assert found.refused is not None
    else:
        assert any(f"({name}: " in warning for warning in found.warnings)


@pytest.mark.parametrize("name", COMPARED)
def test_the_bound_itself_is_allowed(name: str) -> None:
    assert name not in verdicts()[name, False].broken
