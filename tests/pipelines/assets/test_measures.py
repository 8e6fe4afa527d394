"""What Dagster shows of measures: rows of views, numbers."""

from pathlib import Path

from measures.series import load
from pipelines.assets.measures import SHOWN, of_headline, shown
from pipelines.measure.declarations import declared_row
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
