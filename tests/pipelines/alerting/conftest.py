"""A small warehouse with one series' boards, changed look by look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from pipelines import version
from pipelines.measure.declarations import declared_row
from pipelines.settings import Settings
from warehouse.history.vintages import Arrival, BoardKey, Seen
from warehouse.store import Warehouse

START = datetime(2026, 3, 1, 5, tzinfo=UTC)
Rows = list[dict[str, Any]]


class Home:
    """A warehouse whose clock the test sets; gap rows and pages are written as given."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder, str(folder / "archive"), folder / "site")
        self.now = START
        self.warehouse = Warehouse.open(folder)
        self.warehouse._clock = lambda: self.now
        self.warehouse.declare([declared_row(series) for series in load().values()])

    def tick(self, hours: float = 24) -> datetime:
        self.now += timedelta(hours=hours)
        return self.now

    def page(
        self,
        key: BoardKey,
        rows: Rows,
        published: date | None = None,
        *,
        seen_at: datetime | None = None,
        restated: bool = False,
        **more: Any,
    ) -> None:
        at = seen_at or self.now
        sha = self.warehouse.keep(repr((key, rows, at)).encode())
        seen = Seen(key.source, f"https://{key.source}.invalid/", at, "code", sha, 200)
        arrival = Arrival(
            key,
            published or at.date(),
            rows,
            own_date=published is not None,
            restated=restated,
        )
        self.warehouse.accept(seen, [arrival], **more)

    def issue(self, table: str, board: str, category: str, rows: Rows, inputs: date) -> None:
        sha = self.warehouse.keep(repr((table, board, rows, self.now)).encode())
        seen = Seen("gapwatch", "package:gapwatch", self.now, version.measuring(), sha)
        key = BoardKey(table, "gapwatch", board, category)
        self.warehouse.accept(seen, [Arrival(key, self.now.date(), rows, inputs_on=inputs)])

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.warehouse.connection.execute(sql, parameters).fetchall()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    for name in ("GAPWATCH_ALERT_URLS", "GAPWATCH_PING_URL", "GAPWATCH_ALERT_RULES"):
        monkeypatch.delenv(name, raising=False)
    found = Home(tmp_path)
    yield found
    found.warehouse.close()


@pytest.fixture
def gap_row() -> Callable[..., dict[str, Any]]:
    def build(entry: str, gap: float, half: float | None = 2.0, **more: Any) -> dict[str, Any]:
        known = half is not None
        return {
            "entry": entry,
            "closed_model": "c-1",
            "closed_value": 1500.0,
            "open_model": "o-1",
            "open_value": 1500.0 - gap,
            "gap": gap,
            "gap_low": gap - half if known else None,
            "gap_high": gap + half if known else None,
            "p_open_ahead": 0.0 if gap > 0 else 1.0,
            "unresolved_above": 0,
            "basis": "board",
            "vintage_on": entry,
            "code_version": "code",
            **more,
        }

    return build
