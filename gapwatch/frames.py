"""Promised views as data frames: days as dates, instants in UTC, whole numbers that may be absent
as `Int64`, in the order of the view's key."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Self

import pandas as pd
import pyarrow as pa

from outputs.asked import unknown
from outputs.export.formats import table
from pipelines.measure.run import measured_on
from pipelines.settings import Settings
from warehouse.history.vintages import Bounds
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

Day = date | str
"""As a date, or written YYYY-MM-DD."""


def read(view: str, home: Path | str | None = None) -> pd.DataFrame:
    """Every row of a promised view as it is now, also while a refresh writes.

    `home` is the folder of a warehouse, else that of the `gapwatch` command: GAPWATCH_HOME, or
    `data/`. Raises LookupError for an unknown view, and WarehouseMissing.
    """
    with _opened(home) as warehouse:
        return _frame(warehouse, view)


def as_of(
    day: Day,
    *,
    seen: Day | None = None,
    recorded: Day | None = None,
    home: Path | str | None = None,
) -> Past:
    """What could be known on `day`, measured anew (seconds); every view of it by `read`.

    `seen`: only what had been captured by then; `recorded`: what this warehouse knew.
    """
    published = _day(day)
    others = (_day(bound) if bound else None for bound in (seen, recorded))
    return Past(published, Bounds(published, *others), home)


class Past:
    """A past day, held in memory until it is closed or forgotten."""

    def __init__(self, day: date, bounds: Bounds, home: Path | str | None) -> None:
        """Measure it. Raises WarehouseMissing where nothing was recorded by then."""
        self._held = ExitStack()
        with _opened(home) as warehouse:
            self._copy = self._held.enter_context(measured_on(warehouse, day, bounds))

    def read(self, view: str) -> pd.DataFrame:
        """Every row of a promised view as of the day. Raises LookupError for an unknown one."""
        return _frame(self._copy, view)

    def close(self) -> None:
        """Give its memory back."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _opened(home: Path | str | None) -> Warehouse:
    if home is not None:
        return Warehouse.read(Path(home))
    settings = Settings.from_environment()
    return Warehouse.read(settings.home, settings.archive)


def _day(day: Day) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _frame(warehouse: Warehouse, name: str) -> pd.DataFrame:
    if name not in PROMISED:
        raise LookupError(unknown("view", name, PROMISED))
    view = PROMISED[name]
    columns = view.written(warehouse.connection)
    query = view.query(column.name for column in columns)
    found = table(columns, warehouse.connection.execute(query).fetchall())
    whole = {pa.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = found.to_pandas(types_mapper=whole.get, date_as_object=False)
    return frame
