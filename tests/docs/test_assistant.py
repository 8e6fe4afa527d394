"""The page on assistants says what `gapwatch mcp` does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from outputs.assistant.server import Tools, server

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "ask-from-an-assistant.md"
TEXT = PAGE.read_text("utf-8")


def fenced(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def test_each_tool_is_listed_with_its_arguments() -> None:
    lines = re.findall(r"^\| `(\w+)` \| .*? \| (.*) \|$", TEXT, re.MULTILINE)
    listed = {name: re.findall(r"`(\w+)`", arguments) for name, arguments in lines}
    tools = {
        tool.name: list(tool.parameters["properties"])
        for tool in server(Tools(*[None] * 4))._tool_manager.list_tools()  # type: ignore[list-item]
    }
    assert listed == tools


def test_the_configuration_starts_the_command() -> None:
    block = json.loads(fenced("json"))
    assert block["mcpServers"]["gapwatch"]["args"] == ["mcp"]


def test_the_program_on_the_page_gets_an_answer(shipped_home: Path, tmp_path: Path) -> None:
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [sys.executable, "-c", fenced("python")],
        env={**os.environ, "PATH": paths, "GAPWATCH_HOME": str(shipped_home)},
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "closed ahead by 9.9 index points" in done.stdout
