"""A day on which no page changed adds its looks and nothing else; ages are found when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from measures.series import load
from pipelines.ingest import page
from pipelines.measure.run import measure
from sources.catalogue import SOURCES
from sources.contract import Fetched, Page
from tests.world import SHIPPED_AT
from warehouse.connection import rows
from warehouse.reads import gaps as reads_gaps
from warehouse.store import Warehouse

PAGES = Path(__file__).parents[1] / "pages"
FETCHED = {"bfcl": "v4.csv", "epoch_eci": "eci_scores.csv", "openrouter": "models.json"}
"""Pages without a date of their own: scores on the board axis, and prices."""
NAMED = {b"Model-Z": b"Kimi-K2-Instruct", b"Model-A-2024-11-20": b"gpt-4o-2024-11-20"}
"""Models that the registry knows, in the place of two of the page."""
SERIES = "bfcl_multi_turn"
DAYS = 2
FIRST = SHIPPED_AT + timedelta(days=1)
LAST = FIRST + timedelta(days=DAYS)


def _refresh(warehouse: Warehouse, at: datetime, *, is_new: bool) -> None:
    for name, file in FETCHED.items():
        url = f"https://{name}.example/{file}"
        body = (PAGES / name / file).read_bytes()
        for model, known in NAMED.items():
            body = body.replace(model, known)
        look = Fetched(url, at, 200 if is_new else 304, Page(url, body, at))
        assert page.ingest(warehouse, SOURCES[name], look).outcome.outcome == (
            "recorded" if is_new else "unchanged"
        )
    list(measure(warehouse, at + timedelta(minutes=5)))


def _sizes(warehouse: Warehouse) -> dict[str, int]:
    """Rows by table."""
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL"
    names = [name for (name,) in warehouse.connection.execute(named)]
    count = "SELECT count(*) FROM "
    return {name: warehouse.connection.execute(count + name).fetchone()[0] for name in names}


@pytest.fixture(scope="module")
def home(
    named_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[dict[str, int]], list[dict[str, Any]]]:
    """A home after `DAYS` unchanged days, its sizes before each and after the last, and its change
    points before all of them; nobody writes to it."""
    place = copytree(named_home, tmp_path_factory.mktemp("unchanged") / "home")
    with Warehouse.open(place) as warehouse, pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "ahead", lambda _: None)  # the days lie ahead of no clock
        _refresh(warehouse, FIRST, is_new=True)
        sizes, before = [_sizes(warehouse)], rows(warehouse.connection, "SELECT * FROM gap_changes")
        for day in range(1, DAYS + 1):
            _refresh(warehouse, FIRST + timedelta(days=day), is_new=False)
            sizes.append(_sizes(warehouse))
    return place, sizes, before


@pytest.fixture
def later(home: tuple[Path, Any, Any]) -> Iterator[Warehouse]:
    with Warehouse.read(home[0]) as warehouse:
        yield warehouse


def test_unchanged_days_add_looks_and_nothing_else(home: tuple[Path, Any, Any]) -> None:
    sizes = home[1]
    for before, after in pairwise(sizes):
        added = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        units = 2 * len(load()) + 3
        assert added == {"_snapshot": len(FETCHED) + units}, "one for each page, and each unit"


def test_what_changed_and_when_is_the_same(home: tuple[Path, Any, Any], later: Warehouse) -> None:
    """Change points are of the first day; all that moves is until when they are known to hold."""
    now = rows(later.connection, "SELECT * FROM gap_changes")
    assert any(row["series"] == SERIES for row in now)
    assert now == home[2]
    assert rows(later.connection, "SELECT 1 FROM correction WHERE kind = 'rederived'") == []


def test_the_page_is_as_old_as_its_last_look(later: Warehouse) -> None:
    on = LAST.date().isoformat()
    for view in ("gap_now", "lag_now", "frontier_now", "model_score", "frontier_by_release"):
        found = rows(later.connection, f"SELECT * FROM {view} WHERE series = '{SERIES}'")
        assert {row["vintage_on"] for row in found} == {on}, view
    segments = reads_gaps.gap_segments(later.connection, SERIES, "any_weights")
    assert [row["published_until"] for row in segments] == [on]
    assert segments[-1]["entry"] == FIRST.date().isoformat()
