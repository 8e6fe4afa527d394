"""Partitions of Parquet: one a month, and DuckDB answers as SQLite does."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from outputs.export.partitions import FILE, export_partitions
from outputs.folders import FolderOccupied
from pipelines.settings import PROJECT
from tests.docs.fences import commands
from warehouse.store import Warehouse
from warehouse.views.promised import PROMISED

COOKBOOK = PROJECT / "docs" / "cookbook.md"
ENGINE = "read_parquet('{folder}/{view}/**/*.parquet', hive_partitioning = true)"


def test_the_same_rows_give_the_same_bytes_and_what_is_gone_is_removed(
    filled: Warehouse, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    assert export_partitions(filled, lake, ["domain"]) == 1  # one file, though without rows
    count = export_partitions(filled, lake, ["gap_daily", "series"])
    before = json.loads((lake / "partitions.json").read_text())
    assert len(before) == count
    assert {path for path in before if not re.fullmatch(
        rf"(gap_daily/month=\d{{4}}-\d\d|series)/{FILE}", path)} == set()  # fmt: skip
    export_partitions(filled, lake, ["gap_daily"])
    assert json.loads((lake / "partitions.json").read_text()) == {
        path: sha for path, sha in before.items() if path.startswith("gap_daily")
    }
    assert not (lake / "series").exists()
    (lake / "partitions.json").write_text('{"notes.txt": ""}')
    (lake / "notes.txt").touch()
    with pytest.raises(FolderOccupied):
        export_partitions(filled, lake, ["series"])


@pytest.fixture(scope="module")
def asked(
    shipped_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, Any]]:
    """DuckDB over the partitions, and SQLite, of the same warehouse."""
    lake = tmp_path_factory.mktemp("export") / "lake"
    with Warehouse.read(shipped_home) as warehouse, closing(duckdb.connect()) as engine:
        export_partitions(warehouse, lake)
        for name in PROMISED:
            place = ENGINE.format(folder=lake, view=name)
            if list((lake / name).rglob(FILE)):
                engine.execute(f"CREATE VIEW {name} AS SELECT * FROM {place}")
        yield engine, warehouse.connection


def questions() -> list[tuple[str, dict[str, str]]]:
    """Queries of the cookbook over promised views alone, with their parameters.

    Left out: full-text search, which is SQLite's own, and text functions on days, which are dates
    in Parquet.
    """
    found = []
    for command in commands(COOKBOOK):
        words = shlex.split(command.text)
        if words[:2] != ["sqlite-utils", "data/warehouse.db"] or re.search(
            r"\b_\w+|\bmatch\b|substr\(on_date|from page\b", words[2]
        ):
            continue
        named = {words[at + 1]: words[at + 2] for at, word in enumerate(words) if word == "-p"}
        # The age counts on between two questions.
        found.append((words[2].replace(" age_hours,", ""), named))
    return found


def plain(value: Any) -> Any:
    """A value as SQLite has it."""
    if isinstance(value, datetime):
        return value.astimezone(tz=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return datetime.fromisoformat(value).astimezone(tz=None).isoformat()
    return round(value, 6) if isinstance(value, float) else value


def rows(found: list[tuple[Any, ...]]) -> list[str]:
    return sorted(repr([plain(value) for value in row]) for row in found)


@pytest.mark.parametrize(
    ("sql", "named"), questions(), ids=lambda one: " ".join(str(one).split())[:50]
)
def test_duckdb_answers_the_cookbook_as_sqlite_does(
    sql: str, named: dict[str, str], asked: tuple[Any, Any]
) -> None:
    engine, connection = asked
    expected = connection.execute(sql, named).fetchall()
    translated = re.sub(r"(?<!:):(\w+)", r"$\1", sql)  # how DuckDB writes a parameter
    assert rows(engine.execute(translated, named or None).fetchall()) == rows(expected)

    assert len(questions()) >= 20
