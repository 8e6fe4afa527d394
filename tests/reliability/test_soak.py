"""A quiet week and short years: what may grow, and how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.ingest.page import ingest
from pipelines.measure.run import measure
from tests.pipelines.fake import FakeSource, look, rows
from tests.reliability import soak
from tests.reliability.samples import ALL
from warehouse.store import Warehouse


def test_short_years_stay_within_their_bounds(tmp_path: Path) -> None:
    found = list(soak.years(3, days=12))
    assert soak.bounded(found) == []
    grown = ({"memory_megabytes": 9999}, {"megabytes": 99.0}, {"milliseconds_a_day": 60.0},
             {"as_of_milliseconds": 60.0}, {"dagster_megabytes": 99.0})  # fmt: skip
    for one in grown:
        assert len(soak.bounded([found[0], replace(found[0], **one)])) == 1, one
    soak.draw(found, tmp_path / "curve.svg")
    assert "<svg" in (tmp_path / "curve.svg").read_text()


def test_an_unchanged_week_adds_no_row_of_a_fact_or_a_measure(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path) as warehouse:
        week = [counted(warehouse, day) for day in range(1, 10)]
        facts = "SELECT count(*) FROM _page_state p JOIN _board b ON b.id = p.board_id " + (
            "WHERE b.source = 'fake'"
        )
        assert warehouse.connection.execute(facts).fetchone() == (1,)
    quiet = {name: week[-1][name] - week[1][name] for name in week[0]}
    # A look at the page, and one at what each of two measures says as before.
    assert {name: grown for name, grown in quiet.items() if grown} == {"_snapshot": 7 * 3}


def counted(warehouse: Warehouse, day: int) -> dict[str, int]:
    """Rows of every table after a day on which the page says what it always says."""
    at = datetime(2026, 3, 1, 5, tzinfo=UTC) + timedelta(days=day)
    warehouse._clock = lambda: at
    ingest(warehouse, FakeSource(), look(rows(("a", 1.0), ("b", 2.0)), day=day + 1))
    list(measure(warehouse, at))
    sql = "SELECT count(*) FROM {}"
    return {
        table.relation: warehouse.connection.execute(sql.format(table.relation)).fetchone()[0]
        for table in ALL
    }
