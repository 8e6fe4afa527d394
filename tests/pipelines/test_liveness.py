"""Which run is alive: its lock, its mark as failed, and the signs of life that others watch."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import dagster as dg
import pytest

from cli.shell import show
from outputs.alerts.broken import broken
from outputs.alerts.rules import load
from pipelines import heartbeat, liveness
from pipelines.liveness import mark_dead_runs
from pipelines.resources import WarehouseResource
from warehouse import lock, store
from warehouse.lock import Holder
from warehouse.store import Warehouse

STARTED, FAILURE = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.FAILURE


@dg.job
def job() -> None:
    pass


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def run(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, **tags: str) -> str:
    return instance.create_run_for_job(job, status=status, tags=tags).run_id


def left_behind(home: Path, run_id: str) -> Path:
    """The lock of a process that is gone."""
    path = home / "alive" / f"{run_id}.lock"
    path.parent.mkdir(exist_ok=True)
    name = Holder(1, "gapwatch refresh", "2026-11-25 04:30:00 UTC")
    path.write_text(
        f'{{"pid": {name.pid}, "command": "{name.command}", "since": "{name.since}"}}', "utf-8"
    )
    return path


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run_id)
    assert found is not None
    return found.status


def test_a_run_whose_lock_was_left_behind_is_marked(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    """Process 1 is alive on every machine: the number in the file decides nothing."""
    dead = run(instance, STARTED)
    path = left_behind(tmp_path, dead)
    assert mark_dead_runs(instance, tmp_path) == [dead]
    assert status(instance, dead) is FAILURE
    assert not path.exists()
    assert mark_dead_runs(instance, tmp_path) == []


def test_a_live_and_an_unknown_run_are_left_alone(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    live, unknown = run(instance, STARTED), run(instance, STARTED)
    with liveness.alive(tmp_path, live):
        assert mark_dead_runs(instance, tmp_path) == []
    assert {status(instance, one) for one in (live, unknown)} == {STARTED}


def test_a_run_that_ended_by_itself_stays_as_it_ended(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    ended = run(instance, dg.DagsterRunStatus.SUCCESS)
    path = left_behind(tmp_path, ended)
    assert mark_dead_runs(instance, tmp_path) == []
    assert status(instance, ended) is dg.DagsterRunStatus.SUCCESS
    assert not path.exists()


def test_an_old_run_of_a_version_without_locks_is_marked(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = run(instance, STARTED, started_by="command_line")
    of_the_daemon = run(instance, STARTED, started_by="schedule")
    assert mark_dead_runs(instance, tmp_path) == [], "it may be running still"
    monkeypatch.setattr(liveness, "OLD", timedelta(seconds=-60))
    assert mark_dead_runs(instance, tmp_path) == [old]
    assert status(instance, of_the_daemon) is STARTED


def held(home: Path) -> list[str]:
    return [path.stem for path in (home / "dagster" / "alive").glob("*.lock")]


def begun(run_id: str, **tags: str) -> dg.InitResourceContext:
    run = SimpleNamespace(run_id=run_id, tags=tags)
    return cast(dg.InitResourceContext, cast(Any, SimpleNamespace(run=run)))


def test_a_run_that_was_launched_holds_its_lock_and_its_steps_alone_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GAPWATCH_EXECUTOR", raising=False)
    resource = WarehouseResource(home=str(tmp_path))
    launched = {".dagster/grpc_info": "{}"}
    resource.setup_for_execution(begun("a"))
    assert held(tmp_path) == [], "a command holds the lock of its run itself"
    resource.setup_for_execution(begun("b", **launched))
    resource.setup_for_execution(begun("b", **launched))
    assert held(tmp_path) == ["b"]
    monkeypatch.setenv("GAPWATCH_EXECUTOR", "multiprocess")
    resource.setup_for_execution(begun("c", **launched))
    assert held(tmp_path) == ["b"], "a step ends before its run does"


def test_a_command_says_what_loggers_of_waiting_and_dead_runs_tell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show.complain_of_waiting()
    for log in (liveness.log, lock.log, store.log):
        log.warning("said by %s", log.name)
        assert f"gapwatch: said by {log.name}" in capsys.readouterr().err


NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_both_parts_stand_side_by_side_and_no_part_file_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert heartbeat.read(home) is None
    heartbeat.beat(home, "refresh", NOW, started_by="daemon")
    heartbeat.beat(home, "daemon", NOW + timedelta(minutes=5))
    found = heartbeat.read(home)
    assert found == {
        "refresh": {"at": "2026-03-02T12:00:00.000000Z", "started_by": "daemon"},
        "daemon": {"at": "2026-03-02T12:05:00.000000Z"},
    }
    assert [path.name for path in home.iterdir()] == ["heartbeat.json"]
    (home / "heartbeat.json").write_text("{half")
    assert heartbeat.read(home) is None


@pytest.mark.parametrize(
    ("started_by", "refresh_hours", "daemon_hours", "late"),
    [
        ("command_line", 25.9, 900, []),  # no daemon starts the runs: nobody waits for it
        ("command_line", 26.1, 0, ["refresh"]),
        ("daemon", 1, 0.4, []),
        ("daemon", 1, 0.6, ["daemon"]),
        ("daemon", 30, 30, ["daemon", "refresh"]),
    ],
)
def test_a_sign_of_life_that_is_late(
    tmp_path: Path, started_by: str, refresh_hours: float, daemon_hours: float, late: list[str]
) -> None:
    heartbeat.beat(tmp_path, "refresh", NOW - timedelta(hours=refresh_hours), started_by=started_by)
    heartbeat.beat(tmp_path, "daemon", NOW - timedelta(hours=daemon_hours))
    with Warehouse.open(tmp_path) as warehouse:
        found = broken(warehouse, NOW, [], load(), heartbeat=heartbeat.read(tmp_path))
    assert [one.subject for one in found if one.kind == "heartbeat_late"] == late


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404 if "gone" in self.path else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", paths
        server.shutdown()
        thread.join()


def test_the_ping_says_how_the_run_ended_and_hides_the_address(
    asked: tuple[str, list[str]],
) -> None:
    base, paths = asked
    environ = {heartbeat.PING: f"{base}/secret-uuid"}
    assert heartbeat.ping(True, environ) == "ok"
    assert heartbeat.ping(False, environ) == "ok"
    assert paths == ["/secret-uuid", "/secret-uuid/fail"]
    assert heartbeat.ping(True, {heartbeat.PING: f"{base}/gone"}) == "failed: status 404"
    assert (
        heartbeat.ping(True, {heartbeat.PING: "http://127.0.0.1:1/x"}) == "failed: ConnectionError"
    )
    assert heartbeat.ping(True, {}) is None
