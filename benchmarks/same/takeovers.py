"""A warehouse that other code wrote, taken over by both versions.

What belongs here: a home of the tag, refreshed without news, must gain no more from the code of now
than from the tag's own.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.same import contents, views
from benchmarks.same.contents import DATABASE
from benchmarks.same.differences import Allowed, Difference, of_rows
from benchmarks.same.versions import Snapshot

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens at the discard port, so every source is unreachable at once."""
BOOKKEEPING = {"_sqlite_migrations", "calendar"}
"""Tables that hold no history: the names of migrations, the days there are."""


def refreshed(before: Snapshot, after: Snapshot, allowed: Allowed) -> Iterator[Difference]:
    """The home of the tag after a refresh without news, by each version."""
    sources = json.loads((before.home / "site/api/v1/sources.json").read_text())["data"]
    nowhere = {f"GAPWATCH_URL_{each['source'].upper()}": NOWHERE for each in sources}
    pair = tuple(
        _taken(each, "refreshed", before.home, "refresh", nowhere) for each in (before, after)
    )
    yield from _compared("refreshed", before.home, pair, before, allowed)


def _taken(made: Snapshot, name: str, start: Path, command: str, more: dict[str, str]) -> Snapshot:
    """A copy of the home `start` after `command` of this version."""

    def make(place: Path) -> None:
        without = shutil.ignore_patterns("site", "dagster")
        shutil.copytree(start, place / "home", ignore=without)
        made.version.run(place / "home", command, more=more)

    return Snapshot(made.version, made.keep(name, make), made.day)


def _compared(
    name: str, start: Path, pair: tuple[Snapshot, ...], before: Snapshot, allowed: Allowed
) -> Iterator[Difference]:
    old, new = (
        contents.side(side, made, allowed)
        for side, made in zip(("before", "after"), pair, strict=True)
    )
    grown = [_growth(start, side.home, side.name, allowed) for side in (old, new)]
    print(f"\n{name}, rows gained by the code before and now: {_shown(*grown)}")
    yield from of_rows(f"{name}: rows gained", *grown)
    for one in views.of_warehouses(old, new, before.promised(), allowed):
        yield Difference(f"{name}: {one.where}", one.key, one.column, one.before, one.after)


def _growth(start: Path, home: Path, side: str, allowed: Allowed) -> dict[str, dict[str, int]]:
    """Rows gained by table, under its old name."""
    old_names = {new: old for old, new in allowed.tables.items()} if side == "after" else {}
    had, has = _counts(start / DATABASE), _counts(home / DATABASE)
    grown: dict[str, dict[str, int]] = {}
    for table, count in has.items():
        name = old_names.get(table, table)
        grown[name] = {"rows": count - had.get(name, had.get(table, 0))}
    return grown


def _counts(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
            if name not in BOOKKEEPING
        }


def _shown(old: dict[str, dict[str, int]], new: dict[str, dict[str, int]]) -> str:
    pairs = {name: (old.get(name, {}).get("rows"), each["rows"]) for name, each in new.items()}
    return ", ".join(f"{name} {a} / {b}" for name, (a, b) in pairs.items() if a or b) or "none"
