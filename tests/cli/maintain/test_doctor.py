"""What `gapwatch doctor` finds beside the warehouse."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse


def test_records_of_times_to_come_lost_fetches_and_who_is_not_asked_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    monkeypatch.delenv("GAPWATCH_OPENROUTER_KEY", raising=False)
    with Warehouse.open(tmp_path) as warehouse:
        warehouse.archive.put(b"a fetch that was broken off")
        warehouse.keep(b"a page")
        warehouse._clock = lambda: datetime.now(UTC) + timedelta(days=400)
        seen = Seen("arena", "https://x.example/", datetime(2026, 1, 1, tzinfo=UTC), "1")
        warehouse.note(seen, "unreachable", "no network")
    told = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    no_key = "no key (GAPWATCH_OPENROUTER_KEY is not set)"
    assert (told["orphans"], told["not_asked"]) == (1, {"openrouter_rankings": no_key})
    (fault,) = told["faults"]
    assert "nothing can be recorded until then" in fault
