"""What is watched between and around the runs: sensors, which request none.

Dagster tells of a failed run or tick only in its UI; these bring them to the same ledger and
channels as every alert. A dead daemon cannot tell of itself: for that there is the heartbeat.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster as dg

from pipelines import heartbeat
from pipelines.resources import WarehouseResource

EVERY_SECONDS = 300
ENDED = ("SUCCESS", "SKIPPED", "FAILURE")
TICKS = 5
"""Newest ticks that are read to find the last one that ended: this sensor's own still runs."""


@dg.run_failure_sensor(
    name="tell_failed_run",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Brings every failed run to the alerts, with the cause of its first faults.",
)
def alert_failed_run(context: dg.RunFailureSensorContext, warehouse: WarehouseResource) -> None:
    """One alert per step that broke off, or one for the run when no step did."""
    from pipelines.alerting.examine import report_run  # noqa: PLC0415 - not needed to load

    run = context.dagster_run
    found = [(str(event.step_key), _cause(event)) for event in context.get_step_failure_events()]
    faults = found or [("run", context.failure_event.message or "the process died")]
    report_run(warehouse.settings(), datetime.now(UTC), run.job_name, run.run_id, faults)


@dg.sensor(
    name="watch_operations",
    minimum_interval_seconds=EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks every five minutes what is broken, failed ticks included, sends what waits, "
    "and gives the daemon's sign of life.",
)
def watch_operations(
    context: dg.SensorEvaluationContext, warehouse: WarehouseResource
) -> dg.SkipReason:
    """Never requests a run. A part that fails stops no other, and fails the tick at its end."""
    from outputs.alerts.deliver import deliver  # noqa: PLC0415 - none is needed to load
    from outputs.alerts.rules import load  # noqa: PLC0415
    from pipelines.alerting.examine import examine_conditions, report_failures  # noqa: PLC0415

    settings, now = warehouse.settings(), datetime.now(UTC)
    faults: list[str] = []

    @contextmanager
    def guarded(part: str) -> Iterator[None]:
        try:
            yield
        except Exception as fault:
            context.log.exception(f"{part} failed")
            faults.append(f"{part}: {type(fault).__name__}: {fault}")

    with guarded("sign of life"):
        heartbeat.beat(settings.home, "daemon", now)
    with guarded("warehouse"), warehouse.open() as opened:
        with guarded("ticks"):
            report_failures(opened, settings, "tick_failed", [*_failed_ticks(context)], now)
        with guarded("conditions"):
            examine_conditions(opened, settings, now)
        with guarded("messages"):
            attempts = deliver(opened, load(settings.alert_rules))
    if faults:
        raise RuntimeError("; ".join(faults))
    return dg.SkipReason(f"{sum(it.cause is None for it in attempts)} of {len(attempts)} sent")


def _failed_ticks(context: dg.SensorEvaluationContext) -> Iterator[tuple[str, str, str]]:
    """Schedules and sensors whose last tick failed, with what makes it the same failure: its day
    and cause. Those that a person stopped are left out."""
    for state in context.instance.all_instigator_state():
        if state.status.value == "STOPPED":
            continue
        ticks = context.instance.get_ticks(
            state.instigator_origin_id, state.selector_id, limit=TICKS
        )
        last = next((tick for tick in ticks if tick.status.value in ENDED), None)
        if last is not None and last.status.value == "FAILURE":
            error = last.error
            # What was raised; Dagster wraps it into an error of its own.
            cause = " ".join((error.cause or error).message.split()) if error else "no message"
            day = f"{datetime.fromtimestamp(last.timestamp, UTC):%Y-%m-%d}"
            subject = f"{state.instigator_type.value.lower()} {state.instigator_name}"
            yield subject, f"{day}|{cause[:100]}", cause


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    if error is None:
        return event.message or "failed"
    return (error.cause or error).message.strip()


SENSORS = (alert_failed_run, watch_operations)
