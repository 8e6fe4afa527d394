"""What Dagster shows of measures: checks that find what is wrong, rows of views, numbers."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import dagster as dg
import pytest

from measures.series import load
from pipelines import version
from pipelines.assets.findings import claim_check, scale_check
from pipelines.assets.measures import SHOWN, of_headline, shown
from pipelines.measure.claims import QUERY_FAILED, Moved, claims
from pipelines.measure.declarations import declared_row
from pipelines.measure.fetches import Fetches
from pipelines.measure.inputs import Inputs
from tests.homes.partly import measure_only
from tests.world import SHIPPED_AT
from warehouse.reads.claims import QueryWrong
from warehouse.store import Warehouse


@pytest.fixture
def warehouse(home: Warehouse) -> Warehouse:
    home.declare([declared_row(one) for one in load().values()])
    return home


def failing(result: dg.AssetCheckResult) -> list[dict[str, Any]]:
    found = result.metadata["failing_rows"]
    assert isinstance(found, dg.TableMetadataValue)
    return [dict(record.data) for record in found.records]


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
