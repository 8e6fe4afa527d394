"""What the newest issue leaves out keeps its days up to then and is not told as of now."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from measures.series import Series, load
from outputs.report.api import BASE, api_files
from outputs.report.compose import compose
from outputs.report.table import read_table
from pipelines.measure.run import measure
from tests.world import SHIPPED_AT
from warehouse.connection import rows
from warehouse.store import Warehouse

REMOVED, KEPT = "mmlu_vendor_5shot", "swebench_verified_vendor"
"""A series that is removed, and one that stays."""
DAY = timedelta(days=1)


def _without(monkeypatch: pytest.MonkeyPatch) -> None:
    def declared(*known: Any) -> dict[str, Series]:
        return {name: one for name, one in load(*known).items() if name != REMOVED}

    for module in ("pipelines.measure.inputs", "outputs.report.compose"):
        monkeypatch.setattr(f"{module}.load", declared)


@pytest.fixture(scope="module")
def home(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home issued again without it; nobody writes to it."""
    place = tmp_path_factory.mktemp("later") / "home"
    shutil.copytree(shipped_home, place)
    with Warehouse.open(place) as warehouse, pytest.MonkeyPatch.context() as patch:
        _without(patch)
        list(measure(warehouse, SHIPPED_AT + DAY))
    return place


@pytest.fixture
def later(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Warehouse, str]]:
    """The warehouse of that home, and the last day on which it was issued."""
    _without(monkeypatch)
    with Warehouse.read(home) as warehouse:
        yield warehouse, SHIPPED_AT.date().isoformat()


def _of(rows: list[dict[str, Any]]) -> set[str]:
    return {str(row["series"]) for row in rows}


def test_daily_views_end_on_the_last_day_issued(later: tuple[Warehouse, str]) -> None:
    warehouse, last = later
    for view in ("gap_daily", "lag_daily", "price_gap_daily"):
        days = dict(
            warehouse.connection.execute(f"SELECT series, max(on_date) FROM {view} GROUP BY 1")
        )
        assert days[REMOVED] == last
        assert days[KEPT] >= last


def test_views_of_now_leave_it_out(later: tuple[Warehouse, str]) -> None:
    connection = later[0].connection
    for view in ("frontier_now", "parity_now"):
        series = _of(rows(connection, f"SELECT series FROM {view}"))
        assert KEPT in series
        assert REMOVED not in series


def test_the_site_and_its_api_leave_it_out(later: tuple[Warehouse, str]) -> None:
    site = compose(later[0], SHIPPED_AT + DAY, ())
    priced = {line.series.id for line in site.prices}
    assert KEPT in priced
    assert REMOVED not in priced
    assert REMOVED not in {view.series.id for view in site.series}
    files = {path.removeprefix(f"{BASE}/"): body for path, body in api_files(site)}
    for folder in ("gap", "lag"):
        assert f"{folder}/{REMOVED}.json" not in files
        assert f"{folder}/{KEPT}.json" in files
    series = _of(read_table(json.loads(files["prices.json"])["data"]))
    assert KEPT in series
    assert REMOVED not in series
