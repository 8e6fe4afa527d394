"""What `gapwatch doctor` finds beside the warehouse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.maintain import doctor
from pipelines.settings import Settings
from warehouse.archive.inbox import Delivery, Inbox
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse


def test_an_unreadable_delivery_and_records_of_times_to_come_are_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    monkeypatch.delenv("GAPWATCH_OPENROUTER_KEY", raising=False)
    settings = Settings.from_environment()
    with Warehouse.open(tmp_path) as warehouse:
        inbox = Inbox(warehouse.archive.root)
        name = inbox.put(Delivery("arena", ()), datetime(2026, 1, 1, tzinfo=UTC))
        assert list(doctor._beside(warehouse, settings)) == []
        warehouse.archive.put(b"a fetch that was broken off")
        warehouse.keep(b"a page")
        told = doctor._report(warehouse, settings, "", [])
        assert told["orphans"] == 1
        no_key = "no key (GAPWATCH_OPENROUTER_KEY is not set)"
        assert told["not_asked"] == {"openrouter_rankings": no_key}
        Path(warehouse.archive.root, "inbox", name).write_bytes(b"{")
        (fault,) = doctor._beside(warehouse, settings)
        assert f"inbox/{name} is damaged" in fault
        warehouse._clock = lambda: datetime.now(UTC) + timedelta(days=400)
        seen = Seen("arena", "https://x.example/", datetime(2026, 1, 1, tzinfo=UTC), "1")
        warehouse.note(seen, "unreachable", "no network")
        (_, fault) = doctor._beside(warehouse, settings)
        assert "nothing can be recorded until then" in fault
