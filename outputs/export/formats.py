"""Rows of a view as a typed table, and as CSV, JSON or Parquet.

CSV is safe to open in a spreadsheet. A text cell that begins with one of `= + - @`, a tab, a
carriage return or a line feed would be run as a formula; it gets one apostrophe in front. So does a
text cell that begins with an apostrophe itself, which makes the rule reversible: *of a text cell
that begins with an apostrophe, drop that one apostrophe*. Numbers are never changed. Text is always
in double quotes, numbers never; a missing value is an empty cell without quotes, so that it differs
from empty text (`""`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from terms.days import is_day
from warehouse.schema.columns import DATE, Column

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTE = "'"
WIDE = ("＝", "＋", "－", "＠")
"""Full-width forms of the same signs, which some spreadsheets read alike."""


def safe(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet runs; undone by dropping the one apostrophe."""
    return QUOTE + text if text.startswith((*RISKY, *WIDE, QUOTE)) else text


def kind_of(column: Column) -> str:
    """What the column holds, as a Data Package says it: days, UTC instants, texts or numbers."""
    if column.matches == DATE or column.name.endswith("_on"):
        return "date"
    if column.name.endswith("_at"):
        return "datetime"
    return {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}[column.type]


Rows = Sequence[Sequence[Any]]


def table(columns: Sequence[Column], rows: Rows) -> Any:
    """Rows as a table of pyarrow: days as dates, instants in UTC. A day that no calendar has, which
    an older version recorded, is missing."""
    import pyarrow as pa  # noqa: PLC0415 - takes half a second

    numbers = {"integer": pa.int64(), "number": pa.float64()}
    times = {"date": pa.date32(), "datetime": pa.timestamp("us", tz="UTC")}
    fields, arrays = [], []
    for place, column in enumerate(columns):
        kind, values = kind_of(column), [row[place] for row in rows]
        if kind == "date":
            values = [it if it and is_day(it) else None for it in values]
        array = pa.array(values, numbers.get(kind, pa.string()))
        if kind in times:  # Arrow reads the ISO text itself
            array = array.cast(times[kind])
        fields.append(pa.field(column.name, array.type, column.optional))
        arrays.append(array)
    return pa.table(arrays, schema=pa.schema(fields))


def write_parquet(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """Write Parquet with typed days and instants."""
    from pyarrow import parquet  # noqa: PLC0415 - as above

    parquet.write_table(table(columns, rows), path, compression="zstd")


def write_csv(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """Write RFC 4180 CSV in UTF-8 with a header line."""
    lines = ([column.name for column in columns], *rows)
    text = "".join(",".join(map(_cell, line)) + "\n" for line in lines)
    path.write_text(text, "utf-8", newline="")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f'"{safe(value).replace(chr(34), 2 * chr(34))}"'
    return "" if value is None else repr(value)


def write_json(path: Path, columns: Sequence[Column], rows: Rows) -> None:
    """Write one JSON array with one object a line."""
    names = [column.name for column in columns]
    found = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows)
    path.write_text("[\n" + ",\n".join(found) + "\n]\n", "utf-8")


WRITERS: Mapping[str, Callable[[Path, Sequence[Column], Rows], None]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}
