"""The check that no issued row leaves its own interval, with rows planted that do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.assets.metadata.intervals import interval_checks
from tests.outputs.shelf import estimate, gap, lag, put_estimates, put_gaps, put_lags
from warehouse.store import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path) as opened:
        yield opened


def judged(warehouse: Warehouse, table: str) -> dg.AssetCheckResult:
    found = {one.asset_key.path[-1]: one for one in interval_checks(warehouse) if one.asset_key}
    assert set(found) == {"estimate", "gap", "lag"}
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
def test_an_estimate_outside_its_interval_is_an_error(
    warehouse: Warehouse, value: float | None, low: float | None, high: float | None
) -> None:
    rows = [
        estimate("held", value=2.0, low=2.0, high=3.0),
        estimate("open", value=2.0, low=1.0),
        estimate("unreached", low=1.0),  # a median that is not reached has a lower end alone
        estimate("bare", value=2.0),
        estimate("closed|2026-03-01", series="arena_text", value=value, low=low, high=high),
    ]
    put_estimates(warehouse, "price_index", rows)
    found = judged(warehouse, "estimate")
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert counts(found) == (4, 1)
    assert found.description == "price_index closed|2026-03-01 of arena_text (any)"
    (row,) = failing(found)
    assert (row["value"], row["low"], row["high"]) == (value, low, high)


def test_rows_inside_their_intervals_pass(warehouse: Warehouse) -> None:
    put_estimates(warehouse, "price_index", [estimate("x", value=2.0, low=1.0, high=2.0)])
    put_gaps(warehouse, [gap()])
    put_lags(warehouse, [lag()])
    assert [judged(warehouse, table).passed for table in ("estimate", "gap", "lag")] == [True] * 3


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
    put_estimates(warehouse, "price_index", [estimate("x", value=2.0)])
    found = judged(warehouse, "estimate")
    assert (found.passed, counts(found)) == (False, (0, 0))
