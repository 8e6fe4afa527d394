"""The workflow of docs/how-to/publish-from-ci.md can be read, and its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from typer.main import get_command

from cli.main import app

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "how-to" / "publish-from-ci.md"


def steps() -> list[dict[str, str]]:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    found: list[dict[str, str]] = yaml.safe_load(text)["jobs"]["refresh"]["steps"]
    return found


def test_its_commands_are_ours() -> None:
    ran = " ".join(step.get("run", "") for step in steps())
    commands = re.findall(r"bin/gapwatch (\w+)((?: --[\w-]+)*)", ran)
    known = get_command(app).commands  # type: ignore[attr-defined]
    for name, options in commands:
        taken = {option for one in known[name].params for option in one.opts}
        assert set(options.split()) <= taken, name
    assert [name for name, _ in commands] == ["refresh", "doctor"]
    assert "make .venv/.ready" in ran
    assert "$(READY):" in (PROJECT / "Makefile").read_text("utf-8")


def test_a_home_that_could_not_be_brought_back_is_never_replaced() -> None:
    named = {step.get("name"): place for place, step in enumerate(steps())}
    back = steps()[named["Bring the home back"]]
    assert back["if"] == "${{ !inputs.first_run }}"
    assert "||" not in back["run"]
    assert named["Bring the home back"] < named["Refresh"] < named["Put the home away"]
