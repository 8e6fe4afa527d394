"""What had been published by each day, of a warehouse that knows what ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from measures.series import load
from pipelines.measure.past import published_by_day
from tests.world import SHIPPED_AT
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse


@pytest.fixture
def shipped(shipped_home: Path) -> Warehouse:
    return Warehouse.read(shipped_home)


def test_series_of_the_entry_axis_are_told_by_the_pages_of_each_day(shipped: Warehouse) -> None:
    found = published_by_day(shipped, SHIPPED_AT)
    axes = {name: series.axis for name, series in load().items()}
    assert {axes[name] for name in found} == {"entry"}
    vendor = found["mmlu_vendor_5shot"]
    assert vendor[0].entry == "2023-02-27"
    for gap in vendor:
        assert gap.published_until <= gap.entry


def test_the_last_row_is_what_is_derived_for_today(shipped: Warehouse) -> None:
    for name, gaps in published_by_day(shipped, SHIPPED_AT).items():
        derived = reads_gaps.gap_segments(shipped.connection, name, "any_weights")
        if derived:
            shown = ("gap", "gap_low", "gap_high", "closed_entry", "open_entry", "unresolved_above")
            assert [getattr(gaps[-1], key) for key in shown] == [
                derived[-1][key] for key in shown
            ], name


def test_an_empty_warehouse_has_nothing_of_any_day(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "home") as empty:
        found = published_by_day(empty, SHIPPED_AT)
    assert not any(found.values())
