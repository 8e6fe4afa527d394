"""What the daemon's sensors bring to people: failed runs, what is broken, signs of life."""

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any
from unittest.mock import Mock

import dagster as dg
import pytest

from pipelines import heartbeat
from pipelines.alerting import examine as examining
from pipelines.alerting.examine import examine
from pipelines.assets.alerts import EVENTS
from pipelines.definitions import build_defs
from pipelines.resources import WarehouseResource
from pipelines.sensors import watch_operations
from pipelines.settings import Settings
from tests.sources.server import running, says
from warehouse.clock import stamp
from warehouse.history.vintages import Seen
from warehouse.store import Warehouse

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GAPWATCH_ALERT_URLS", "GAPWATCH_PING_URL", "GAPWATCH_ALERT_RULES"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings.from_environment({**os.environ, "GAPWATCH_HOME": str(tmp_path)})
    with Warehouse.open(tmp_path) as warehouse:
        examine(warehouse, settings, NOW)
    return tmp_path


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as found:
        yield found


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with Warehouse.read(home) as warehouse:
        return warehouse.connection.execute(sql).fetchall()


def alerts(home: Path) -> list[str]:
    found = rows(home, "SELECT title FROM _alert_log WHERE kind <> 'digest' ORDER BY id")
    return [title for (title,) in found]


@dg.op
def breaks() -> None:
    raise ValueError("disk is full")


@dg.job(name="refresh")
def refresh_again() -> None:
    """Succeeds."""


@dg.job(name="refresh")
def refresh_broken() -> None:
    breaks()


def test_a_failed_run_is_told_once_and_not_before_it_can_be(
    home: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watcher hears of it at once, even where the warehouse cannot be opened."""
    asked: list[bool] = []
    monkeypatch.setattr(heartbeat, "ping", asked.append)
    run = refresh_broken.execute_in_process(instance=instance, raise_on_error=False).run_id
    first, told = (dg.build_sensor_context(instance, cursor=one) for one in (None, run))
    resource, file = WarehouseResource(home=str(home)), home / "warehouse.db"
    with monkeypatch.context() as patch:
        patch.setattr(examining, "record", Mock(side_effect=OSError("no room")))
        with pytest.raises(OSError, match="no room"):
            watch_operations(first, warehouse=resource)
    moved = file.rename(home / "moved.db")
    found = watch_operations(first, warehouse=resource)
    assert "no warehouse" in str(found.skip_message)
    assert not file.exists(), "one that was lost would be another one when somebody looks"
    moved.rename(file)
    for _ in range(2):
        watch_operations(told, warehouse=resource)
    assert alerts(home) == ["The run refresh: breaks failed: ValueError: disk is full"]
    heartbeat.beat(home, "refresh", datetime.now(UTC))
    watch_operations(first, warehouse=resource)
    killed = instance.create_run_for_job(refresh_broken)
    instance.report_engine_event("killed by signal 9", killed)
    instance.report_run_failed(killed)
    watch_operations(told, warehouse=resource)
    assert alerts(home)[1:] == ["The run refresh: run failed: killed by signal 9"]
    assert asked == [False] * 3, "not once Dagster kept its mark, nor after a good refresh"


def test_the_daemon_gives_its_sign_tells_of_a_late_refresh_and_sends_whatever_fails(
    home: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource, context = WarehouseResource(home=str(home)), dg.build_sensor_context(instance)
    found = watch_operations(context, warehouse=resource)
    assert isinstance(found, dg.SkipReason)
    assert list(heartbeat.read(home) or {}) == ["daemon"]
    assert alerts(home) == [], "a refresh may not have been due yet"
    heartbeat.beat(home, "refresh", datetime.now(UTC) - timedelta(hours=27), started_by="daemon")
    watch_operations(context, warehouse=resource)
    (late,) = alerts(home)
    assert late.endswith(", 27 hours ago (limit 26 hours)")
    monkeypatch.setenv("GAPWATCH_ALERT_URLS", "json://127.0.0.1:1/")
    monkeypatch.setattr(examining, "examine_conditions", None)
    with pytest.raises(TypeError):
        watch_operations(context, warehouse=resource)
    assert len(rows(home, "SELECT cause FROM _attempt")) == 1, "it was tried"


def test_only_a_refresh_is_a_sign_of_life_and_forgets_old_runs(
    home: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    defs = build_defs({"warehouse": WarehouseResource(home=str(home))})
    long_ago = refresh_again.execute_in_process(instance=instance).run_id
    file = Path(instance.root_directory, "history", "runs.db")
    with closing(sqlite3.connect(file)) as runs, runs:
        runs.execute("UPDATE runs SET create_timestamp = datetime('now', '-31 days')")
    asked: list[bool] = []
    monkeypatch.setattr(heartbeat, "ping", asked.append)
    some = {"resources": {"asking": {"config": {"only": ["arena"]}}}}
    for name, config, parts in (
        ("measure_again", {}, []), ("refresh", some, []), ("refresh", {}, ["refresh"]),
    ):  # fmt: skip
        job = defs.resolve_job_def(name)
        result = job.execute_in_process(
            instance=instance, asset_selection=[EVENTS], run_config=config
        )
        assert result.success
        assert list(heartbeat.read(home) or {}) == parts
        assert instance.has_run(long_ago) is (not parts)
    with Warehouse.open(home) as warehouse:
        warehouse.note(Seen("arena", "https://arena.example/", NOW, "1"), "unreachable", "no route")
    job.execute_in_process(instance=instance, asset_selection=[EVENTS])
    assert asked == [True, False], "of refreshes alone, and bad where most sources were silent"


def test_no_sign_is_lost_where_two_give_one_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, read = Barrier(2, timeout=0.5), heartbeat.read

    def together(home: Path) -> dict[str, Any] | None:
        found = read(home)
        with suppress(BrokenBarrierError):
            both.wait()
        return found

    monkeypatch.setattr(heartbeat, "read", together)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda part: heartbeat.beat(tmp_path, part, NOW), ("refresh", "daemon")))
    assert read(tmp_path) == {it: {"at": stamp(NOW)} for it in ("refresh", "daemon")}
    (tmp_path / "heartbeat.json").write_text("{half")
    assert read(tmp_path) is None


def test_the_ping_says_how_the_run_ended_and_hides_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running() as place:
        for path, status in (("/secret?up=1", 200), ("/secret/fail?up=1", 200), ("/gone", 404)):
            place.on(path, says(status))
        monkeypatch.setenv(heartbeat.PING, f"{place.base}/secret?up=1")
        assert [heartbeat.ping(good) for good in (True, False)] == ["ok", "ok"]
        assert place.paths() == ["/secret?up=1", "/secret/fail?up=1"]
        monkeypatch.setenv(heartbeat.PING, f"{place.base}/gone")
        assert heartbeat.ping(True) == "failed: status 404"
    assert heartbeat.ping(True) == "failed: ConnectionError"
    monkeypatch.delenv(heartbeat.PING)
    assert heartbeat.ping(True) is None
