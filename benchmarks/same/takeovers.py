"""Warehouses that other code wrote, taken over by both versions.

What belongs here: a home of the tag, refreshed without news, must gain no more from the code of now
than from the tag's own; homes of earlier schemas must open and answer the same.
"""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.same import contents, views
from benchmarks.same.contents import DATABASE
from benchmarks.same.differences import Allowed, Difference, of_rows
from benchmarks.same.versions import Snapshot, of_revision, snapshot

SCHEMAS = {1: "fffd7c3", 2: "e9783b6", 3: "69b5dea"}
"""The last commit that wrote each earlier schema."""
SMALL = ("aider", "epoch", "epoch_eci", "genai_prices")
"""Sources whose pages those commits take in: a score, a scale and a price list are enough."""
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


def of_earlier_schemas(
    before: Snapshot, after: Snapshot, recorded: Path, allowed: Allowed
) -> Iterator[Difference]:
    """A small home of every earlier schema, read again by each version."""
    for number, commit in SCHEMAS.items():
        name = f"schema-{number}"
        home = _early_home(commit, before.folder.with_name(name), recorded)
        commands = ((before, "reread"), (after, "reparse"))
        pair = tuple(_taken(each, name, home, word, {}) for each, word in commands)
        yield from _compared(name, home, pair, before, allowed)


def _early_home(commit: str, place: Path, recorded: Path) -> Path:
    """A home that the code of `commit` wrote from the pages of a few sources."""
    made = snapshot(of_revision(commit, place.parent), place, recorded)

    def pages(folder: Path) -> None:
        with (recorded / "index.csv").open(newline="") as index:
            lines = [line for line in csv.DictReader(index) if line["source"] in SMALL]
        for line in lines:
            (folder / line["path"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(recorded / line["path"], folder / line["path"])
        with (folder / "index.csv").open("w", newline="") as index:
            writer = csv.DictWriter(index, lines[0])
            writer.writeheader()
            writer.writerows(lines)

    folder = made.keep("pages", pages)
    return made.keep("home", lambda home: _replay(made, home, folder))


def _replay(made: Snapshot, home: Path, folder: Path) -> None:
    made.version.run(home, "replay", str(folder))


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
