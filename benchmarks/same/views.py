"""Views of two SQLite files, row by row.

What belongs here: finding unequal rows inside SQLite, because a view may have half a million rows,
and making cells of those only.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.same.contents import DATABASE, LEFT_OUT, VINTAGE, Side
from benchmarks.same.differences import ABSENT, GONE, Allowed, Difference, of_rows

TOLD = {
    "_event_log": ["dedupe_key"],
    "_condition_now": ["kind", "subject"],
    "_alert_now": ["rule", "subject", "dedupe_key"],
}
"""Views over events and alerts, with their keys."""
KEYS = {
    "estimate_now": ["measure", "series", "openness_rule", "variant"],
    "quarantine": ["source", "fact_table", "board", "category", "entry", "seen_at"],
}
"""Keys that tell the same row in two warehouses, where the promised one does not."""
NUMBERED = {"id", "snapshot_id"}
"""Columns of the views above that only give the order of arrival."""
WHOLE = {"estimate_now"}
"""Views that are read whole, because their JSON `detail` may become columns of their own."""


class Files:
    """Two SQLite files side by side, attached as `before` and `after`."""

    def __init__(self, before: Side, after: Side, files: tuple[Path, Path], allowed: Allowed):
        self._sides = (before, after)
        self._allowed = allowed
        self._is_renumbered = before.vintages != after.vintages
        self._connection = sqlite3.connect(":memory:")
        self._connection.row_factory = sqlite3.Row
        for each, file in zip(self._sides, files, strict=True):
            self._connection.execute(f"ATTACH ? AS {each.name}", (str(file),))
            self._connection.create_function(
                f"named_{each.name}", 1, partial(_named, each), deterministic=True
            )

    def close(self) -> None:
        """Let both files go."""
        self._connection.close()

    def differences(self, where: str, view: str, key: list[str]) -> Iterator[Difference]:
        """Rows of `view` that are not the same, and columns that only one side has."""
        old = self._columns("before", view)
        new = {self._allowed.old(view, name): name for name in self._columns("after", view)}
        if not old or not new:
            yield Difference(where, view, "view", bool(old) or ABSENT, bool(new) or ABSENT)
            return
        for name in [*old, *new]:
            if name not in old or name not in new:
                there = ("there", ABSENT) if name in old else (ABSENT, "there")
                yield Difference(where, name, "column", *there)
        if view in self._allowed.gone:
            gone = self._allowed.gone[view]
            asked = f'SELECT count(*) FROM before."{view}" WHERE {gone}'
            ((count,),) = self._connection.execute(asked)
            yield Difference(where, gone, GONE, count, ABSENT)
        kept = [{a: b for a, b in each.items() if not _is_left_out(view, a)} for each in (old, new)]
        if view not in WHOLE:
            kept = [{a: each[a] for a in kept[0] if a in kept[1]} for each in kept]
        named = [part for part in KEYS.get(view, key) if part in kept[1]]
        yield from self._of_rows(where, view, kept, named)

    def _columns(self, schema: str, view: str) -> dict[str, str]:
        name = self._allowed.table(view) if schema == "after" else view
        asked = "SELECT name FROM pragma_table_info(?, ?)"
        return {column: column for (column,) in self._connection.execute(asked, (name, schema))}

    def _of_rows(
        self, where: str, view: str, columns: list[dict[str, str]], key: list[str]
    ) -> Iterator[Difference]:
        for each, names in zip(self._sides, columns, strict=True):
            self._copy(each.name, view, names)
        counts = [self._count(each.name) for each in self._sides]
        if counts[0] != counts[1]:
            yield Difference(where, view, "count of rows", *counts)
        others = ("", "") if view in WHOLE else ("after", "before")
        pairs = zip(self._sides, others, strict=True)
        yield from of_rows(where, *(self._rows(each, other, key) for each, other in pairs))

    def _copy(self, schema: str, view: str, names: Mapping[str, str]) -> None:
        gone = self._allowed.gone.get(view, "0") if schema == "before" else "0"
        view = self._allowed.table(view) if schema == "after" else view
        columns = ", ".join(f'{self._told(schema, b)} AS "{a}"' for a, b in names.items())
        self._connection.execute(f"DROP TABLE IF EXISTS temp.{schema}_rows")
        self._connection.execute(
            f'CREATE TEMP TABLE {schema}_rows AS SELECT {columns} FROM {schema}."{view}" '
            f"WHERE ({gone}) IS NOT 1"
        )

    def _told(self, schema: str, column: str) -> str:
        is_vintage = self._is_renumbered and VINTAGE.search(column)
        return f'named_{schema}("{column}")' if is_vintage else f'"{column}"'

    def _count(self, schema: str) -> int:
        counted = self._connection.execute(f"SELECT count(*) FROM temp.{schema}_rows")
        return int(counted.fetchone()[0])

    def _rows(self, each: Side, other: str, key: list[str]) -> dict[str, dict[str, Any]]:
        """Rows by key: all of them, or those that `other` lacks."""
        lacking = f" EXCEPT SELECT * FROM temp.{other}_rows" if other else ""
        rows: dict[str, dict[str, Any]] = {}
        times: Counter[str] = Counter()
        for row in self._connection.execute(f"SELECT * FROM temp.{each.name}_rows{lacking}"):
            name = each.clean(" | ".join(str(row[part]) for part in key))
            times[name] += 1
            name = f"{name} #{times[name]}" if times[name] > 1 else name
            rows[name] = each.cells(dict(row))
        return rows


def _is_left_out(view: str, column: str) -> bool:
    return column in LEFT_OUT or (view in {*TOLD, "quarantine"} and column in NUMBERED)


def _named(side: Side, value: Any) -> Any:
    """A vintage, or a JSON list of vintages, by what it is."""
    if isinstance(value, str):
        return json.dumps([side.vintages.get(each, each) for each in json.loads(value)])
    return side.vintages.get(value, value)


def of_warehouses(
    before: Side, after: Side, promised: Mapping[str, list[str]], allowed: Allowed
) -> Iterator[Difference]:
    """Every promised view, and what was told, in the two homes."""
    files = (before.home / DATABASE, after.home / DATABASE)
    with closing(Files(before, after, files, allowed)) as both:
        for view, key in {**promised, **TOLD}.items():
            yield from both.differences(view, view, key)


def of_past_days(
    before: Side, after: Side, promised: Mapping[str, list[str]], allowed: Allowed
) -> Iterator[Difference]:
    """Every promised view as of every past day."""
    for file in sorted(before.past.glob("*.db")):
        with closing(Files(before, after, (file, after.past / file.name), allowed)) as both:
            for view, key in promised.items():
                yield from both.differences(f"as of {file.stem}: {view}", view, key)


def of_vintages(before: Side, after: Side) -> Iterator[Difference]:
    """Which states of which boards are known at all."""
    names: list[dict[str, dict[str, Any]]] = [
        {name: {} for name in each.vintages.values()} for each in (before, after)
    ]
    return of_rows("vintages", *names)
