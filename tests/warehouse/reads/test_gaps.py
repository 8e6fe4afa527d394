from __future__ import annotations

from pathlib import Path

from tests.outputs.shelf import FRESH, NOW, TODAY, gap, put_gaps
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.reads import gaps as reads_gaps
from warehouse.reads import sources as reads_sources
from warehouse.store import Warehouse


def test_change_points_are_those_of_the_newest_derivation(scored: Warehouse) -> None:
    put_gaps(scored, [gap(entry="2026-01-01"), gap(entry="2026-02-01", gap=1.0)])
    put_gaps(scored, [gap(entry="2026-01-01"), gap(entry="2026-02-01", gap=3.0)])
    rows = reads_gaps.gap_segments(scored.connection)
    assert [(row["entry"], row["gap"]) for row in rows] == [
        ("2026-01-01", 2.0),
        ("2026-02-01", 3.0),
    ]
    assert {row["series"] for row in rows} == {"eci"}


def test_a_row_without_a_vintage_day_rests_on_the_newest_input(scored: Warehouse) -> None:
    put_gaps(scored, [gap(), gap(entry="2026-03-02", vintage_on="2026-03-02")])
    rows = reads_gaps.gap_segments(scored.connection)
    assert [row["published_until"] for row in rows] == [FRESH.isoformat(), "2026-03-02"]
    assert {row["through"] for row in rows} == {TODAY.isoformat()}


def test_change_points_of_one_series_stay_when_it_is_derived_no_more(scored: Warehouse) -> None:
    put_gaps(scored, [gap()])
    later = Arrival(BoardKey("gap", "gapwatch", "later", "any_weights"), TODAY, [gap()])
    seen = Seen("gapwatch", "package:gapwatch/measures", NOW, "0.1.0+made", scored.keep(b"later"))
    scored.accept(seen, [later])
    assert [row["series"] for row in reads_gaps.gap_segments(scored.connection)] == ["later"]
    (row,) = reads_gaps.gap_segments(scored.connection, "eci", "any_weights")
    assert (row["series"], row["openness_rule"]) == ("eci", "any_weights")
    assert reads_gaps.gap_segments(scored.connection, "eci", "permissive") == []


def test_an_empty_warehouse_answers_with_nothing(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        assert reads_gaps.gap_segments(warehouse.connection) == []
        assert reads_gaps.leading_since(warehouse.connection) == {}
        assert reads_sources.quarantine_reasons(warehouse.connection) == []
