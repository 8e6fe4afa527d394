from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outputs.export.formats import WRITERS, Batch, plain, safe, write_csv, write_json, write_parquet
from warehouse.schema.columns import Column, day

COLUMNS = [
    Column("entry", "TEXT", "Key."),
    day("on_date", "Day.", optional=True),
    Column("seen_at", "TEXT", "Instant.", optional=True),
    Column("gap", "REAL", "Number.", optional=True),
    Column("n", "INTEGER", "Count.", optional=True),
    Column("note", "TEXT", "Text.", optional=True),
]
ROWS = [
    ("=HYPERLINK(1)", "2026-03-01", "2026-03-01T10:00:00.000001Z", -8.24, -3, None),
    ('a "quoted", one', None, None, None, None, ""),
    ("'tis", "2026-03-02", "2026-03-02T00:00:00.000000Z", 1e-7, 12, "-5"),
]


@given(st.text())
@settings(derandomize=True, max_examples=60)
def test_a_safe_cell_is_no_formula_and_can_be_undone(text: str) -> None:
    cell = safe(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert plain(cell) == text
    for risk in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"):
        assert safe(risk) == f"'{risk}"


def test_csv_quotes_text_keeps_numbers_and_tells_missing_from_empty(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "rows.csv", COLUMNS, [ROWS[:2], ROWS[2:]]) == 3
    lines = (tmp_path / "rows.csv").read_text("utf-8").splitlines()
    assert lines[1] == ('"\'=HYPERLINK(1)","2026-03-01","2026-03-01T10:00:00.000001Z",-8.24,-3,')
    assert lines[2] == '"a ""quoted"", one",,,,,""'
    read = list(csv.DictReader(lines))
    assert [plain(row["entry"]) for row in read] == [row[0] for row in ROWS]
    assert [row["gap"] for row in read] == ["-8.24", "", "1e-7"]
    assert plain(read[2]["note"]) == "-5"


def test_json_is_one_array_with_a_row_a_line(tmp_path: Path) -> None:
    write_json(tmp_path / "rows.json", COLUMNS, [ROWS])
    text = (tmp_path / "rows.json").read_text("utf-8")
    read = json.loads(text)
    assert [tuple(row.values()) for row in read] == ROWS
    assert text.count("\n") == len(ROWS) + 2
    write_json(tmp_path / "none.json", COLUMNS, [])
    assert json.loads((tmp_path / "none.json").read_text()) == []


def test_parquet_has_days_instants_and_numbers(tmp_path: Path) -> None:
    write_parquet(tmp_path / "rows.parquet", COLUMNS, [ROWS])
    read = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert read[0]["on_date"] == date(2026, 3, 1)
    assert read[0]["seen_at"] == datetime(2026, 3, 1, 10, 0, 0, 1, tzinfo=UTC)
    assert (read[0]["gap"], read[0]["n"], read[0]["entry"]) == (-8.24, -3, "=HYPERLINK(1)")
    assert (read[1]["note"], read[1]["gap"]) == ("", None)


@pytest.mark.parametrize("kind", list(WRITERS))
def test_batches_are_written_as_they_come(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.{kind}"
    open_batches = []

    def batches() -> Iterator[Batch]:
        for number in range(3):
            open_batches.append(number)
            yield [(f"{number}-{row}", None, None, 1.0, row, None) for row in range(1000)]

    assert WRITERS[kind](path, COLUMNS, batches()) == 3000
    assert open_batches == [0, 1, 2]
