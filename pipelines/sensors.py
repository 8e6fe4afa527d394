"""What is watched between and around the runs: sensors, which request none.

Dagster tells of a failed run only in its UI; these bring it to the same ledger and channels as
every alert. A dead daemon cannot tell of itself: for that there is the heartbeat.
"""

from datetime import UTC, datetime

import dagster as dg

from pipelines import heartbeat
from pipelines.resources import WarehouseResource


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
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Checks every five minutes what is broken, a late refresh included, sends what "
    "waits, and gives the daemon's sign of life.",
)
def watch_operations(warehouse: WarehouseResource) -> dg.SkipReason:
    """Never requests a run; what waits is sent even when the looking fails."""
    from outputs.alerts.deliver import deliver  # noqa: PLC0415 - none is needed to load
    from outputs.alerts.rules import load  # noqa: PLC0415
    from pipelines.alerting.examine import examine_conditions  # noqa: PLC0415

    settings, now = warehouse.settings(), datetime.now(UTC)
    heartbeat.beat(settings.home, "daemon", now)
    with warehouse.open() as opened:
        try:
            examine_conditions(opened, settings, now)
        finally:
            attempts = deliver(opened, load(settings.alert_rules))
    return dg.SkipReason(f"{sum(it.cause is None for it in attempts)} of {len(attempts)} sent")


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    if error is None:
        return event.message or "failed"
    return (error.cause or error).message.strip()
