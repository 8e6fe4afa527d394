"""Every declaration of the schema catches its planted fault, in every fact table."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from expectations.judge import judge_batch
from expectations.rules import TABLES, schema_rules
from expectations.verdict import PageVerdict
from tests.expectations.pages import Board, good, page, rows
from warehouse.schema.columns import Column


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


PLANTED = {
    name: [(column.name, *fault) for column in table.columns for fault in faults(column)]
    for name, table in TABLES.items()
}
SCORE = TABLES["score"]


@cache
def verdicts() -> dict[str, PageVerdict]:
    """Of every table a page with each fault in a row, after so many good rows that it stands."""
    boards = []
    for name, table in TABLES.items():
        faulty = enumerate(PLANTED[name])
        bad = [{**good(table, f"bad-{n}"), column: value} for n, (column, _, value) in faulty]
        boards.append(Board([*rows(table, 2 * len(bad)), *bad], name))
    return dict(zip(TABLES, judged(boards), strict=True))


def judged(boards: list[Board]) -> list[PageVerdict]:
    """Of each a page, all in one go."""
    return judge_batch([page("nobody", board) for board in boards])


@pytest.mark.parametrize("table", TABLES)
def test_a_planted_fault_sets_its_row_aside_and_no_other(table: str) -> None:
    verdict, planted = verdicts()[table], PLANTED[table]
    assert verdict.refused is None
    (reading,) = verdict.readings
    assert [one.index for one in reading.quarantined] == [
        2 * len(planted) + n for n in range(len(planted))
    ]
    for one, (column, suffix, _) in zip(reading.quarantined, planted, strict=True):
        assert f"{table}.schema.{column}_{suffix}: " in one.reason
    assert {rule.id for rule in schema_rules(TABLES[table])} <= {
        *(f"{table}.schema.{column}_{suffix}" for column, suffix, _ in planted),
        *(f"{table}.schema.{whole}" for whole in ("columns", "types")),
    }


OTHER = [
    ({"rank": 1}, "(score.schema.columns: 1 of 1: columns='unexpected rank'; "),
    *(({column: ...}, f"missing {column}") for column in ("entry", "value", "provenance")),
]
"""Columns more, or less (...), and what is said of them."""


def test_other_columns_refuse_the_page_and_optional_ones_may_be_left_out() -> None:
    boards = []
    for change, _ in OTHER:
        changed = [{**row, **change} for row in rows(SCORE)]
        boards.append(Board([{k: v for k, v in row.items() if v is not ...} for row in changed]))
    required = {column.name for column in SCORE.columns if not column.optional}
    few = [{k: v for k, v in row.items() if k in required} for row in rows(SCORE)]
    *refused, kept = judged([*boards, Board(few)])
    for verdict, (_, found) in zip(refused, OTHER, strict=True):
        assert found in str(verdict.refused)
        assert (verdict.readings[0].rows, verdict.readings[0].quarantined) == ((), ())
    assert (kept.refused, kept.readings[0].rows) == (None, tuple(few))


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
    for verdict, (column, _, words) in zip(judged(boards), WRONG, strict=True):
        (aside,) = verdict.readings[0].quarantined
        assert aside.entry == ("" if column == "entry" else "bad")
        assert words in aside.reason
