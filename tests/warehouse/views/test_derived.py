"""Views over derived rows take their columns from the tables' declarations."""

from __future__ import annotations

import re
import sqlite3

import pytest

from warehouse.views.promised import views


@pytest.mark.parametrize(
    "relation", ["_gap_derived", "_gap_in_force", "_derived_on WHERE fact_table = 'gap'"]
)
def test_what_is_derived_reads_only_the_boards_of_its_table(
    connection: sqlite3.Connection, relation: str
) -> None:
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {relation}")]
    assert any("SEARCH b USING" in step and "fact_table=? AND source=?" in step for step in plan)
    assert not any(step.startswith(("SCAN vintage", "SCAN v", "SCAN n", "SCAN f")) for step in plan)


def test_no_view_rounds_what_a_page_rounds_again() -> None:
    """44.45 kept as 44.5 would be shown as 45: four decimals, of a chance six, and whole medians of
    whole days."""
    kept = re.compile(r"round\((?:[^()]|\([^()]*\))*?, (\d)\)")
    found = {view: set(places) for view, sql in views().items() if (places := kept.findall(sql))}
    chances = {view for view, places in found.items() if "6" in places}
    assert chances == {"gap_now", "gap_changes"}
    assert set().union(*found.values()) == {"4", "6"}
    assert len(found) > 8
