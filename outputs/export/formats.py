"""Rows of a view as CSV, JSON or Parquet, written batch by batch: no view is held whole.

CSV is safe to open in a spreadsheet. A text cell that begins with one of `= + - @`, a tab, a
carriage return or a line feed would be run as a formula; it gets one apostrophe in front. So does a
text cell that begins with an apostrophe itself, which makes the rule reversible: *of a text cell
that begins with an apostrophe, drop that one apostrophe*. Numbers are never changed. Text is always
in double quotes, numbers never; a missing value is an empty cell without quotes, so that it differs
from empty text (`""`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from terms.days import is_day as exists
from warehouse.schema.columns import DATE, Column

log = logging.getLogger(__name__)
"""Gets a line for every value that a file cannot hold."""
Batch = Sequence[Sequence[Any]]
NAMED = 4
"""Cells of a row that name it: views begin with their keys."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTE = "'"
WIDE = ("＝", "＋", "－", "＠")
"""Full-width forms of the same signs, which some spreadsheets read alike."""


def safe(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet runs; undone by dropping the one apostrophe."""
    return QUOTE + text if text.startswith((*RISKY, *WIDE, QUOTE)) else text


def write_csv(path: Path, columns: Sequence[Column], batches: Iterable[Batch]) -> int:
    """Write RFC 4180 CSV in UTF-8 with a header line; return the number of rows."""
    from pyarrow import csv  # noqa: PLC0415 - takes half a second

    kinds = [None if column.type == "TEXT" else _kind(column) for column in columns]
    return _written(csv.CSVWriter, path, columns, kinds, batches)


def write_parquet(path: Path, columns: Sequence[Column], batches: Iterable[Batch]) -> int:
    """Write Parquet with typed days and instants; return the number of rows."""
    from pyarrow import parquet  # noqa: PLC0415

    kinds = [_kind(column) for column in columns]
    writer = partial(parquet.ParquetWriter, compression="zstd")
    return _written(writer, path, columns, kinds, batches)


def write_json(path: Path, columns: Sequence[Column], batches: Iterable[Batch]) -> int:
    """Write one JSON array with one object a line; return the number of rows."""
    names = [column.name for column in columns]
    count = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("[")
        for batch in batches:
            for row in batch:
                out.write(",\n" if count else "\n")
                text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
                out.write(text)
                count += 1
        out.write("\n]\n")
    return count


WRITERS: dict[str, Callable[[Path, Sequence[Column], Iterable[Batch]], int]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}


def is_day(column: Column) -> bool:
    """Whether the column holds days (YYYY-MM-DD)."""
    return column.matches == DATE or column.name.endswith("_on")


def is_instant(column: Column) -> bool:
    """Whether the column holds UTC instants."""
    return column.name.endswith("_at")


def _kind(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    if is_day(column):
        return pa.date32()
    if is_instant(column):
        return pa.timestamp("us", tz="UTC")
    return {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}[column.type]


def _written(
    opened: Callable[..., Any],
    path: Path,
    columns: Sequence[Column],
    kinds: Sequence[Any],
    batches: Iterable[Batch],
) -> int:
    """Write every batch, each column as its kind; None: as texts that are safe."""
    import pyarrow as pa  # noqa: PLC0415

    schema = pa.schema(
        pa.field(column.name, pa.string() if kind is None else kind, column.optional)
        for column, kind in zip(columns, kinds, strict=True)
    )
    count = 0
    with opened(path, schema) as writer:
        for batch in filter(None, batches):
            values = zip(columns, kinds, zip(*batch, strict=True), strict=True)
            arrays = [_array(*one, path, batch) for one in values]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def _array(column: Column, kind: Any, values: Sequence[Any], path: Path, rows: Batch) -> Any:
    """`values`: the column of the `rows`, which go to the file `path`."""
    import pyarrow as pa  # noqa: PLC0415

    if kind is None:
        return pa.array([value and safe(value) for value in values], pa.string())
    if column.type != "TEXT":
        return pa.array(values, kind)
    if is_day(column):  # an older version recorded days of no calendar
        none = {value for value in {*values} - {None} if not exists(value)}
        for odd in none:
            row = rows[values.index(odd)][:NAMED]
            told = "%s: %s is %r, a day that no calendar has; the Parquet file leaves it empty (%s)"
            log.warning(told, path, column.name, odd, ", ".join(map(str, row)))
        values = [None if value in none else value for value in values]
    return pa.array(values, pa.string()).cast(kind)  # Arrow reads the ISO text itself
