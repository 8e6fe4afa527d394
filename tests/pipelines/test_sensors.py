"""What the daemon's sensors bring to people: failed runs, failed checks, failed ticks."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._utils.error import SerializableErrorInfo

from pipelines import heartbeat
from pipelines.alerting.examine import examine
from pipelines.alerting.runs import report_run
from pipelines.assets.alerts import EVENTS
from pipelines.definitions import build_defs
from pipelines.resources import WarehouseResource
from pipelines.sensors import alert_failed_run, alert_recovered_run, watch_operations
from pipelines.settings import PROJECT, Settings
from tests.sources.http.server import running, says
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


def alerts(home: Path) -> list[tuple[Any, ...]]:
    return rows(home, "SELECT title, status FROM _alert_now WHERE rule <> 'digest' ORDER BY id")


@dg.op
def breaks() -> None:
    raise ValueError("disk is full")


@dg.job(name="refresh")
def refresh_again() -> None:
    """Succeeds."""


@dg.job(name="refresh")
def refresh_broken() -> None:
    breaks()


def failed(instance: dg.DagsterInstance, job: dg.JobDefinition) -> dg.RunFailureSensorContext:
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    (event,) = [one for one in result.all_events if one.event_type_value == "PIPELINE_FAILURE"]
    return dg.build_run_status_sensor_context(
        "tell_failed_run", event, instance, result.dagster_run
    ).for_run_failure()


def test_a_failed_run_is_told_once_and_taken_back(home: Path, instance: dg.DagsterInstance) -> None:
    resource = WarehouseResource(home=str(home))
    for _ in range(2):
        alert_failed_run(failed(instance, refresh_broken), warehouse=resource)
    assert alerts(home) == [("The run refresh: breaks failed: ValueError: disk is full", "open")]
    good = refresh_again.execute_in_process(instance=instance)
    (event,) = [one for one in good.all_events if one.event_type_value == "PIPELINE_SUCCESS"]
    context = dg.build_run_status_sensor_context(
        "tell_recovered_run", event, instance, good.dagster_run
    )
    alert_recovered_run(context, warehouse=resource)
    assert [status for _, status in alerts(home)] == ["resolved"]


def tick(home: Path, instance: dg.DagsterInstance, *assets: dg.AssetsDefinition) -> None:
    """What the daemon has a code location with these assets do every five minutes."""
    repository = dg.Definitions(assets=assets).get_repository_def()
    context = dg.build_sensor_context(instance=instance, repository_def=repository)
    found = watch_operations(context, warehouse=WarehouseResource(home=str(home)))
    assert isinstance(found, dg.SkipReason)


def test_a_failed_check_without_an_alert_of_its_own_is_told(
    home: Path, instance: dg.DagsterInstance
) -> None:
    passes = [False]

    @dg.asset(check_specs=[dg.AssetCheckSpec(name, asset="a") for name in ("own", "reached")])
    def a() -> Iterator[Any]:
        yield dg.MaterializeResult()
        for name in ("own", "reached"):
            yield dg.AssetCheckResult(
                passed=passes[0], check_name=name, description=f"{name} is wrong"
            )

    def watch() -> None:
        assert dg.materialize([a], instance=instance).success, "the run is green"
        tick(home, instance, a)

    watch()
    watch()
    assert alerts(home) == [("Check a: own failed: own is wrong", "open")]
    passes[0] = True
    watch()
    assert [status for _, status in alerts(home)] == ["resolved"]
    assert "daemon" in (heartbeat.read(home) or {})


NEVER_ENDS = """
import os, signal
import dagster as dg
from tests.pipelines.test_sensors import checked

def dies(context):
    os.kill(os.getpid(), signal.SIGKILL)

with dg.DagsterInstance.get() as instance:
    dg.materialize([checked(dies)], instance=instance)
"""


def checked(during: Callable[[dg.AssetExecutionContext], object]) -> dg.AssetsDefinition:
    """An asset that does this, and whose check fails then."""

    @dg.asset(name="a", check_specs=[dg.AssetCheckSpec("own", asset="a")])
    def made(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        during(context)
        check = dg.AssetCheckResult(passed=False, check_name="own", description="own is wrong")
        return dg.MaterializeResult(check_results=[check])

    return made


def test_a_check_that_is_only_planned_says_nothing(
    home: Path, instance: dg.DagsterInstance
) -> None:
    """Of a first run under way, of the next one, and of one that was killed."""
    told = []

    def watch(_context: dg.AssetExecutionContext) -> None:
        tick(home, instance, a)
        told.append([title for title, status in alerts(home) if status == "open"])

    a = checked(watch)
    assert dg.materialize([a], instance=instance).success
    assert dg.materialize([a], instance=instance).success
    environ = {**os.environ, "DAGSTER_HOME": instance.root_directory}
    line = [sys.executable, "-c", NEVER_ENDS]
    killed = subprocess.run(line, env=environ, cwd=PROJECT, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    tick(home, instance, a)
    assert told == [[], ["Check a: own failed: own is wrong"]], "the verdict of the run before"
    assert [status for _, status in alerts(home)] == ["open"], "and no alert of a failed tick"
    assert instance.get_runs()[0].status is dg.DagsterRunStatus.STARTED, "until Dagster ends it"


def test_a_part_of_a_tick_that_fails_stops_no_other(
    home: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = checked(lambda _: None)
    assert dg.materialize([a], instance=instance).success
    tick(home, instance, a)
    monkeypatch.setenv("GAPWATCH_ALERT_URLS", "json://127.0.0.1:1/")
    with monkeypatch.context() as broken:
        storage = type(instance.event_log_storage)
        broken.setattr(storage, "get_asset_check_summary_records", None)
        broken.setattr(heartbeat, "beat", None)
        with pytest.raises(RuntimeError, match=r"^sign of life: TypeError: .*; check_failed: Type"):
            tick(home, instance, a)
    assert [status for _, status in alerts(home)] == ["open"], "what was not read is not over"
    assert ("failed",) in rows(home, "SELECT outcome FROM _delivery"), "it was tried"


def test_a_failed_tick_is_told(home: Path, instance: dg.DagsterInstance) -> None:
    state = InstigatorState(
        _origin("some_sensor"),
        dg._core.definitions.run_request.InstigatorType.SENSOR,
        InstigatorStatus.RUNNING,
        SensorInstigatorData(),
    )
    instance.add_instigator_state(state)

    def ended(status: TickStatus, error: SerializableErrorInfo | None = None) -> None:
        data = TickData(
            instigator_origin_id=state.instigator_origin_id,
            instigator_name="some_sensor",
            instigator_type=state.instigator_type,
            status=status,
            timestamp=datetime.now(UTC).timestamp(),
            error=error,
            selector_id=state.selector_id,
        )
        instance.create_tick(data)
        tick(home, instance)

    ended(TickStatus.FAILURE, SerializableErrorInfo("no such\nfile", [], None))
    assert alerts(home) == [("sensor some_sensor failed at its last tick: no such file", "open")]
    ended(TickStatus.SKIPPED)
    assert [status for _, status in alerts(home)] == ["resolved"]


def _origin(name: str) -> Any:
    from dagster._core.remote_origin import (  # noqa: PLC0415
        InProcessCodeLocationOrigin,
        RemoteInstigatorOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.types.loadable_target_origin import LoadableTargetOrigin  # noqa: PLC0415

    place = InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="x"), location_name="x")
    return RemoteInstigatorOrigin(RemoteRepositoryOrigin(place, "r"), name)


@pytest.mark.parametrize(("job", "parts"), [("refresh", ["refresh"]), ("measure_again", [])])
def test_only_a_refresh_is_a_sign_of_life(
    home: Path,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    job: str,
    parts: list[str],
) -> None:
    resolved = build_defs({"warehouse": WarehouseResource(home=str(home))}).resolve_job_def(job)
    long_ago = refresh_again.execute_in_process(instance=instance).run_id
    file = Path(instance.root_directory, "history", "runs.db")
    with closing(sqlite3.connect(file)) as runs, runs:
        runs.execute("UPDATE runs SET create_timestamp = datetime('now', '-31 days')")
    result = resolved.execute_in_process(instance=instance, asset_selection=[EVENTS])
    assert result.success
    assert list(heartbeat.read(home) or {}) == parts
    assert instance.has_run(long_ago) is (not parts), "the daily job forgets old runs"
    asked: list[bool] = []
    monkeypatch.setattr(heartbeat, "ping", asked.append)
    settings = Settings.from_environment({**os.environ, "GAPWATCH_HOME": str(home)})
    report_run(settings, NOW, job, "some run")
    report_run(settings, NOW, job, "some run", [("step", "cause")])
    assert asked == [*(True for _ in parts), False], "a failure is told whichever job it was"


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


def test_the_ping_says_how_the_run_ended_and_hides_the_address() -> None:
    with running() as place:
        for path, status in (("/secret", 200), ("/secret/fail", 200), ("/gone", 404)):
            place.on(path, says(status))
        environ = {heartbeat.PING: f"{place.base}/secret"}
        assert [heartbeat.ping(good, environ) for good in (True, False)] == ["ok", "ok"]
        assert place.paths() == ["/secret", "/secret/fail"]
        gone = {heartbeat.PING: f"{place.base}/gone"}
        assert heartbeat.ping(True, gone) == "failed: status 404"
    assert heartbeat.ping(True, environ) == "failed: ConnectionError"
    assert heartbeat.ping(True, {}) is None
