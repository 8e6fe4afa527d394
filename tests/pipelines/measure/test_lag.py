"""Lags as they are issued: boards, rows and views, on a warehouse that knows only what ships."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from measures.known import DerivedBoard
from measures.lag.records import CatchUpEstimate
from measures.series import load
from pipelines.assets.metadata.lag import lag_checks, lag_metadata
from pipelines.measure import run as step
from pipelines.measure.inputs import Inputs
from warehouse.reads import estimates as reads_estimates
from warehouse.schema.tables import ESTIMATE, LAG
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OURS = {name: step.DERIVATIONS[name] for name in ("lag", "catch_up")}


@pytest.fixture(scope="module")
def warehouse(shipped_home: Path) -> Iterator[Warehouse]:
    with Warehouse.read(shipped_home) as opened:
        yield opened


@pytest.fixture(scope="module")
def arrivals(warehouse: Warehouse) -> list[DerivedBoard]:
    inputs = Inputs(warehouse, NOW)
    return [one for issue in OURS.values() for one in issue(inputs)]


def test_every_series_with_a_vintage_has_a_board_per_rule(
    arrivals: list[DerivedBoard],
) -> None:
    boards = [one.key for one in arrivals if one.key.table == "lag"]
    assert len(boards) == len(set(boards))
    by_series: dict[str, set[str]] = {}
    for key in boards:
        by_series.setdefault(key.board, set()).add(key.category)
    assert "eci" in by_series
    both = {f"{rule}|tolerance_0|released" for rule in ("any_weights", "permissive")}
    assert [name for name, categories in by_series.items() if categories != both] == []


def test_rows_fill_their_tables(arrivals: list[DerivedBoard]) -> None:
    for table in (LAG, ESTIMATE):
        rows = [row for one in arrivals if one.key.table == table.name for row in one.rows]
        assert rows
        needed = {column.name for column in table.columns if not column.optional}
        for row in rows:
            assert needed <= {name for name, value in row.items() if value is not None}
            assert set(row) <= set(table.names())


def test_a_lag_grows_by_a_day_each_day(warehouse: Warehouse) -> None:
    rows = warehouse.connection.execute(
        "SELECT on_date, lag_days, vintage_on, age_days FROM lag_daily WHERE series = 'eci' "
        "AND openness_rule = 'any_weights' "
        "AND on_date IN ('2026-08-12', '2026-08-13') ORDER BY on_date"
    ).fetchall()
    # Kimi K3 has what GPT-5.4 Pro had on 2026-03-05: 160 days before 2026-08-12.
    assert rows == [("2026-08-12", 160, "2026-08-11", 1), ("2026-08-13", 161, "2026-08-11", 2)]


def test_times_to_catch_up_name_their_models(warehouse: Warehouse) -> None:
    rows = reads_estimates.estimates(warehouse.connection, CatchUpEstimate.MEASURE)
    found = [CatchUpEstimate.from_row(row) for row in rows]
    [median] = [one for one in found if (one.series, one.variant) == ("eci", "any_weights")]
    assert (median.through_on, median.n) == ("2026-08-11", len(median.milestones))
    assert [one.caught_by for one in median.milestones if one.model == "gpt-5"] == ["glm-5.1"]
    for times in found:
        assert times.at_most == sum(one.is_at_most for one in times.milestones)


def test_an_empty_warehouse_issues_no_lag_and_its_check_does_not_pass(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as empty:
        assert list(OURS["lag"](Inputs(empty, NOW))) == []
        [result] = lag_checks(empty, "any_weights", load())
    assert (result.passed, result.metadata["evaluated"].value) == (False, 0)


def test_lags_are_told_and_a_missing_one_says_why(warehouse: Warehouse) -> None:
    series = load()
    shown = lag_metadata(warehouse, "any_weights", series)
    [told] = (row.data for row in shown["lags_today"].records if row.data["Series"] == "eci")
    # Of October's page the leaders alone are known: who stood above Kimi K3 says August's.
    assert told["Lag in days"] == 217
    assert shown["headline_lag_days"] == 217
    [result] = lag_checks(warehouse, "any_weights", series)
    assert result.metadata["evaluated"].value > 3
    assert result.metadata["never_read"].value > 0
    told = result.metadata.get("failing_rows")
    assert result.passed == (told is None)
