"""Lags as they are issued: boards, rows and views, on a warehouse that knows only what ships."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from measures.estimates import Estimate
from measures.known import DerivedBoard
from measures.lag.records import (
    CatchUpEstimate,
    LagCompareEstimate,
    LagCompareMean,
    LagCompareMonth,
    LagThresholdEstimate,
    LagWindowEstimate,
)
from measures.series import load
from pipelines.assets.metadata.lag import lag_checks, lag_metadata
from pipelines.measure import run as step
from pipelines.measure.inputs import Inputs
from tests.homes.partly import measure_only
from warehouse.reads import boards as reads_boards
from warehouse.reads import estimates as reads_estimates
from warehouse.reads import lags as reads_lags
from warehouse.schema.tables import ESTIMATE, LAG
from warehouse.store import Warehouse

Kind = TypeVar("Kind", bound=Estimate)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OURS = {name: step.DERIVATIONS[name] for name in ("lag", "lag_estimates", "lag_compare")}


@pytest.fixture(scope="module")
def warehouse(curated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    home = shutil.copytree(curated_home, tmp_path_factory.mktemp("lags") / "home")
    with Warehouse.open(home) as opened:
        measure_only(opened, NOW, *OURS)
        yield opened


@pytest.fixture(scope="module")
def arrivals(warehouse: Warehouse) -> list[DerivedBoard]:
    inputs = Inputs(warehouse, NOW)
    return [one for issue in OURS.values() for one in issue(inputs)]


def test_every_series_with_a_vintage_has_a_board_per_rule_and_clock(
    arrivals: list[DerivedBoard],
) -> None:
    boards = [one.key for one in arrivals if one.key.table == "lag"]
    assert len(boards) == len(set(boards))
    by_series: dict[str, set[str]] = {}
    for key in boards:
        by_series.setdefault(key.board, set()).add(key.category)
    assert "eci" in by_series
    assert all(len(categories) == 3 * 3 * 2 for categories in by_series.values())
    assert "any_weights|tolerance_0|released" in by_series["eci"]


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
        "AND openness_rule = 'any_weights' AND rule = 'tolerance_0' AND clock = 'released' "
        "AND on_date IN ('2026-08-12', '2026-08-13') ORDER BY on_date"
    ).fetchall()
    # Kimi K3 has what GPT-5.4 Pro had on 2026-03-05: 160 days before 2026-08-12.
    assert rows == [("2026-08-12", 160, "2026-08-11", 1), ("2026-08-13", 161, "2026-08-11", 2)]


def of(warehouse: Warehouse, kind: type[Kind], series: str | None = None) -> list[Kind]:
    rows = reads_estimates.estimates(warehouse.connection, kind.MEASURE, series=series)
    return [kind.from_row(row) for row in rows]


def test_estimates_end_with_their_vintage(warehouse: Warehouse) -> None:
    variants = {one.variant: one for one in of(warehouse, LagWindowEstimate, "eci")}
    mean = variants["any_weights|released|backward"]
    assert (mean.through_on, mean.unit, mean.ci_level) == ("2026-08-11", "days", 0.95)
    # Until open passed the first observed closed model its lag is a bound, and so is the mean.
    assert (mean.bounds, mean.bound, mean.counted) == (497, "at least", "days")
    assert mean.low is not None
    assert mean.low < mean.value
    assert mean.high is None
    levels = variants["any_weights|released|horizontal"]
    assert levels.low is not None
    assert levels.high is not None
    assert levels.low < levels.value < levels.high
    assert levels.counted == "bands of levels"
    assert variants["any_weights|released|horizontal_with_uncaught"].high is None
    vertical = variants["any_weights|released|vertical"]
    assert (vertical.unit, vertical.high is None) == ("index", False)
    assert mean.undated == 0
    year = variants["any_weights|released|backward_year"]
    assert (year.from_on, year.n) == ("2025-08-12", 365)


def test_catch_up_and_thresholds_name_their_models(warehouse: Warehouse) -> None:
    [median] = [
        one
        for one in of(warehouse, CatchUpEstimate, "eci")
        if one.variant == "any_weights|released|tolerance_0|median"
    ]
    assert median.n == len(median.milestones)
    assert [one.caught_by for one in median.milestones if one.model == "gpt-5"] == ["glm-5.1"]
    levels = {one.variant: one for one in of(warehouse, LagThresholdEstimate, "eci")}
    uncaught = levels["any_weights|released|160"]
    assert (uncaught.value, uncaught.caveat) == (None, "Open has not reached this level.")


def test_an_end_of_an_interval_is_open_where_bounds_decide_it(warehouse: Warehouse) -> None:
    windows = of(warehouse, LagWindowEstimate)
    assert any(one.bounds for one in windows)
    for one in windows:
        assert not (one.bounds and one.high is not None), one.variant
        assert not (one.lead_bounds and one.low is not None), one.variant
        assert (one.ci_level is None) == (one.low is None and one.high is None)
    assert any(one.days is None for one in of(warehouse, LagThresholdEstimate))
    for times in of(warehouse, CatchUpEstimate):
        assert times.at_most == sum(one.is_at_most for one in times.milestones)


def test_without_the_old_vintage_the_comparison_says_so(warehouse: Warehouse) -> None:
    found = of(warehouse, LagCompareEstimate, "eci")
    assert {type(one) for one in found} == {LagCompareMean, LagCompareMonth}
    assert all("re-estimated every value" in str(one.caveat) for one in found)


def test_another_day_issues_no_other_row(warehouse: Warehouse) -> None:
    today = [list(one.rows) for one in OURS["lag"](Inputs(warehouse, NOW))]
    later = [
        list(one.rows) for one in OURS["lag"](Inputs(warehouse, datetime(2026, 12, 1, tzinfo=UTC)))
    ]
    assert today == later
    estimates = [
        [list(one.rows) for one in OURS["lag_estimates"](Inputs(warehouse, now))]
        for now in (NOW, datetime(2026, 12, 1, tzinfo=UTC))
    ]
    assert estimates[0] == estimates[1]


def test_the_first_vintage_that_lists_a_spelling(warehouse: Warehouse) -> None:
    rows = reads_boards.first_listed(warehouse.connection)
    days = {(row["board"], row["model_name"]): row["on_date"] for row in rows}
    assert days["eci", "kimi-k3"] == "2026-08-11"
    published = reads_boards.published_days(warehouse.connection, [("published", "eci", "")])
    assert published == ["2026-08-11"]
    assert date.fromisoformat(min(days.values())) < date(2024, 1, 1)


def test_the_cli_reads_what_was_issued(warehouse: Warehouse) -> None:
    rows = reads_lags.lag_segments(
        warehouse.connection, "any_weights", "tolerance_0", "released", "eci"
    )
    assert [(row["series"], row["entry"], row["through"]) for row in rows] == [
        ("eci", "2026-08-11", "2026-11-24"),
        ("eci", "2026-10-08", "2026-11-24"),
    ]
    assert len({row["series"] for row in reads_lags.lag_segments(
        warehouse.connection, "permissive", "significance", "first_seen")}) > 1  # fmt: skip


def test_an_empty_warehouse_issues_no_lag(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as empty:
        assert list(OURS["lag"](Inputs(empty, NOW))) == []


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


def test_without_any_lag_the_check_does_not_pass(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as empty:
        [result] = lag_checks(empty, "any_weights", load())
    assert (result.passed, result.metadata["evaluated"].value) == (False, 0)
