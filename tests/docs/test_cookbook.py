"""What README and cookbook print runs, and gives what the page says."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.docs.fences import Command, commands, fences, run, table
from warehouse.views.promised import PROMISED

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "cookbook.md"
README = PROJECT / "README.md"
TEXT = PAGE.read_text("utf-8")
COMMANDS = commands(PAGE)
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
ANY = "openness_rule = 'any_weights'"


@pytest.fixture(scope="module")
def desk(whole_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse as data/; commands leave their files in it, in page order."""
    place = tmp_path_factory.mktemp("desk")
    (place / "data").mkdir()
    shutil.copy(whole_home / "warehouse.db", place / "data" / "warehouse.db")
    return place


def test_every_fence_says_its_shape_and_what_people_need_is_asked() -> None:
    assert len(COMMANDS) == fences(PAGE) > 20
    assert len(commands(README)) == 1
    assert fences(README) == 2, "the first sets up"
    assert {name for name in PROMISED if f"from {name}" in TEXT} >= {
        "gap_now", "lag_now", "gap_daily", "lag_daily", "price_now", "price_at_quality",
        "frontier_now", "quarantine", "source_health", "claim_now",
    }  # fmt: skip


@pytest.mark.parametrize(
    "command", [*COMMANDS, *commands(README)], ids=lambda c: c.text.split("\n")[0][:60]
)
def test_a_command_prints_what_the_page_says(
    command: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("GAPWATCH_HOME", str(desk / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    printed = run(command.text)
    if command.file is not None:
        assert (desk / command.file).stat().st_size > 100
        return
    rows = table(printed, command.text) if printed.strip() else []
    assert len(rows) >= command.at_least
    if rows:
        assert tuple(rows[0]) == command.columns


@pytest.mark.parametrize(
    ("place", "sql", "row"),
    [
        (
            0,
            f"SELECT count(*), sum(verdict = 'closed ahead') FROM gap_now WHERE {ANY} "
            "AND domain = 'mathematics' AND status = 'live'",
            r"mathematics\s*│\s*{}\s*│\s*{}\s*│",
        ),
        (
            1,
            f"SELECT round(gap, 1) FROM gap_daily WHERE series = 'arena_text' AND {ANY} "
            "AND on_date = '2026-11-01'",
            r"2026-11-01\s+{}\s",
        ),
        (
            2,
            f"SELECT gap, shown_on FROM gap_now WHERE series = 'eci' AND {ANY}",
            r"\beci\s+{}0*\s.*{}\n",
        ),
    ],
    ids=["duckdb, who is ahead", "duckdb, months", "pandas"],
)
def test_a_program_says_what_the_views_say(
    place: int, sql: str, row: str, desk: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(desk)
    monkeypatch.setenv("GAPWATCH_HOME", str(desk / "data"))
    run("gapwatch export out -f parquet --view gap_now --view gap_changes")
    exec(PROGRAMS[place], {})  # noqa: S102 - the page is ours
    with closing(sqlite3.connect(desk / "data" / "warehouse.db")) as warehouse:
        found = warehouse.execute(sql).fetchone()
    assert re.search(row.format(*map(str, found)), capsys.readouterr().out)
    assert len(PROGRAMS) == 3


def test_the_queries_of_the_r_program_have_answers(desk: Path) -> None:
    asked = re.findall(r'dbGetQuery\(file, "(.*?)"', TEXT, re.DOTALL)
    with closing(sqlite3.connect(desk / "data" / "warehouse.db")) as file:
        rows = [file.execute(sql, {"series": "eci"}).fetchall() for sql in asked]
    assert [len(found) > 1 for found in rows] == [True, True]


def test_the_readme_gives_the_real_answer(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    (command,) = commands(README)
    answer, text = f"```\n{run(command.text).rstrip()}\n```", README.read_text("utf-8")
    if os.environ.get("GAPWATCH_APPROVE"):
        README.write_text(re.sub(r"```\ntitle .*?```", lambda _: answer, text, flags=re.S), "utf-8")
    assert answer in text, "GAPWATCH_APPROVE=1 writes it"


@pytest.mark.nightly
def test_a_plain_shell_runs_all_of_the_readme(desk: Path) -> None:
    """After `make run`, with a system's PATH; without what never ends or asks the real sources."""
    (desk / ".venv").symlink_to(sys.prefix)
    text = README.read_text("utf-8")
    typed = "".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).removeprefix("make run\n")
    assert typed.startswith(". .venv/bin/activate\n")
    said = re.findall(r"`(gapwatch (?!as-of)[^`A-Z]+)`", text)  # the past is measured anew for long
    said = [one for one in said if one not in ("gapwatch explore", "gapwatch refresh")]
    assert len(said) > 1
    done = subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", f"GAPWATCH_HOME={desk / 'data'}", f"HOME={desk}",
         "sh", "-e", "-c", typed + "\n".join(said)],
        cwd=desk, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = re.findall(r"```\n(title .*?)```", text, re.DOTALL)[0]
    assert done.stdout.startswith(answer)
