"""What the daemon's sensors bring to people: failed runs, failed checks, failed ticks."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
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

from outputs.alerts.broken import Broken
from outputs.alerts.rules import load
from pipelines import heartbeat
from pipelines.alerting.examine import examine
from pipelines.alerting.runs import EndedRun, report_run
from pipelines.assembly import build_defs
from pipelines.assets.alerts import DELIVERY, nothing_broken
from pipelines.resources import WarehouseResource
from pipelines.sensors import alert_failed_run, alert_recovered_run, watch_operations
from pipelines.settings import Settings
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


@dg.job
def refresh_by_hand() -> None:
    breaks()


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
    assert "failure" in (heartbeat.read(home) or {})
    good = refresh_again.execute_in_process(instance=instance)
    (event,) = [one for one in good.all_events if one.event_type_value == "PIPELINE_SUCCESS"]
    context = dg.build_run_status_sensor_context(
        "tell_recovered_run", event, instance, good.dagster_run
    )
    alert_recovered_run(context, warehouse=resource)
    assert [status for _, status in alerts(home)] == ["resolved"]


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

    defs = dg.Definitions(assets=[a])
    resource = WarehouseResource(home=str(home))

    def watch() -> None:
        assert dg.materialize([a], instance=instance).success, "the run is green"
        context = dg.build_sensor_context(
            instance=instance, repository_def=defs.get_repository_def()
        )
        assert isinstance(watch_operations(context, warehouse=resource), dg.SkipReason)

    watch()
    watch()
    assert alerts(home) == [("Check a: own failed: own is wrong", "open")]
    passes[0] = True
    watch()
    assert [status for _, status in alerts(home)] == ["resolved"]
    assert "daemon" in (heartbeat.read(home) or {})


def test_a_failed_tick_is_told(home: Path, instance: dg.DagsterInstance) -> None:
    repository = dg.Definitions().get_repository_def()
    state = InstigatorState(
        _origin("some_sensor"),
        dg._core.definitions.run_request.InstigatorType.SENSOR,
        InstigatorStatus.RUNNING,
        SensorInstigatorData(),
    )
    instance.add_instigator_state(state)
    resource = WarehouseResource(home=str(home))

    def tick(status: TickStatus, error: SerializableErrorInfo | None = None) -> None:
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
        context = dg.build_sensor_context(instance=instance, repository_def=repository)
        watch_operations(context, warehouse=resource)

    tick(TickStatus.FAILURE, SerializableErrorInfo("no such\nfile", [], None))
    assert alerts(home) == [("sensor some_sensor failed at its last tick: no such file", "open")]
    tick(TickStatus.SKIPPED)
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


def test_the_standing_list_is_a_check() -> None:
    rule = load()["source_stale"]
    one = Broken("source_stale", "x", "warning", "x is old", None, None, rule.look, "c", True, {})
    result = nothing_broken([one])
    assert (result.passed, result.description) == (False, "1 things are broken now")
    assert nothing_broken([]).passed


@pytest.mark.parametrize(("job", "parts"), [("refresh", ["refresh"]), ("measure_again", [])])
def test_only_a_refresh_is_a_sign_of_life(
    home: Path,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    job: str,
    parts: list[str],
) -> None:
    resolved = build_defs({"warehouse": WarehouseResource(home=str(home))}).resolve_job_def(job)
    result = resolved.execute_in_process(instance=instance, asset_selection=[DELIVERY])
    assert result.success
    assert list(heartbeat.read(home) or {}) == parts
    asked: list[bool] = []
    monkeypatch.setattr(heartbeat, "ping", asked.append)
    settings = Settings.from_environment({**os.environ, "GAPWATCH_HOME": str(home)})
    report_run(settings, NOW, EndedRun(job, "some run"))
    report_run(settings, NOW, EndedRun(job, "some run", [("step", "cause")]))
    assert asked == [*(True for _ in parts), False], "a failure is told whichever job it was"
