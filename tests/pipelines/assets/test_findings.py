"""What Dagster shows of measures: checks that find what is wrong, rows of views, numbers."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import dagster as dg
import pytest

from measures.series import load
from pipelines import version
from pipelines.assets.findings import (
    claim_check,
    interval_checks,
    scale_check,
)
from pipelines.assets.measures import SHOWN, of_headline, shown
from pipelines.measure.claims import QUERY_FAILED, Moved, claims
from pipelines.measure.declarations import declared_row
from pipelines.measure.fetches import Fetches
from pipelines.measure.inputs import Inputs
from tests.homes.partly import measure_only
from tests.outputs.shelf import gap, lag, put_gaps, put_lags, put_median
from tests.world import SHIPPED_AT
from warehouse.reads.claims import QueryWrong
from warehouse.reads.integrity import INTERVALS
from warehouse.store import Warehouse


@pytest.fixture
def warehouse(home: Warehouse) -> Warehouse:
    home.declare([declared_row(one) for one in load().values()])
    return home


def failing(result: dg.AssetCheckResult) -> list[dict[str, Any]]:
    found = result.metadata["failing_rows"]
    assert isinstance(found, dg.TableMetadataValue)
    return [dict(record.data) for record in found.records]


def judged(warehouse: Warehouse, table: str) -> dg.AssetCheckResult:
    found = {one.asset_key.path[-1]: one for one in interval_checks(warehouse) if one.asset_key}
    assert found.keys() == INTERVALS.keys()
    return found[table]


def counts(result: dg.AssetCheckResult) -> tuple[object, object]:
    return result.metadata["evaluated"].value, result.metadata["unexpected"].value


def test_a_table_shows_rows_of_its_view_and_the_headline_plots(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        found = shown(warehouse)
        claims = claim_check(warehouse)
    rows = {name: [row.data for row in found[name]["now"].records] for name in SHOWN}
    assert {name: tuple(some[0]) for name, some in rows.items()} == SHOWN
    assert all(len(some) > 3 for some in rows.values())
    (eci,) = [row for row in rows["lag"] if row["series"] == "eci"]
    assert (eci["lag_days"], eci["lag_low"], eci["lag_high"]) == (217, 168, 301)
    plots = [found["headline"][name] for name in ("headline_gap", "headline_lag_days")]
    assert plots == [9.88, 217]
    unjudged = {"series": "eci", "gap": 9.88, "unresolved_above": 1}
    assert of_headline([unjudged], "gap") == {}
    assert "Kimi K3" in found["headline"]["headline"]
    told = found["headline"]["parity_now"]
    assert told.md_str.startswith("**How long closed leads last.** Half of all closed leads were")
    assert "| Epoch Capabilities Index | 11 Aug 2026 | 228<br>95 % interval: " in told.md_str
    assert claims.passed


def test_nothing_evaluated_is_no_success(warehouse: Warehouse) -> None:
    for found in (claim_check(warehouse), scale_check(warehouse)):
        assert (found.passed, found.metadata["evaluated"].value) == (False, 0)
        assert found.description == "nothing was there to check"
    assert not any(shown(warehouse).values())


def test_a_query_that_fails_costs_its_reading_alone(
    shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise QueryWrong("no such column: gapp, in: SELECT gapp")

    monkeypatch.setattr("pipelines.measure.claims.reads_claims.one_row", broken)
    monkeypatch.setattr(version, "measuring", lambda: "0.0.0+other")
    copytree(shipped_home, tmp_path / "copy")
    with Warehouse.open(tmp_path / "copy") as warehouse:
        measure_only(warehouse, SHIPPED_AT + timedelta(hours=1), "claims")
        failed = claim_check(warehouse)
        monkeypatch.undo()
        # Though nothing moved, they are asked again.
        nothing = Moved(f"{SHIPPED_AT:%Y-%m-%d}", Fetches({}, {}, {}, {}), set())
        (again,) = claims(Inputs(warehouse, SHIPPED_AT + timedelta(hours=2)), nothing)
    assert not failed.passed
    assert failed.metadata["unexpected"] == failed.metadata["evaluated"]
    assert all(row["reason"] == f"{QUERY_FAILED}: no such column: gapp, in: SELECT gapp"
               for row in failing(failed))  # fmt: skip
    assert not any(QUERY_FAILED in row["evidence"] for row in again.rows)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(46.1, 3.3, 26.5), (1.0, 2.0, None), (3.0, None, 2.0), (None, 2.0, 1.0)],
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
    assert found.description == "parity_median of eci any_weights"
    (row,) = failing(found)
    assert (row["value"], row["low"], row["high"]) == (value, low, high)


def test_intervals_that_hold_pass_and_none_is_no_success(warehouse: Warehouse) -> None:
    put_median(warehouse, "eci", low=None)
    found = judged(warehouse, "parity_median")
    assert (found.passed, counts(found)) == (False, (0, 0))
    put_median(warehouse, "hle")
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
