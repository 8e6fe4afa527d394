"""The programs of docs/how-to/query-from-tools.md run and say what the views say."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.docs.fences import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "query-from-tools.md"
TEXT = PAGE.read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
(EXPORT,) = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def folder(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse as data/ and the views that the page exports in out/."""
    place = tmp_path_factory.mktemp("tools")
    (place / "data").mkdir()
    shutil.copy(shipped_home / "warehouse.db", place / "data" / "warehouse.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("GAPWATCH_HOME", str(place / "data"))
        run(EXPORT)
    return place


def said(
    folder: Path, place: int, patch: pytest.MonkeyPatch, out: pytest.CaptureFixture[str]
) -> str:
    patch.chdir(folder)
    exec(PROGRAMS[place], {})  # noqa: S102 - the page is ours
    return out.readouterr().out


def one(folder: Path, sql: str) -> tuple[object, ...]:
    with closing(sqlite3.connect(folder / "data" / "warehouse.db")) as warehouse:
        found: tuple[object, ...] = warehouse.execute(sql).fetchone()
    return found


def test_duckdb_counts_who_is_ahead_in_a_domain(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(folder, 0, monkeypatch, capsys)
    series, closed = one(
        folder,
        "SELECT count(*), sum(verdict = 'closed ahead') FROM gap_now WHERE domain = 'mathematics' "
        "AND openness_rule = 'any_weights' AND status = 'live'",
    )
    assert re.search(rf"mathematics\s*│\s*{series}\s*│\s*{closed}\s*│", shown)


def test_duckdb_lays_change_points_on_months(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(folder, 1, monkeypatch, capsys)
    (gap,) = one(
        folder,
        "SELECT round(gap, 1) FROM gap_daily WHERE series = 'arena_text' AND openness_rule = "
        "'any_weights' AND on_date = '2026-11-01'",
    )
    (line,) = [line for line in shown.splitlines() if "2026-11-01" in line]
    assert float(line.split()[2]) == gap


def test_pandas_reads_the_warehouse(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(folder, 2, monkeypatch, capsys)
    (line,) = [line for line in shown.splitlines() if line.split()[:1] == ["eci"]]
    gap, day = one(folder, "SELECT gap, shown_on FROM gap_now WHERE series = 'eci' "
                           "AND openness_rule = 'any_weights'")  # fmt: skip
    assert float(line.split()[1]) == gap
    assert line.split()[-1] == day


def test_pandas_reads_what_was_exported(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(folder, 3, monkeypatch, capsys)
    (best,) = one(folder, "SELECT name FROM model_choice WHERE domain = 'composite' AND "
                          "blended_price IS NOT NULL ORDER BY score DESC LIMIT 1")  # fmt: skip
    assert str(best) in shown
    assert len(PROGRAMS) == 4
