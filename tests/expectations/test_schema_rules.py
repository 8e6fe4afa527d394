"""Every declaration of the schema catches its planted fault, in every fact table."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from expectations.rules import schema_rules
from expectations.verdict import PageVerdict
from tests.expectations.pages import Board, good, judge, judge_pages, rows
from warehouse.schema.tables import FACTS, Column, Table


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


@cache
def verdicts(name: str) -> dict[tuple[str, str], PageVerdict]:
    table = FACTS[name]
    mine = [case for case in CASES if case[0] == name]
    pages = [
        [Board([*rows(table), {**good(table, "bad"), column: value}], name)]
        for _, column, _, value in mine
    ]
    found = judge_pages("nobody", pages)
    return {(c[1], repr(c[3])): verdict for c, verdict in zip(mine, found, strict=True)}


@pytest.mark.parametrize(("table", "column", "suffix", "value"), CASES)
def test_planted_fault_is_set_aside(table: str, column: str, suffix: str, value: Any) -> None:
    verdict = verdicts(table)[column, repr(value)]
    assert verdict.refused is None
    assert [one.index for one in verdict.readings[0].quarantined] == [3]
    assert f"{table}.schema.{column}_{suffix}: " in verdict.readings[0].quarantined[0].reason
    assert len(verdict.readings[0].rows) == 3


@pytest.mark.parametrize("table", FACTS.values(), ids=FACTS)
def test_good_rows_pass(table: Table) -> None:
    verdict = judge("nobody", [Board(rows(table), table.name)])
    assert verdict.refused is None
    assert verdict.quarantined == 0
    assert verdict.warnings == ()
    assert [result.rule for result in verdict.results if not result.success] == []
    assert len(verdict.readings[0].rows) == 3


@pytest.mark.parametrize("table", FACTS.values(), ids=FACTS)
def test_every_schema_rule_is_planted(table: Table) -> None:
    planted = {f"{table.name}.schema.{column}_{suffix}" for t, column, suffix, _ in CASES}
    whole = {f"{table.name}.schema.columns", f"{table.name}.schema.types"}
    assert {rule.id for rule in schema_rules(table)} <= planted | whole


def test_unknown_column_refuses_the_page() -> None:
    bad = [{**row, "rank": 1} for row in rows(FACTS["score"])]
    verdict = judge("nobody", [Board(bad)])
    assert verdict.refused is not None
    assert "score.schema.columns: found unexpected rank" in verdict.refused
    assert verdict.readings[0].rows == ()
    assert verdict.readings[0].quarantined == ()


@pytest.mark.parametrize("column", ["entry", "value", "provenance"])
def test_missing_required_column_refuses_the_page(column: str) -> None:
    bad = [{k: v for k, v in row.items() if k != column} for row in rows(FACTS["score"])]
    verdict = judge("nobody", [Board(bad)])
    assert verdict.refused is not None
    assert f"missing {column}" in verdict.refused


def test_optional_columns_may_be_left_out() -> None:
    required = {column.name for column in FACTS["score"].columns if not column.optional}
    few = [{k: v for k, v in row.items() if k in required} for row in rows(FACTS["score"])]
    verdict = judge("nobody", [Board(few)])
    assert verdict.refused is None
    assert verdict.readings[0].rows == tuple(few)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("value", "54.2", "value='54.2' is str, not REAL"),
        ("value", True, "value=True is bool, not REAL"),
        ("value", float("inf"), "value=inf is float, not REAL"),
        ("stderr", "n/a", "stderr='n/a' is str, not REAL"),
        ("n", 1.5, "n=1.5 is float, not INTEGER"),
        ("protocol", 5, "protocol=5 is int, not TEXT"),
        ("model_name", ["a", "b"], "model_name=['a', 'b'] is list, not TEXT"),
        ("dated_on", 20260102, "dated_on=20260102 is int, not TEXT"),
    ],
)
def test_wrong_type_is_set_aside(column: str, value: Any, words: str) -> None:
    bad = {**good(FACTS["score"], "bad"), column: value}
    verdict = judge("nobody", [Board([*rows(FACTS["score"]), bad])])
    (aside,) = verdict.readings[0].quarantined
    assert aside.entry == "bad"
    assert words in aside.reason
