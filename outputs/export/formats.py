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
from pathlib import Path
from typing import Any

from terms.days import is_day as exists
from warehouse.schema.columns import DATE, Column
from warehouse.views.promised import PROMISED

log = logging.getLogger(__name__)
"""Gets a line for every value that a file cannot hold."""
Batch = Sequence[Sequence[Any]]
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTE = "'"
NAMED = 4
"""Values that name a row."""
WIDE = ("＝", "＋", "－", "＠")
"""Full-width forms of the same signs, which some spreadsheets read alike."""


def safe(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet runs; undone by `plain`."""
    return QUOTE + text if text.startswith((*RISKY, *WIDE, QUOTE)) else text


def plain(cell: str) -> str:
    """The text that `safe` was given."""
    return cell.removeprefix(QUOTE)


def write_csv(path: Path, columns: Sequence[Column], batches: Iterable[Batch]) -> int:
    """Write RFC 4180 CSV in UTF-8 with a header line; return the number of rows."""
    from pyarrow import csv, string  # noqa: PLC0415 - takes half a second

    schema = _schema(columns, lambda column: string() if column.type == "TEXT" else None)
    with csv.CSVWriter(path, schema) as writer:
        return _each(writer.write_batch, schema, columns, batches)


def write_parquet(path: Path, columns: Sequence[Column], batches: Iterable[Batch]) -> int:
    """Write Parquet with typed days and instants; return the number of rows."""
    from pyarrow import parquet  # noqa: PLC0415

    schema = _schema(columns, lambda _column: None)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        return _each(writer.write_batch, schema, columns, batches, table=_table(path))


def _table(path: Path) -> str:
    """The view that a file holds: its own name, or that of the folder of its partitions."""
    return next((part for part in (path.stem, *path.parts) if part in PROMISED), path.stem)


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


def _schema(columns: Sequence[Column], chosen: Callable[[Column], Any]) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    return pa.schema(
        [
            pa.field(column.name, chosen(column) or _type(pa, column), column.optional)
            for column in columns
        ]
    )


def _type(pa: Any, column: Column) -> Any:
    if is_day(column):
        return pa.date32()
    if is_instant(column):
        return pa.timestamp("us", tz="UTC")
    return {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}[column.type]


def _each(
    write: Callable[[Any], None],
    schema: Any,
    columns: Sequence[Column],
    batches: Iterable[Batch],
    table: str = "",
) -> int:
    """Write every batch: as texts that are safe, or as what their columns hold, of `table`."""
    import pyarrow as pa  # noqa: PLC0415

    text = pa.string()
    count = 0
    for batch in filter(None, batches):
        arrays = []
        for column, kept, values in zip(columns, schema, zip(*batch, strict=True), strict=True):
            if column.type != "TEXT":
                arrays.append(pa.array(values, kept.type))
            elif not table:
                arrays.append(pa.array([value and safe(value) for value in values], text))
            else:
                arrays.append(_typed(table, column, values, kept.type, batch))
        write(pa.record_batch(arrays, schema=schema))
        count += len(batch)
    return count


def _typed(table: str, column: Column, values: Sequence[Any], kind: Any, batch: Batch) -> Any:
    """A text column in its type; of days and instants Arrow reads the ISO text itself.

    A day of no calendar, which an older version recorded, is told and left empty.
    """
    import pyarrow as pa  # noqa: PLC0415

    try:
        return pa.array(values, pa.string()).cast(kind)
    except pa.ArrowInvalid:
        odd = {at for at, value in enumerate(values) if value is not None and not exists(value)}
        if not is_day(column) or not odd:
            raise
    for at in odd:
        row = " ".join(str(value) for value in batch[at][:NAMED] if value)
        told = "%s: %s of %s is %r, a day that no calendar has; the Parquet file leaves it empty"
        log.warning(told, table, column.name, row, values[at])
    known = [None if at in odd else value for at, value in enumerate(values)]
    return pa.array(known, pa.string()).cast(kind)
