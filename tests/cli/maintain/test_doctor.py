"""How `gapwatch doctor` tells of a source that is not well."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.maintain import doctor
from pipelines.settings import Settings
from warehouse.archive.inbox import Delivery, Inbox
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse


@pytest.mark.parametrize(
    ("source", "outcome", "hours", "troubled"),
    [
        ("aider", "refused", 1.0, True),
        ("arena", "recorded", 47.0, False),
        ("arena", "recorded", 49.0, True),
        ("aider", "recorded", 335.0, False),  # asked weekly
        ("aider", "recorded", 337.0, True),
        ("registry", "recorded", 5000.0, False),
        ("no_longer_a_source", "recorded", 5000.0, False),
    ],
)
def test_two_missed_days_or_a_refusal_are_trouble_of_a_scheduled_source(
    source: str, outcome: str, hours: float, troubled: bool
) -> None:
    look = {"source": source, "last_outcome": outcome, "age_hours": hours, "cause": None}
    assert doctor._troubled(look) is troubled


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
