"""The installed program: a wheel unpacked elsewhere, every command run from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.nightly]
PROJECT = Path(__file__).resolve().parents[1]

ASKED = (
    "gap", "gap eci", "lag", "price", "headline", "claims", "why eci",
    "models unmatched", "as-of 2024-07-31", "as-of 2025-01-01 --out old.db",
    "alerts list", "export out --view gap_now", "doctor",
    "publish public",
)  # fmt: skip
SCRIPT = """
import json, sys
from typer.main import get_command
from typer.testing import CliRunner
import cli, gapwatch, pipelines
from cli.main import app
from pipelines.settings import Settings

def commands(found, words=()):
    yield words
    for name, inner in getattr(found, "commands", {}).items():
        yield from commands(inner, (*words, name))

told = {"from": [cli.__file__, gapwatch.__file__, pipelines.__file__], "ended": {}}
told["home"] = str(Settings.from_environment({}).home)
helps = [[*words, "--help"] for words in commands(get_command(app))]
for words in [*helps, *(line.split() for line in sys.argv[1].split(";"))]:
    done = CliRunner().invoke(app, words)
    told["ended"][" ".join(words)] = [done.exit_code, repr(done.exception), done.output[-400:]]
print(json.dumps(told))
"""


def test_every_command_of_the_wheel_runs_from_another_folder(
    shipped_home: Path, tmp_path: Path
) -> None:
    """A wheel of the project as it is, unpacked as an installer does."""
    made, unpacked = tmp_path / "wheel", tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)],
        cwd=PROJECT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(unpacked)
    home = tmp_path / "home"
    shutil.copytree(shipped_home, home)
    environ = {**os.environ, "PYTHONPATH": str(unpacked), "GAPWATCH_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ";".join(ASKED)],
        cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert all(path.startswith(str(unpacked)) for path in told["from"])
    assert told["home"] == str(tmp_path / "data"), "where nothing names one"
    broken = {words: end for words, end in told["ended"].items() if end[0] != 0}
    assert broken == {}
    assert set(ASKED) <= told["ended"].keys()
    assert (tmp_path / "public" / "index.html").is_file()
    assert (tmp_path / "old.db").is_file()
