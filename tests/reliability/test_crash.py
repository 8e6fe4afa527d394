"""Cuts on little: what is recorded, and what a step is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.settings import PROJECT
from tests.reliability import crash
from warehouse.store import Warehouse


def test_recording_survives_cuts() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.crash", "5", "record"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("record: ")
    assert done.stdout.endswith(" steps, 10 cuts, 0 wrong\n")


def test_a_new_step_is_covered_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def novel(_warehouse: Warehouse, home: Path) -> None:
        (home / "new.txt").write_text("new")
        (home / "new.txt").rename(home / "other.txt")
        with closing(sqlite3.connect(home / "new.db")) as connection:
            connection.execute("CREATE TABLE novel (a)")

    monkeypatch.setitem(crash.KINDS, "novel", novel)
    with Warehouse.open(tmp_path / "home"):
        pass
    steps = crash.work("novel", tmp_path / "home", None)
    assert {"open new.txt", "os.rename new.txt", "CREATE TABLE novel (a)"} <= set(steps)
    at = steps.index("os.rename new.txt")
    (tmp_path / "home" / "new.db").unlink()
    assert crash.work("novel", tmp_path / "home", at) == [""]
    assert (tmp_path / "home" / "new.txt").exists()


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
    assert crash.state(home)[1] == []
    (home.parent / "synced").write_text("")
    crash._without_power(home, 1.0)
    assert crash.state(home)[1] == [sha]
