"""Intervals and what was recorded: what the assets' checks and reports read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from measures.series import load
from pipelines.assets import keys
from pipelines.assets.facts import TABLES, count_op, report_recorded
from pipelines.assets.metadata.intervals import interval_checks
from pipelines.measure.declarations import declared_row
from pipelines.resources import WarehouseResource
from tests.outputs.shelf import gap, lag, put_gaps, put_lags, put_median
from warehouse.reads.integrity import INTERVALS
from warehouse.store import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as opened:
        opened.declare([declared_row(one) for one in load().values()])
        yield opened


def judged(warehouse: Warehouse, table: str) -> dg.AssetCheckResult:
    found = {one.asset_key.path[-1]: one for one in interval_checks(warehouse) if one.asset_key}
    assert found.keys() == INTERVALS.keys()
    return found[table]


def failing(result: dg.AssetCheckResult) -> list[dict[str, Any]]:
    shown = result.metadata["failing_rows"]
    assert isinstance(shown, dg.TableMetadataValue)
    return [dict(record.data) for record in shown.records]


def counts(result: dg.AssetCheckResult) -> tuple[object, object]:
    return result.metadata["evaluated"].value, result.metadata["unexpected"].value


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (46.1, 3.3, 26.5),
        (1.0, 2.0, None),
        (3.0, None, 2.0),
        (None, 2.0, 1.0),
    ],
)
def test_a_median_outside_its_interval_is_an_error(
    warehouse: Warehouse, value: float | None, low: float | None, high: float | None
) -> None:
    put_median(warehouse, "hle", median_days=2.0, low=2.0, high=3.0)
    put_median(warehouse, "livebench", median_days=2.0, low=1.0)
    put_median(warehouse, "gpqa_epoch", median_days=None, low=1.0)  # it has a lower end alone
    put_median(warehouse, "apex_agents", median_days=2.0, low=None)
    put_median(warehouse, "eci", median_days=value, low=low, high=high)
    found = judged(warehouse, "parity_median")
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert counts(found) == (4, 1)
    assert found.description == "parity of eci (any_weights)"
    (row,) = failing(found)
    assert (row["value"], row["low"], row["high"]) == (value, low, high)


def test_rows_inside_their_intervals_pass(warehouse: Warehouse) -> None:
    put_median(warehouse, "eci")
    put_gaps(warehouse, [gap()])
    put_lags(warehouse, [lag()])
    assert all(judged(warehouse, table).passed for table in ("parity_median", "gap", "lag"))


def test_a_gap_outside_its_interval_is_named_once_with_its_days(warehouse: Warehouse) -> None:
    put_gaps(warehouse, [gap(gap_low=2.5), gap(entry="2026-03-04")])
    found = judged(warehouse, "gap")
    assert not found.passed
    (row,) = failing(found)
    assert (row["first_on"], row["rows"], row["value"], row["low"]) == ("2026-03-01", 3, 2.0, 2.5)


def test_a_lag_outside_its_interval_fails_on_the_days_on_which_it_is(warehouse: Warehouse) -> None:
    # A lead grows from 1 March while its lower end comes up: 0 and -4 days, then -1 and -3, -2 and
    # -2 on the 3rd, and from the 4th on the end is above.
    rising = {"low_from": "2026-03-05", "low_sign": 1, "high_from": None, "high_sign": None}
    put_lags(warehouse, [lag(counts_from="2026-03-01", sign=-1, **rising)])
    found = judged(warehouse, "lag")
    assert not found.passed
    (row,) = failing(found)
    assert (row["first_on"], row["value"], row["low"]) == ("2026-03-04", -3, -1)


def test_nothing_with_an_interval_is_no_success(warehouse: Warehouse) -> None:
    put_median(warehouse, "eci", low=None)
    found = judged(warehouse, "parity_median")
    assert (found.passed, counts(found)) == (False, (0, 0))


@pytest.fixture
def facts() -> dg.AssetsDefinition:
    tables = {keys.output(keys.fact(table.name)): keys.fact(table.name) for table in TABLES}
    return dg.AssetsDefinition.from_op(count_op(), keys_by_output_name=tables)


def test_a_look_at_an_empty_home_makes_no_warehouse(
    tmp_path: Path, facts: dg.AssetsDefinition
) -> None:
    home = tmp_path / "home"
    result = dg.materialize([facts], resources={"warehouse": WarehouseResource(home=str(home))})
    counts = [
        it.metadata["boards"].value for it in result.asset_materializations_for_node(facts.op.name)
    ]
    assert result.success
    assert counts == [0] * len(TABLES)
    assert not (home / "warehouse.db").exists()


def test_what_commands_recorded_counts_as_materialised_once(shipped_home: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance, Warehouse.read(shipped_home) as opened:
        for _ in range(2):
            report_recorded(instance, opened)
        (found,) = instance.fetch_materializations(keys.fact("price"), limit=5).records
        assert instance.get_latest_materialization_event(keys.fact("item_result")) is None
    event = found.asset_materialization
    assert event is not None
    assert event.metadata["dagster/row_count"].value > 1000
    assert event.tags is not None
    assert len(event.tags["dagster/data_version"]) == 16
