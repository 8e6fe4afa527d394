"""What is watched between and around the runs: a sensor, which requests none.

Dagster tells of a failed run only in its UI; this brings it to the same ledger and channels as
every alert. A dead daemon cannot tell of itself: for that there is the heartbeat.
"""

from datetime import UTC, datetime
from itertools import pairwise

import dagster as dg

from pipelines import heartbeat
from pipelines.resources import WarehouseResource
from warehouse.clock import stamp
from warehouse.reads.alerts import OPEN_FOR, runs_reported
from warehouse.store import DATABASE


@dg.sensor(
    name="watch_operations",
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Checks every five minutes what is broken, failed runs and a late refresh "
    "included, sends what waits, and gives the daemon's sign of life.",
)
def watch_operations(
    context: dg.SensorEvaluationContext, warehouse: WarehouseResource
) -> dg.SkipReason:
    """Never requests a run; what waits is sent even when the looking fails.

    Failed runs are looked for, since a sensor of Dagster that is told of one is told once: what
    broke the run, such as a full disk, would keep it from being recorded. The watcher elsewhere
    hears of one first, and only while no later refresh gave its sign.
    """
    from outputs.alerts.deliver import deliver  # noqa: PLC0415 - none is needed to load
    from outputs.alerts.rules import load  # noqa: PLC0415
    from pipelines.alerting.examine import examine_conditions, report_run  # noqa: PLC0415

    settings, now, instance = warehouse.settings(), datetime.now(UTC), context.instance
    heartbeat.beat(settings.home, "daemon", now)
    records = instance.get_run_records(
        dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE], updated_after=now - OPEN_FOR)
    )
    good = (heartbeat.read(settings.home) or {}).get(heartbeat.REFRESH, {}).get("at", "")
    refreshes = (
        it.dagster_run.run_id
        for it in records
        if it.dagster_run.job_name == heartbeat.REFRESH and stamp(it.update_timestamp) > good
    )
    newest = next(refreshes, None)
    if newest and newest != context.cursor:
        heartbeat.ping(False)
        context.update_cursor(newest)
    if not (settings.home / DATABASE).exists():  # what is lost is not begun anew by whoever looks
        return dg.SkipReason("there is no warehouse: run the job refresh, or restore a backup")
    with warehouse.open() as opened:
        try:
            examine_conditions(opened, settings, now)
            reported = runs_reported(opened.connection)
            new = (it.dagster_run for it in records if it.dagster_run.run_id not in reported)
            for run in new:
                report_run(settings, now, run.job_name, run.run_id, _faults(instance, run.run_id))
        finally:
            attempts = deliver(opened, load(settings.alert_rules))
    return dg.SkipReason(f"{sum(it.cause is None for it in attempts)} of {len(attempts)} sent")


def _faults(instance: dg.DagsterInstance, run: str) -> list[tuple[str, str]]:
    """Every step that broke off, with its cause; or the run, when no step did. Of a process that
    was killed Dagster's engine says how, just before it marks the run."""
    events = [one for entry in instance.all_logs(run) if (one := entry.dagster_event)]
    steps = [(str(one.step_key), _cause(one)) for one in events if one.is_step_failure]
    ends = [
        before.message if before.is_engine_event else end.message
        for before, end in pairwise(events)
        if end.is_run_failure
    ]
    return steps or [("run", next(filter(None, ends), "the process died"))]


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    return (error.cause or error).message.strip() if error else event.message or "failed"
