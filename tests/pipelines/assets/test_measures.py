"""What Dagster shows of measures: rows of views, numbers."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from measures.series import load
from pipelines import version
from pipelines.alerting.broken import broken_now
from pipelines.assets.measures import SHOWN, of_headline, shown
from pipelines.measure.claims import QUERY_FAILED, Moved, claims
from pipelines.measure.declarations import declared_row
from pipelines.measure.fetches import Fetches
from pipelines.measure.inputs import Inputs
from pipelines.settings import Settings
from tests.homes.partly import measure_only
from tests.world import SHIPPED_AT
from warehouse.reads.claims import QueryWrong
from warehouse.store import Warehouse


def test_a_table_shows_rows_of_its_view_and_the_headline_plots(shipped_home: Path) -> None:
    with Warehouse.read(shipped_home) as warehouse:
        found = shown(warehouse)
    rows = {name: [row.data for row in found[name]["now"].records] for name in SHOWN}
    assert {name: tuple(some[0]) for name, some in rows.items()} == SHOWN
    assert all(len(some) > 3 for some in rows.values())
    (eci,) = [row for row in rows["lag"] if row["series"] == "eci"]
    assert (eci["lag_days"], eci["lag_low"], eci["lag_high"]) == (217, 168, 301)
    plots = [found["gap"][name] for name in ("headline_gap", "headline_lag_days")]
    assert plots == [9.88, 217]
    unjudged = {"series": "eci", "gap": 9.88, "unresolved_above": 1}
    assert of_headline([unjudged], "gap") == {}
    assert "Kimi K3" in found["gap"]["headline"]


def test_of_an_empty_warehouse_nothing_is_shown(home: Warehouse) -> None:
    home.declare([declared_row(one) for one in load().values()])
    assert not any(shown(home).values())


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
        settings = Settings(tmp_path, "", tmp_path)
        failed = [
            one.cause
            for one in broken_now(warehouse, settings, SHIPPED_AT)
            if one.subject.startswith("claim ")
        ]
        monkeypatch.undo()
        # Though nothing moved, they are asked again.
        nothing = Moved(f"{SHIPPED_AT:%Y-%m-%d}", Fetches({}, {}, {}, {}), set())
        (again,) = claims(Inputs(warehouse, SHIPPED_AT + timedelta(hours=2)), nothing)
    assert len(failed) > 10
    assert set(failed) == {f"{QUERY_FAILED}: no such column: gapp, in: SELECT gapp"}
    assert not any(QUERY_FAILED in row["evidence"] for row in again.rows)
