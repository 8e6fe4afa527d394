"""Every declaration of the schema catches its planted fault, in every fact table."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from expectations.judge import judge_batch
from expectations.rules import schema_rules
from expectations.verdict import PageVerdict, UnjudgedPage
from tests.expectations.pages import SEEN_ON, Board, good, judge, rows
from warehouse.schema.tables import FACTS, Column


def faults(column: Column) -> Iterator[tuple[str, Any]]:
    """Rule suffix and a value that breaks it."""
    if not column.optional:
        yield "present", None
    if column.one_of:
        yield "known", "none of the words"
    if column.at_least is not None:
        yield "bounds", column.at_least - 1
    if column.at_most is not None:
        yield "bounds", column.at_most + 1
    if column.matches is not None and not column.is_day:
        yield "form", "2508-22-"


CASES = [
    (table.name, column.name, suffix, value)
    for table in FACTS.values()
    for column in table.columns
    for suffix, value in faults(column)
]
SCORE = FACTS["score"]


@cache
def verdicts() -> list[PageVerdict]:
    """Of every table three good rows and a planted one; then of every table good rows alone."""
    planted = [
        (name, {**good(FACTS[name], "bad"), column: value}) for name, column, _, value in CASES
    ]
    boards = [Board([*rows(FACTS[name]), bad], name) for name, bad in planted]
    boards += [Board(rows(table), name) for name, table in FACTS.items()]
    return judge_batch([UnjudgedPage("nobody", [board], SEEN_ON, {}) for board in boards])


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{t}-{c}-{s}" for t, c, s, _ in CASES])
def test_planted_fault_is_set_aside(number: int) -> None:
    table, column, suffix, _ = CASES[number]
    verdict = verdicts()[number]
    assert verdict.refused is None
    assert [one.index for one in verdict.readings[0].quarantined] == [3]
    assert f"{table}.schema.{column}_{suffix}: " in verdict.readings[0].quarantined[0].reason
    assert len(verdict.readings[0].rows) == 3


def test_good_rows_pass() -> None:
    for verdict in verdicts()[len(CASES) :]:
        (found,) = verdict.readings
        assert (verdict.refused, verdict.warnings, verdict.broken) == (None, (), {})
        assert (len(found.rows), found.quarantined) == (3, ())


def test_every_schema_rule_is_planted() -> None:
    for name, table in FACTS.items():
        planted = {
            f"{name}.schema.{column}_{suffix}" for t, column, suffix, _ in CASES if t == name
        }
        whole = {f"{name}.schema.columns", f"{name}.schema.types"}
        assert {rule.id for rule in schema_rules(table)} <= planted | whole


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"rank": 1}, "score.schema.columns: found unexpected rank"),
        *(({column: ...}, f"missing {column}") for column in ("entry", "value", "provenance")),
    ],
)
def test_other_columns_refuse_the_page(change: dict[str, Any], found: str) -> None:
    changed = [{**row, **change} for row in rows(SCORE)]
    bad = [{name: cell for name, cell in row.items() if cell is not ...} for row in changed]
    verdict = judge("nobody", [Board(bad)])
    assert found in str(verdict.refused)
    assert (verdict.readings[0].rows, verdict.readings[0].quarantined) == ((), ())


def test_optional_columns_may_be_left_out() -> None:
    required = {column.name for column in SCORE.columns if not column.optional}
    few = [{k: v for k, v in row.items() if k in required} for row in rows(SCORE)]
    verdict = judge("nobody", [Board(few)])
    assert (verdict.refused, verdict.readings[0].rows) == (None, tuple(few))


WRONG = [
    ("value", "54.2", "value='54.2' is str, not REAL"),
    ("value", True, "value=True is bool, not REAL"),
    ("value", float("inf"), "value=inf is float, not REAL"),
    ("stderr", "n/a", "stderr='n/a' is str, not REAL"),
    ("n", 1.5, "n=1.5 is float, not INTEGER"),
    ("protocol", 5, "protocol=5 is int, not TEXT"),
    ("model_name", ["a", "b"], "model_name=['a', 'b'] is list, not TEXT"),
    ("dated_on", 20260102, "dated_on=20260102 is int, not TEXT"),
    ("entry", ["a"], "entry=['a'] is list, not TEXT"),
]


def test_wrong_type_is_set_aside() -> None:
    boards = [
        Board([*rows(SCORE), {**good(SCORE, "bad"), column: value}]) for column, value, _ in WRONG
    ]
    pages = [UnjudgedPage("nobody", [board], SEEN_ON, {}) for board in boards]
    for verdict, (column, _, words) in zip(judge_batch(pages), WRONG, strict=True):
        (aside,) = verdict.readings[0].quarantined
        assert aside.entry == ("" if column == "entry" else "bad")
        assert words in aside.reason
