"""`gapwatch mcp` without its extra."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    monkeypatch.delitem(sys.modules, "outputs.assistant.server", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    found = CliRunner().invoke(app, ["mcp"])
    assert found.exit_code == 2
    assert "gapwatch[mcp]" in found.output
