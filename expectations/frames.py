"""The frame that rules about rows speak about: every row that a page gives one table.

Beside the table's columns and `board` and `category`, a row has

    _wrong_type          which values have another type than the table says; absent: none
    _copies              rows of its reading with the same entry (exact repeats count once)
    _page, _reading      number of its page, and of its reading among those of all pages
    _error_share         of scores with a published error: `proportions.error_share` of their board
    _latest_on           last day that the page can know: the UTC day it was seen, and one more
    _source              in a frame of several sources, whose row it is
    _previous_X          X in the row of the same entry in the last good vintage
    _previous_X_ratio    how many times X grew or shrank since (>= 1)

and every underscore column that the parser gives. What boards and pages have:
`expectations.boards`.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from expectations.proportions import error_share
from expectations.verdict import BoardKey, Previous, ReadingLike, Row, UnjudgedPage
from warehouse.schema.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd


SOURCE = "_source"
OURS = frozenset(["_page", "_reading", "_latest_on", "_wrong_type", "_copies", "_error_share"])
"""Columns that are put into every frame, as far as the table has what they are made of."""


@dataclass(frozen=True)
class Batch:
    """The readings of one table on one or several pages, as one frame."""

    table: Table
    readings: tuple[ReadingLike, ...]
    pages: tuple[int, ...]
    """Per reading, the number of its page."""
    sources: tuple[str, ...]
    """Per reading."""
    previous: tuple[Previous | None, ...]
    """Per reading; None: not compared."""
    seen_on: tuple[date, ...]
    """Per reading, the UTC day its page was captured."""
    rows: pd.DataFrame
    """Without exact repeats; the index is the position of the row among all rows of the batch."""
    repeats: Mapping[int, int]
    """Position of an exact repeat to the position of the row it repeats."""
    starts: tuple[int, ...]
    """Position of the first row of each reading."""

    def place(self, position: int) -> tuple[int, int]:
        """(reading, index within the reading) of a row."""
        reading = bisect.bisect_right(self.starts, position) - 1
        return reading, position - self.starts[reading]

    def row(self, position: int) -> Row:
        """A row as its parser gave it."""
        reading, index = self.place(position)
        return self.readings[reading].rows[index]

    def day(self, reading: int) -> date:
        """Published date of a reading, else the day it was seen."""
        return day_of(self.readings[reading], self.seen_on[reading])


def batch_of(table: Table, pages: Sequence[UnjudgedPage], wanted: Sequence[str]) -> Batch:
    """Put the rows of a table into one frame, with the wanted `_previous_`."""
    paged = [
        (n, it) for n, page in enumerate(pages) for it in page.readings if it.table == table.name
    ]
    numbers = tuple(page for page, _ in paged)
    readings = tuple(reading for _, reading in paged)
    sources = tuple(pages[number].source for number in numbers)
    seen_on = tuple(pages[number].seen_on for number in numbers)
    compared = _compared(pages, paged)
    rows = [row for reading in readings for row in reading.rows]
    frame = _frame(table, readings, rows)
    frame["_page"] = [numbers[number] for number in frame["_reading"]]
    latest = [(day + timedelta(days=1)).isoformat() for day in seen_on]
    frame["_latest_on"] = [latest[number] for number in frame["_reading"]]
    frame["_wrong_type"] = _wrong_types(table, frame, rows)
    frame, repeats = _without_repeats(frame)
    frame["_copies"] = frame.groupby(natural_key(frame), dropna=False)["_reading"].transform("size")
    if {"stderr", "ci_low"} <= set(frame.columns):
        frame["_error_share"] = _error_shares(frame, readings)
    for name in wanted:
        frame[name] = _previous_column(name, frame, compared)
    if len(set(sources)) > 1:
        frame[SOURCE] = [sources[number] for number in frame["_reading"]]
    starts = tuple(accumulate((len(reading.rows) for reading in readings), initial=0))[:-1]
    return Batch(table, readings, numbers, sources, compared, seen_on, frame, repeats, starts)


def _error_shares(frame: pd.DataFrame, readings: Sequence[ReadingLike]) -> list[float | None]:
    shares = [error_share(reading.rows) for reading in readings]
    has_error = frame["stderr"].notna() | frame["ci_low"].notna()
    return [
        shares[number] if told else None
        for number, told in zip(frame["_reading"], has_error, strict=True)
    ]


def _compared(
    pages: Sequence[UnjudgedPage], paged: Sequence[tuple[int, ReadingLike]]
) -> tuple[Previous | None, ...]:
    """The vintage each reading is compared with: only a page's newest reading of a board is."""
    newest: dict[tuple[int, BoardKey], int] = {}
    for number, (page, reading) in enumerate(paged):
        key = (page, (reading.table, reading.board, reading.category))
        best, seen_on = newest.get(key), pages[page].seen_on
        if best is None or day_of(reading, seen_on) >= day_of(paged[best][1], seen_on):
            newest[key] = number
    found: list[Previous | None] = [None] * len(paged)
    for (page, board), number in newest.items():
        if paged[number][1].basis == "board":
            found[number] = pages[page].previous.get(board)
    return tuple(found)


def day_of(reading: ReadingLike, seen_on: date) -> date:
    """The day the reading is published: its own, else the day it was seen."""
    return seen_on if reading.published_on is None else reading.published_on


def _frame(table: Table, readings: Sequence[ReadingLike], rows: Sequence[Row]) -> pd.DataFrame:
    """The rows of all readings, with the columns that any row has."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    names = list(dict.fromkeys(chain.from_iterable(rows)))
    frame = pd.DataFrame([dict(row) for row in rows], columns=names)
    for column in table.columns:
        if column.optional and column.name not in frame:
            frame[column.name] = None
    numbers = np.repeat(np.arange(len(readings)), [len(reading.rows) for reading in readings])
    frame["_reading"] = numbers
    for name in ("board", "category"):
        frame[name] = np.array([getattr(reading, name) for reading in readings], object)[numbers]
    return frame


def _wrong_types(table: Table, frame: pd.DataFrame, rows: Sequence[Row]) -> pd.Series[Any]:
    """Name the values of another type, and blank them so that later rules can compare.

    A day is a type: a text that the calendar does not have is none.
    """
    import pandas as pd  # noqa: PLC0415

    told: dict[int, list[str]] = {}
    for column in table.columns:
        if column.name not in frame or _surely(column, frame[column.name]):
            continue
        values = frame[column.name].astype(object)
        wrong = values[values.notna() & ~values.map(_fits(column))]
        for position in wrong.index.tolist():
            value = rows[position][column.name]  # the frame makes a float of an int beside others
            is_text = column.is_day and isinstance(value, str)
            kind = (
                "no day of the calendar"
                if is_text
                else f"{type(value).__name__}, not {column.type}"
            )
            words = f"{column.name}={value!r} is {kind}"
            told.setdefault(position, []).append(words)
        values[wrong.index] = None
        frame[column.name] = values if column.type == "TEXT" else pd.to_numeric(values)
    lines = ["; ".join(told.get(position, ())) or None for position in frame.index]
    return pd.Series(lines, frame.index, dtype=object)


def _surely(column: Column, values: pd.Series[Any]) -> bool:
    """Whether the frame's own type already proves that every value fits."""
    if column.type == "TEXT":
        return str(values.dtype) == "str" and not column.is_day
    return values.dtype.kind == "i"


def _fits(column: Column) -> Callable[[Any], bool]:
    if column.is_day:
        return lambda value: isinstance(value, str) and column.holds(value)
    return {"TEXT": _is_text, "REAL": _is_number, "INTEGER": _is_whole}[column.type]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:
    return _is_number(value) and value == int(value)


def natural_key(frame: pd.DataFrame) -> list[str]:
    """What names a row on a page; a page without the column `entry` is refused for that."""
    return [name for name in ("_reading", "entry") if name in frame]


def _without_repeats(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, int]]:
    kept = [name for name in frame.columns if not name.startswith("_")]
    keys = ["_reading", *kept, "_wrong_type"]
    again = frame.duplicated(subset=keys, keep="first")
    if not again.any():
        return frame, {}
    alike = frame[frame.duplicated(subset=keys, keep=False)]
    groups = alike.groupby(keys, dropna=False, sort=False).ngroup().tolist()
    first: dict[int, int] = {}
    repeats = {}
    for position, group in zip(alike.index.tolist(), groups, strict=True):
        if group in first:
            repeats[position] = first[group]
        else:
            first[group] = position
    return frame[~again].copy(), repeats


def _previous_column(
    name: str, frame: pd.DataFrame, compared: Sequence[Previous | None]
) -> list[Any]:
    column = name.removeprefix("_previous_").removesuffix("_ratio")
    absent = [None] * len(frame)
    found: list[Any] = []
    for number, entry, value in zip(
        frame["_reading"], frame.get("entry", absent), frame.get(column, absent), strict=True
    ):
        vintage = compared[number]
        before = None if vintage is None else vintage.rows.get(entry, {}).get(column)
        if name.endswith("_ratio"):
            held = vintage.held.get(entry) if vintage else None
            is_confirmed = held is not None and held.get(column) == value
            before = None if is_confirmed else _ratio(before, value)
        found.append(before)
    return found


def _ratio(before: Any, value: Any) -> float | None:
    if not before or not value or value != value or before * value < 0:  # noqa: PLR0124 - NaN
        return None
    return float(max(before / value, value / before))
