"""A page dated ahead of today is of another day: until then the page before it counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from measures.gap.history import gap_history, inputs_on
from measures.segments import in_force
from measures.series import Series
from pipelines.measure.inputs import Inputs, states_of
from warehouse.history.vintages import UNBOUNDED, Arrival, BoardKey, Bounds, Seen
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture
def shipped(whole_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    shutil.copytree(whole_home, tmp_path / "home")
    with Warehouse.open(tmp_path / "home") as warehouse:
        yield warehouse


def told(warehouse: Warehouse, now: datetime, on: str) -> tuple[object, ...]:
    """Newest input, and on day `on` the closed leader and the gap, of hle (entry axis)."""
    inputs = Inputs(warehouse, now)
    series, states = inputs.series["hle"], inputs.states["hle"]
    found = gap_history(series, states, inputs.names, "any_weights", inputs.through)
    row = in_force(found, on)
    newest = inputs_on(series, states, inputs.through)
    return (newest, None, None) if row is None else (newest, row.closed_value, row.gap)


def dated_tomorrow(warehouse: Warehouse, series: Series) -> None:
    """hle's curated board as a page of tomorrow on which one closed entry of last year has 99."""
    (state,) = [one for one in states_of(warehouse, series) if one.board == "hle"]
    kept = [{name: value for name, value in row.items() if name not in ("row_sha", "held")}
            for row in state.rows]  # fmt: skip
    (one, *_) = [row for row in kept if row["model_name"] == "gpt-5"]
    rows = [row for row in kept if row is not one] + [{**one, "value": 99.0}]
    key = BoardKey("score", state.source, state.board, state.category)
    seen = Seen("published", "package:published/hle.csv", NOW, "test", warehouse.keep(b"tomorrow"))
    told = {"basis": state.basis, "leads": state.leads}
    warehouse.accept(seen, [Arrival(key, TOMORROW, rows, **told)])


def test_it_says_nothing_of_today_or_before_and_hides_no_page(shipped: Warehouse) -> None:
    series, days = Inputs(shipped, NOW).series["hle"], ("2025-12-31", "2026-11-25")
    before = [told(shipped, NOW, on) for on in days]
    assert None not in {one for some in before for one in some}
    dated_tomorrow(shipped, series)
    assert [told(shipped, NOW, on) for on in days] == before
    # Tomorrow it is the newest page, and with it the whole history by the entries' dates.
    for on in days:
        newest, closed, _ = told(shipped, NOW + timedelta(days=1), on)
        assert (newest, closed) == (TOMORROW.isoformat(), 99.0)


def test_an_asked_published_day_is_not_widened() -> None:
    early = date(2025, 1, 1)
    assert Bounds(published=early).by(TODAY) == Bounds(published=early)
    assert Bounds(published=TOMORROW, seen=early).by(TODAY) == Bounds(published=TODAY, seen=early)
    assert UNBOUNDED.by(TODAY) == Bounds(published=TODAY)
