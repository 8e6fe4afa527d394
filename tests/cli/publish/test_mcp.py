"""`gapwatch mcp` without its extra."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from cli.main import app
from warehouse.store import Warehouse


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


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_today_is_the_day_of_the_views(
    zone: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In one of the two it is another day by the clock on the wall."""
    server, days = pytest.importorskip("outputs.assistant.server"), []
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setattr(server, "server", lambda inquire: Mock(run=lambda: days.append(inquire())))
    Warehouse.open(tmp_path).close()
    time.tzset()
    try:
        assert CliRunner().invoke(app, ["mcp"]).exit_code == 0
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    days[0].warehouse.close()
    assert days[0].today == datetime.now(UTC).date()
