import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from pipelines import heartbeat, instance
from pipelines.ingest import politeness
from pipelines.settings import Settings
from tests.sources.server import HOOK, running, says
from warehouse.alerts import NewEvent, record
from warehouse.store import Warehouse

runner = CliRunner()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAPWATCH_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("GAPWATCH_ALERT_URLS", "GAPWATCH_ALERT_RULES"):
        monkeypatch.delenv(name, raising=False)
    with Warehouse.open(tmp_path) as warehouse:
        event = NewEvent("parity", "eci|x", "2026-11-24", "parity|eci", "ECI: level [b]now[/b]")
        record(warehouse.connection, [event], datetime.now(UTC))
    return tmp_path


def call(*words: str) -> Result:
    return runner.invoke(app, ["alerts", *words])


def test_the_lists_show_what_stands_that_nothing_is_sent_and_quiet_events() -> None:
    output = call("list").output
    assert "Alerts: 1" in output
    assert "ECI: level [b]now[/b]" in output, "names from pages are no markup"
    assert "no channel is set (GAPWATCH_ALERT_URLS)" in output
    (alert,) = json.loads(call("list", "--json").output)["alerts"]
    assert (alert["severity"], alert["holds"], alert["delivered"]) == ("warning", None, 0)
    assert "Command: gapwatch why" in alert["body"]
    (row,) = json.loads(call("list", "--events", "--json").output)
    assert (row["kind"], row["on_date"], row["is_quiet"]) == ("parity", "2026-11-24", 0)
    assert "24 Nov 2026  parity" in call("list", "--events").output


def test_delivery_fails_loudly_and_then_arrives(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("deliver").exit_code == 2
    with running() as place:
        monkeypatch.setenv("GAPWATCH_ALERT_URLS", place.hook)
        place.on(HOOK, says(500))
        failed = call("deliver")
        assert failed.exit_code == 5
        assert "T0PSECRET" not in failed.output
        del place.scenes[HOOK]
        assert "0 tried, 1 wait" in call("deliver").output
        done = json.loads(call("deliver", "--now", "--json").output)
        assert (done["waiting"], done["attempts"][0]["cause"]) == (0, None)
        assert '"ECI: level [b]now[/b]"' in place.sent[0]
        assert call("test").exit_code == 0
        place.on(HOOK, says(500))
        assert call("test").exit_code == 5
        (home / "warehouse.db").unlink()
        assert "no warehouse at" in str(call("deliver").exception), "it begins none"


def test_doctor_leaves_with_4_when_none_hears(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def doctor() -> tuple[int, str]:
        found = runner.invoke(app, ["doctor", "--exit-code"])
        return found.exit_code, " ".join(found.output.split())

    instance.prepare(Settings.from_environment())
    assert doctor()[0] == 0, "a load of history tells Dagster, and is no refresh"
    with politeness.turn(home, "board.invalid"):
        code, said = doctor()
    assert (code, "none of all sources has ever ended" in said) == (4, True)
    for ago, told in ((timedelta(hours=27), "27 hours ago (limit 26 hours)"), (timedelta(0), None)):
        heartbeat.beat(home, "refresh", datetime.now(UTC) - ago, started_by="command_line")
        code, said = doctor()
        assert (code, (told or "") in said) == (4 if told else 0, True)
    monkeypatch.setenv("GAPWATCH_ALERT_URLS", "json://127.0.0.1:1/")
    assert [call("deliver", "--now").exit_code for _ in range(3)] == [5] * 3
    code, said = doctor()
    assert (code, "1 messages wait for json-" in said) == (4, True)
