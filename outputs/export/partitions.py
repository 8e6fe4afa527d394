"""Promised views as Parquet in partitions, for engines that read folders: DuckDB, Spark, Trino.

The layout is Hive's: `VIEW/source=NAME/month=YYYY-MM/data.parquet`. A view whose rows name a source
is parted by it, one whose rows have a day by its month; all others are one file. The next export
writes only partitions whose rows are others than before, each as a whole, and removes those that
are gone; months of the past stay untouched. What a partition's path says is not in its file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from outputs.export.formats import write_parquet
from outputs.folders import FolderOccupied
from warehouse.connection import batches, steady
from warehouse.schema.columns import Column
from warehouse.schema.view import View
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

INDEX = "partitions.json"
"""Path of every file to the hash of its rows, by which the next export knows what changed."""
FILE = "data.parquet"
DAYS = ("on_date", "from_on")
"""Columns of a key that say of which day a row is."""
CAPTURED = ("published_on", "seen_at")
"""The same of rows that name their source."""
SOURCE, MONTH = "source", "month"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PartitionCounts:
    """Files of one export: written now, as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def export_partitions(
    warehouse: Warehouse,
    folder: Path,
    views: Sequence[str] = (),
    stepped: Callable[[int, int], None] = lambda _done, _total: None,
) -> PartitionCounts:
    """Bring `folder` up to date with the promised `views`, all where none is named.

    `stepped` is told how many views of how many are done. Raises FolderOccupied when the folder
    holds something that no earlier export of this kind put there, KeyError for an unknown view.
    """
    names = list(views) or list(PROMISED)
    before = _index(folder)
    kept = {path: sha for path, sha in before.items() if path.split("/")[0] not in names}
    now = dict[str, str]()
    with steady(warehouse.connection):
        for done, name in enumerate(names, start=1):
            for path, sha in _view(warehouse, folder, PROMISED[name], before):
                now[path] = sha
            stepped(done, len(names))
    gone = before.keys() - now.keys() - kept.keys()
    for path in gone:
        (folder / path).unlink(missing_ok=True)
        with suppress(OSError):  # others may still be in there
            (folder / path).parent.rmdir()
    _put(folder / INDEX, json.dumps({**kept, **now}, indent=1, sort_keys=True).encode() + b"\n")
    written = sum(before.get(path) != sha for path, sha in now.items())
    return PartitionCounts(written, len(now) - written, len(gone))


def _index(folder: Path) -> dict[str, str]:
    """What the last export wrote; a file of it that is missing counts as never written."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {}
    try:
        found = dict[str, str](json.loads((folder / INDEX).read_text("utf-8")))
        is_ours = found or [path.name for path in folder.iterdir()] == [INDEX]
        if is_ours and all(path.endswith(f"/{FILE}") for path in found):
            return {path: sha for path, sha in found.items() if (folder / path).is_file()}
    except (OSError, ValueError, TypeError):
        pass
    raise FolderOccupied(
        f"{folder} holds other files (no {INDEX} of gapwatch): name a new or an empty folder"
    )


def _view(
    warehouse: Warehouse, folder: Path, view: View, before: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Write what changed of a view; path and hash of every partition."""
    columns = view.written(warehouse.connection)
    by = _parts(view, columns)
    kept = [column for column in columns if column.name not in by]
    places = [at for at, column in enumerate(columns, start=len(by)) if column.name not in by]
    for key, rows in _partitions(warehouse, view, columns, by):
        inner = [tuple(row[place] for place in places) for row in rows]
        named = [f"{name}={quote(text, safe='')}" for name, text in zip(by, key, strict=True)]
        path = "/".join([view.name, *named, FILE])
        sha = _sha256(kept, inner)
        if before.get(path) != sha:
            aside = folder / f"{path}.part"
            aside.parent.mkdir(parents=True, exist_ok=True)
            write_parquet(aside, kept, [inner])
            aside.replace(folder / path)
        yield path, sha


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


def _partitions(
    warehouse: Warehouse, view: View, columns: Sequence[Column], by: dict[str, str]
) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Values of the partition keys with the rows that have them, which the keys lead."""
    asked = ", ".join([*by.values(), *(column.name for column in columns)])
    order = ", ".join([*by.values(), *view.key])
    sql = f"SELECT {asked} FROM {view.name} ORDER BY {order}"
    rows = (row for batch in batches(warehouse.connection, sql) for row in batch)
    if not by:
        yield (), list(rows)
        return
    for key, found in groupby(rows, itemgetter(*range(len(by)))):
        yield (key if len(by) > 1 else (key,)), list(found)


def _sha256(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    names = [f"{column.name} {column.type}" for column in columns]
    return hashlib.sha256(json.dumps([names, rows], ensure_ascii=False).encode()).hexdigest()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    aside.write_bytes(content)
    aside.replace(path)
