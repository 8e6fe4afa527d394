"""Views over derived rows take their columns from the tables' declarations."""

from __future__ import annotations

import re
import sqlite3

import pytest

from warehouse.schema.columns import Table
from warehouse.schema.derived import CLAIM, GAP, LAG, PRICE_GAP
from warehouse.views.derived import derived, derived_now, newest_day
from warehouse.views.facts import VIEWS

SEGMENT = {"entry"}
RENAMED = {
    "gap_daily": SEGMENT
    | {"closed_provenance", "open_provenance"}
    | {"gap_percent", "p_open_ahead_board", "selection_bias"}
    | {"verdict", "held_since"},
    "lag_daily": SEGMENT
    | {"rule", "clock", "sign", "low_from", "low_sign", "high_from", "high_sign"},
    "price_gap_daily": SEGMENT,
    "claim_now": {"entry", "claim"},
}
"""What a view words another way, or leaves out; a column declared later is in it by itself."""


@pytest.mark.parametrize(
    ("view", "table"),
    [
        ("gap_daily", GAP),
        ("lag_daily", LAG),
        ("price_gap_daily", PRICE_GAP),
        ("claim_now", CLAIM),
    ],
)
def test_a_view_has_every_declared_column(
    connection: sqlite3.Connection, view: str, table: Table
) -> None:
    shown = [row[1] for row in connection.execute(f"PRAGMA table_info({view})")]
    assert set(table.names()) - set(shown) == RENAMED[view]
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("query", [derived("gap"), derived_now("gap"), newest_day("gap")])
def test_what_is_derived_reads_only_the_boards_of_its_table(
    connection: sqlite3.Connection, query: str
) -> None:
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert any("SEARCH b USING" in step and "fact_table=? AND source=?" in step for step in plan)
    assert not any(step.startswith(("SCAN vintage", "SCAN v", "SCAN n", "SCAN f")) for step in plan)


def test_no_view_rounds_what_a_page_rounds_again() -> None:
    """44.45 kept as 44.5 would be shown as 45: four decimals, and whole medians of whole days."""
    kept = re.compile(r"round\((?:[^()]|\([^()]*\))*?, (\d)\)")
    found = {view: set(places) for view, sql in VIEWS.items() if (places := kept.findall(sql))}
    assert set(map(frozenset, found.values())) == {frozenset("4")}
    assert len(found) > 8
