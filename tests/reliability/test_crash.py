"""Cuts on little: every kind of work, and what a step is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.ingest import page as pages
from tests.reliability import crash
from tests.reliability.kinds import Kind, opened
from warehouse.store import Warehouse


def test_work_survives_cuts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A step of some kinds; `make prove` cuts all of them, as far as its time goes."""
    kinds = ("fetch", "restore", "report")
    for name in ("parsed", "limited"):  # `main` replaces them, for its own process as a rule
        monkeypatch.setattr(pages, name, vars(pages)[name])
    code = crash.main(600, 1, *kinds)
    output = capsys.readouterr()
    assert code == 0, output
    lines = output.out.splitlines()
    assert [line.partition(":")[0] for line in lines] == list(kinds)
    assert all(line.endswith(" steps, 2 cuts, 0 left out, 0 wrong") for line in lines)


def test_a_new_step_is_covered_unasked(tmp_path: Path) -> None:
    def novel(home: Path) -> None:
        (home / "new.txt").write_text("new")
        (home / "new.txt").rename(home / "other.txt")
        for connect in (sqlite3.connect, sqlite3.dbapi2.connect):
            with closing(connect(home / "new.db")) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS novel (a)")

    kind, home = Kind(novel), tmp_path / "home"
    home.mkdir()
    steps = crash.work(kind, home, None)
    assert {"open new.txt", "os.rename new.txt"} <= set(steps)
    assert steps.count("CREATE TABLE IF NOT") == 2
    at = steps.index("os.rename new.txt")
    (home / "new.db").unlink()
    assert crash.work(kind, home, at) == [""]
    assert (home / "new.txt").exists()


def test_what_a_cut_left_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that is done by halves, and never again once its mark is there."""

    def careless(home: Path) -> None:
        if not (home / "mark").exists():
            (home / "mark").write_text("begun")
            for name in ("a", "b"):
                (home / "out").mkdir(exist_ok=True)
                (home / "out" / name).write_text("whole")

    monkeypatch.setitem(
        crash.KINDS, "careless", Kind(careless, lambda home: opened(home).close(), folders=("out",))
    )
    found = crash.killed("careless")
    assert any("open b: out is neither as before nor as afterwards" in one for one in found.wrong)
    assert any("open b: out is another" in one for one in found.wrong)
    late = crash.killed("careless", until=0.0)
    assert (late.tried, late.left) == (0, found.tried // 2)


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("WITH a AS (SELECT 1)\nSELECT * FROM a", False),
        ("WITH a AS (SELECT 1)\nINSERT INTO t SELECT * FROM a", True),
        ("-- why\nSELECT 1", False),
        ("-- why\nDELETE FROM t\nWHERE a IN (\nSELECT 1)", True),
        ("PRAGMA wal_checkpoint(TRUNCATE)", True),
    ],
)
def test_what_writes_is_a_step(statement: str, writes: bool, tmp_path: Path) -> None:
    steps = crash.Steps(tmp_path, None)
    steps._said(statement)
    assert bool(steps.names) == writes


def test_what_is_lost_with_the_power_is_found(tmp_path: Path) -> None:
    home = tmp_path / "cut" / "home"
    with Warehouse.open(home) as warehouse:
        sha = warehouse.keep(b"a page")
    kind = Kind(lambda _home: None)
    assert crash.state(kind, home).wrong == []
    (home.parent / "synced").write_text("")
    crash._without_power(home, 1.0)
    assert crash.state(kind, home).wrong == [sha]
