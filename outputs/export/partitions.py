"""Promised views as Parquet in partitions, for engines that read folders: DuckDB, Spark, Trino.

The layout is Hive's: `VIEW/source=NAME/month=YYYY-MM/data.parquet`. A view whose rows name a source
is parted by it, one whose rows have a day by its month; all others are one file. What a partition's
path says is not in its file. The same rows give the same bytes, by which a copy elsewhere knows
what changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from outputs.export.formats import write_parquet
from outputs.export.manifest import sha256_of
from outputs.folders import replacing
from warehouse.connection import batches, steady
from warehouse.schema.columns import Column
from warehouse.schema.view import View
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

INDEX = "partitions.json"
"""Path of every file to its hash."""
FILE = "data.parquet"
DAYS = ("on_date", "from_on")
"""Columns of a key that say of which day a row is."""
CAPTURED = ("published_on", "seen_at")
"""The same of rows that name their source."""
SOURCE, MONTH = "source", "month"


def export_partitions(
    warehouse: Warehouse,
    folder: Path,
    views: Sequence[str] = (),
    stepped: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Write the promised `views`, all where none is named, and return the number of files.

    `folder` is replaced as a whole; `stepped` is told how many views of how many are done. Raises
    FolderOccupied when the folder holds something else, KeyError for an unknown view.
    """
    names, index = list(views) or list(PROMISED), dict[str, str]()
    with replacing(folder, INDEX, _listed) as out, steady(warehouse.connection):
        for done, name in enumerate(names, start=1):
            for path in _write(warehouse, out, PROMISED[name]):
                index[path.relative_to(out).as_posix()] = sha256_of(path)
            stepped(done, len(names))
        (out / INDEX).write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", "utf-8")
    return len(index)


def _listed(index: str) -> list[str]:
    """Files of an index of ours. Raises ValueError for one of others."""
    paths = list(json.loads(index))
    if not all(str(path).endswith(f"/{FILE}") for path in paths):
        raise ValueError("of others")
    return paths


def _write(warehouse: Warehouse, out: Path, view: View) -> Iterator[Path]:
    """Every partition of a view, whose keys lead the rows that are asked for."""
    columns = view.written(warehouse.connection)
    by = _parts(view, columns)
    kept = [column for column in columns if column.name not in by]
    asked = ", ".join([*by.values(), *(column.name for column in kept)])
    order = ", ".join([*by.values(), *view.key])
    sql = f"SELECT {asked} FROM {view.name} ORDER BY {order}"
    rows = (row for batch in batches(warehouse.connection, sql) for row in batch)
    parts = groupby(rows, lambda row: row[: len(by)]) if by else [((), rows)]
    for key, found in parts:
        named = [f"{name}={quote(text, safe='')}" for name, text in zip(by, key, strict=True)]
        path = out.joinpath(view.name, *named, FILE)
        path.parent.mkdir(parents=True)
        write_parquet(path, kept, [[row[len(by) :] for row in found]])
        yield path


def _parts(view: View, columns: Sequence[Column]) -> dict[str, str]:
    """Partition key to its SQL: source and month, month alone, or none."""
    names = [column.name for column in columns]
    own = next((name for name in DAYS if name in view.key), None)
    captured = next((name for name in CAPTURED if name in names and SOURCE in names), None)
    day = own or captured
    if day is None:
        return {}
    source = {SOURCE: SOURCE} if SOURCE in names else {}
    return {**source, MONTH: f"substr({day}, 1, 7)"}
