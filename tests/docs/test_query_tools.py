"""The programs of docs/how-to/query-from-tools.md run and say what the views say."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.docs.fences import run
from warehouse.extract import write_file
from warehouse.store import Warehouse

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "query-from-tools.md"
TEXT = PAGE.read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
(R,) = re.findall(r"```r\n(.*?)```", TEXT, re.DOTALL)
(EXPORT,) = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def folder(whole_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse as data/ and the views that the page exports in out/."""
    place = tmp_path_factory.mktemp("tools")
    (place / "data").mkdir()
    shutil.copy(whole_home / "warehouse.db", place / "data" / "warehouse.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("GAPWATCH_HOME", str(place / "data"))
        run(EXPORT)
    (place / "public" / "data").mkdir(parents=True)
    with Warehouse.read(whole_home) as warehouse:
        write_file(warehouse, place / "public" / "data" / "gapwatch.db", {"published": None})
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


def test_the_queries_of_the_r_program_have_answers(folder: Path) -> None:
    asked = re.findall(r'dbGetQuery\(file, "(.*?)"', R, re.DOTALL)
    with closing(sqlite3.connect(folder / "public" / "data" / "gapwatch.db")) as file:
        rows = [file.execute(sql, {"series": "eci"}).fetchall() for sql in asked]
    assert [len(found) > 1 for found in rows] == [True, True]


def test_r_reads_the_published_file(folder: Path) -> None:
    rscript = shutil.which("Rscript")
    asked = [rscript or "", "-e", "stopifnot(require(DBI), require(RSQLite))"]
    if rscript is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("R with DBI and RSQLite is not installed")
    done = subprocess.run(
        [rscript, "--vanilla", "-e", R], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    gap, day = one(folder, "SELECT gap, from_on FROM gap_changes WHERE series = 'eci' AND "
                           "openness_rule = 'any_weights' ORDER BY from_on DESC")  # fmt: skip
    assert done.stdout.splitlines()[-1].split()[:2] == [day, str(gap)]
    title, of = one(folder, "SELECT title, shown_on FROM gap_now WHERE series = 'eci' AND "
                            "openness_rule = 'any_weights'")  # fmt: skip
    # R breaks a wide table into blocks of columns.
    assert str(title) in done.stdout
    assert str(of) in done.stdout
