"""A small warehouse with one series' boards, changed look by look."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from measures.series import load
from outputs.alerts.rules import alert, load as rules_of_alerts, sent_kinds
from pipelines.alerting.examine import Examined, examine
from pipelines.measure.units import declared_row
from pipelines.settings import Settings
from tests.outputs import shelf
from warehouse.history.vintages import Arrival, BoardKey
from warehouse.reads import alerts as reads_alerts
from warehouse.store import Warehouse

START = datetime(2026, 3, 1, 5, tzinfo=UTC)
FIRST = date(2026, 3, 1)
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

    def page(self, key: BoardKey, rows: Rows, on: date, *, seen_at: datetime | None = None) -> None:
        url, at = f"https://{key.source}.invalid/", seen_at or self.now
        shelf.put(self.warehouse, key.source, url, [Arrival(key, on, rows)], at=at)

    def issue(self, key: BoardKey, *rows: dict[str, Any], inputs: date = FIRST) -> None:
        arrival = Arrival(key, self.now.date(), list(rows), inputs_on=inputs)
        shelf.put(self.warehouse, key.source, "package:gapwatch", [arrival], at=self.now)

    def examine(self) -> Examined:
        return examine(self.warehouse, self.settings, self.now)

    def told(self, *, everything: bool = False) -> list[dict[str, Any]]:
        """Open alerts, oldest first; those that are over too."""
        rules, now = rules_of_alerts(), None if everything else self.now
        kinds = sent_kinds(rules)
        found = reads_alerts.alerts(self.warehouse.connection, kinds, now)
        return [alert(row, rules) for row in reversed(found)]

    def titles(self) -> list[str]:
        return [one["title"] for one in self.told(everything=True) if one["kind"] != "digest"]

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.warehouse.connection.execute(sql, parameters).fetchall()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    for name in ("GAPWATCH_ALERT_URLS", "GAPWATCH_PING_URL", "GAPWATCH_ALERT_RULES"):
        monkeypatch.delenv(name, raising=False)
    found = Home(tmp_path)
    yield found
    found.warehouse.close()


def gap_row(entry: str, gap: float, **more: Any) -> dict[str, Any]:
    """A gap of two named models with an interval of 2 to either side."""
    sides = {"closed_model": "c-1", "open_model": "o-1", "p_open_ahead": float(gap < 0)}
    ends = {"gap_low": gap - 2.0, "gap_high": gap + 2.0}
    return shelf.gap(entry=entry, vintage_on=entry, gap=gap, **(sides | ends | more))
