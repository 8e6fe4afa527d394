"""What README and cookbook print runs, and gives what the page says: a comment before a command has
the columns and the least number of rows that it prints, or the file that it writes."""

import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils.cli import cli as sqlite_utils
from typer.main import get_command

from cli.main import app
from warehouse.views.promised import PROMISED

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "cookbook.md"
README = PROJECT / "README.md"
TEXT, README_TEXT = PAGE.read_text("utf-8"), README.read_text("utf-8")
FENCE = re.compile(r"<!-- shape: (.*?) -->\n```sh\n(.*?)```", re.DOTALL)
COMMANDS, ASKED = FENCE.findall(TEXT), FENCE.findall(README_TEXT)
COMMAND_LINES = {"sqlite-utils": sqlite_utils, "gapwatch": get_command(app)}
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
ANY = "openness_rule = 'any_weights'"


def run(text: str) -> str:
    """What a command prints, without a process of its own; a redirection fills its file too."""
    typed, _, target = text.replace("\\\n", " ").partition(" > ")
    program, *words = shlex.split(typed)
    result = CliRunner().invoke(COMMAND_LINES[program], words)
    assert result.exit_code == 0, f"{words}: {result.output} {result.exception}"
    if target:
        Path(target.strip()).write_text(result.stdout, "utf-8")
    return result.stdout


@pytest.fixture(scope="module")
def desk(whole_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse as data/; commands leave their files in it, in page order."""
    place = tmp_path_factory.mktemp("desk")
    (place / "data").mkdir()
    shutil.copy(whole_home / "warehouse.db", place / "data" / "warehouse.db")
    return place


def test_every_fence_says_its_shape_and_what_people_need_is_asked() -> None:
    assert len(COMMANDS) == TEXT.count("```sh\n") > 20
    assert (len(ASKED), README_TEXT.count("```sh\n")) == (1, 2), "the first sets up"
    assert {name for name in PROMISED if f"from {name}" in TEXT} >= {
        "gap_now", "lag_now", "gap_daily", "lag_daily", "price_now", "price_at_quality",
        "frontier_now", "quarantine", "source_health", "claim_now",
    }  # fmt: skip


@pytest.mark.parametrize(("shape", "text"), [*COMMANDS, *ASKED])
def test_a_command_prints_what_the_page_says(
    shape: str, text: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("GAPWATCH_HOME", str(desk / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    printed = run(text)
    if shape.startswith("file "):
        assert (desk / shape.removeprefix("file ")).stat().st_size > 100
        return
    columns, _, at_least = shape.partition("; rows ")
    if printed.startswith("["):
        rows = json.loads(printed)
        names = list(rows[0])
    else:
        head, _, *rows = printed.splitlines()
        names = head.split()
    assert (", ".join(names), len(rows) >= int(at_least)) == (columns, True)


ROWS = (r"mathematics\s*│\s*{}\s*│\s*{}\s*│", r"2026-11-01\s+{}\s", r"\beci\s+{}0*\s.*{}\n")
SAID = (
    "count(*), sum(verdict = 'closed ahead') FROM gap_now WHERE domain = 'mathematics' "
    "AND status = 'live'",
    "round(gap, 1) FROM gap_daily WHERE series = 'arena_text' AND on_date = '2026-11-01'",
    "gap, shown_on FROM gap_now WHERE series = 'eci'",
)
"""Of the programs of the page, in its order: a line that each prints, and what fills it."""


@pytest.mark.parametrize(("program", "row", "asked"), [*zip(PROGRAMS, ROWS, SAID, strict=True)])
def test_a_program_says_what_the_views_say(
    program: str, row: str, asked: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("GAPWATCH_HOME", str(desk / "data"))
    run("gapwatch export out -f parquet --view gap_now --view gap_changes")
    exec(program, {})  # noqa: S102 - the page is ours
    with closing(sqlite3.connect(desk / "data" / "warehouse.db")) as warehouse:
        found = warehouse.execute(f"SELECT {asked} AND {ANY}").fetchone()
    assert re.search(row.format(*map(str, found)), capsys.readouterr().out)


def test_the_queries_of_the_r_program_have_answers(desk: Path) -> None:
    asked = re.findall(r'dbGetQuery\(file, "(.*?)"', TEXT, re.DOTALL)
    with closing(sqlite3.connect(desk / "data" / "warehouse.db")) as file:
        rows = [file.execute(sql, {"series": "eci"}).fetchall() for sql in asked]
    assert [len(found) > 1 for found in rows] == [True, True]


def test_the_readme_gives_the_real_answer(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    ((_, text),) = ASKED
    answer = f"```\n{run(text).rstrip()}\n```"
    if os.environ.get("GAPWATCH_APPROVE"):
        now = re.sub(r"```\ntitle .*?```", lambda _: answer, README_TEXT, flags=re.S)
        README.write_text(now, "utf-8")
    assert answer in README_TEXT, "GAPWATCH_APPROVE=1 writes it"


@pytest.mark.nightly
def test_a_plain_shell_runs_all_of_the_readme(desk: Path) -> None:
    """After `make run`, with a system's PATH; without what takes long, never ends, or asks the real
    sources."""
    (desk / ".venv").symlink_to(sys.prefix)
    typed = "".join(re.findall(r"```sh\n(.*?)```", README_TEXT, re.DOTALL)).removeprefix(
        "make run\n"
    )
    assert typed.startswith(". .venv/bin/activate\n")
    said = re.findall(r"`(gapwatch (?!as-of|explore|refresh)[^`A-Z]+)`", README_TEXT)
    assert len(said) > 1
    done = subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", f"GAPWATCH_HOME={desk / 'data'}", f"HOME={desk}",
         "sh", "-e", "-c", typed + "\n".join(said)],
        cwd=desk, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = re.findall(r"```\n(title .*?)```", README_TEXT, re.DOTALL)[0]
    assert done.stdout.startswith(answer)
