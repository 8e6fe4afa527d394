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
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from warehouse.schema.columns import DATE, Column

Batch = Sequence[Sequence[Any]]
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTE = "'"
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
        return _each(writer.write_batch, schema, columns, batches, safe_text=True)


def write_parquet(path: Path, columns: Sequence[Column], batches: Iterable[Batch]) -> int:
    """Write Parquet with typed days and instants; return the number of rows."""
    from pyarrow import parquet  # noqa: PLC0415

    schema = _schema(columns, lambda _column: None)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        return _each(writer.write_batch, schema, columns, batches, safe_text=False)


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
    *,
    safe_text: bool,
) -> int:
    import pyarrow as pa  # noqa: PLC0415

    text = pa.string()
    count = 0
    for batch in filter(None, batches):
        arrays = []
        for column, kept, values in zip(columns, schema, zip(*batch, strict=True), strict=True):
            if column.type != "TEXT":
                arrays.append(pa.array(values, kept.type))
            elif safe_text:
                arrays.append(pa.array([value and safe(value) for value in values], text))
            else:  # of days and instants Arrow reads the ISO text itself
                arrays.append(pa.array(values, text).cast(kept.type))
        write(pa.record_batch(arrays, schema=schema))
        count += len(batch)
    return count
