"""The cookbook's commands do what the page says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.fences import Command, commands, fences, run, table
from warehouse.schema.promised import PROMISED

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "cookbook.md"
README = PROJECT / "README.md"
COMMANDS = commands(PAGE)


@pytest.fixture(scope="module")
def desk(whole_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the warehouse as data/; commands leave their files in it, in page order."""
    place = tmp_path_factory.mktemp("desk")
    (place / "data").mkdir()
    shutil.copy(whole_home / "warehouse.db", place / "data" / "warehouse.db")
    return place


def test_every_fence_says_its_shape() -> None:
    assert len(COMMANDS) == fences(PAGE) > 20
    assert len(commands(README)) == 1
    assert fences(README) == 2, "the first sets up"


def test_the_page_asks_every_promised_view_that_people_need() -> None:
    text = PAGE.read_text()
    asked = {name for name in PROMISED if f"from {name}" in text}
    assert asked >= {
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


def test_the_readme_gives_the_real_answer(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    (command,) = commands(README)
    printed = run(command.text).rstrip()
    assert f"```\n{printed}\n```" in README.read_text(), "`make screenshots` writes it"


def test_a_plain_shell_runs_all_of_the_readme(desk: Path) -> None:
    """What a person types who has nothing but a system's PATH, once `make run` has set up."""
    (desk / ".venv").symlink_to(sys.prefix)
    text = README.read_text("utf-8")
    typed = "".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).removeprefix("make run\n")
    assert typed.startswith(". .venv/bin/activate\n")
    said = re.findall(r"`(gapwatch (?!as-of)[^`]+)`", text)  # the past is measured anew for long
    assert len(said) > 1
    done = subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", f"GAPWATCH_HOME={desk / 'data'}", f"HOME={desk}",
         "sh", "-e", "-c", typed + "\n".join(said)],
        cwd=desk, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = re.findall(r"```\n(title .*?)```", text, re.DOTALL)[0]
    assert done.stdout.startswith(answer)


def test_pictures_and_files_hold_what_was_asked(desk: Path) -> None:
    assert "ECI, best closed and open" in (desk / "gap.svg").read_text()
    assert (desk / "gaps.csv").read_text().startswith("on_date,gap,gap_low,gap_high")
