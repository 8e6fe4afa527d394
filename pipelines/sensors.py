"""What is watched between and around the runs.

What belongs here: sensors. Dagster tells of a failed run only in its UI, and of a failed check,
tick or daemon nowhere else; these sensors bring them to the same ledger and channels as every
alert. They request no runs. A dead daemon cannot tell of itself: for that there is the heartbeat.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster as dg

from pipelines import heartbeat
from pipelines.assets import checks
from pipelines.assets.alerts import NOTHING_BROKEN
from pipelines.resources import WarehouseResource
from pipelines.schedules import measure_again, refresh
from pipelines.settings import Settings
from warehouse.store import Warehouse

TOLD_OTHERWISE = {*checks.ABOUT_CHECKS, NOTHING_BROKEN}
"""Checks whose failures the ledger knows: they have alerts of their own, with cause and command."""
EVERY_SECONDS = 300
ENDED = ("SUCCESS", "SKIPPED", "FAILURE")
TICKS = 5
"""Newest ticks that are read to find the last one that ended: this sensor's own still runs."""
Seen = tuple[str, str, str]
"""subject, run id, cause"""


@dg.run_failure_sensor(
    name="tell_failed_run",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Brings every failed run to the alerts, with the cause of its first faults.",
)
def alert_failed_run(context: dg.RunFailureSensorContext, warehouse: WarehouseResource) -> None:
    """One alert per step that broke off, or one for the run when no step did."""
    from pipelines.alerting.runs import report_run  # noqa: PLC0415 - not needed to load

    run = context.dagster_run
    found = [(str(event.step_key), _cause(event)) for event in context.get_step_failure_events()]
    faults = found or [("run", context.failure_event.message or "the process died")]
    report_run(warehouse.settings(), datetime.now(UTC), run.job_name, run.run_id, faults)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    name="tell_recovered_run",
    monitored_jobs=[refresh, measure_again],
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Resolves the alerts of failed runs once the job succeeds again.",
)
def alert_recovered_run(context: dg.RunStatusSensorContext, warehouse: WarehouseResource) -> None:
    """What failed before is over."""
    from pipelines.alerting.runs import report_run  # noqa: PLC0415 - not needed to load

    run = context.dagster_run
    report_run(warehouse.settings(), datetime.now(UTC), run.job_name, run.run_id)


@dg.sensor(
    name="watch_operations",
    minimum_interval_seconds=EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks every five minutes what is broken, failed checks and failed ticks included, "
    "sends what waits, and gives the daemon's sign of life.",
)
def watch_operations(
    context: dg.SensorEvaluationContext, warehouse: WarehouseResource
) -> dg.SkipReason:
    """Never requests a run. A part that fails stops no other, and fails the tick at its end."""
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
    seen: dict[str, list[Seen]] = {}
    for kind, read in (("check_failed", _failed_checks), ("tick_failed", _failed_ticks)):
        with guarded(kind):
            seen[kind] = list(read(context))
    done = []
    with guarded("warehouse"), warehouse.open() as opened:
        with guarded("alerts"):
            done.append(_examine(opened, settings, now, seen))
        with guarded("messages"):
            done.append(_deliver(opened))
    if faults:
        raise RuntimeError("; ".join(faults))
    return dg.SkipReason(", ".join(done))


def _examine(
    warehouse: Warehouse, settings: Settings, now: datetime, seen: Mapping[str, Sequence[Seen]]
) -> str:
    """Bring what began and ended to the ledger; `seen`, by kind, is what Dagster says is broken."""
    from outputs.alerts.broken import condition  # noqa: PLC0415
    from outputs.alerts.rules import load  # noqa: PLC0415 - not needed to load
    from pipelines.alerting.examine import examine_conditions  # noqa: PLC0415

    rules = load(settings.alert_rules)
    reported = [
        condition(rules, kind, subject, {"run_id": run_id}, cause=cause)
        for kind, found in seen.items()
        for subject, run_id, cause in found
    ]
    found = examine_conditions(warehouse, settings, now, reported, tuple(seen))
    return f"{len(found.alerts)} alerts opened"


def _deliver(warehouse: Warehouse) -> str:
    from outputs.alerts.deliver import deliver  # noqa: PLC0415 - not needed to load

    attempts = deliver(warehouse)
    return f"{sum(one.cause is None for one in attempts)} of {len(attempts)} sent"


def _failed_checks(context: dg.SensorEvaluationContext) -> Iterator[Seen]:
    """Checks without an alert of their own that failed when they last ran to their end."""
    graph = context.repository_def.asset_graph if context.repository_def else None
    wanted = (
        [key for key in graph.asset_check_keys if key.name not in TOLD_OTHERWISE] if graph else []
    )
    storage = context.instance.event_log_storage
    for key, summary in storage.get_asset_check_summary_records(wanted).items():
        # Of a run under way, or one that was killed, a check is only planned: it says nothing.
        record = summary.last_completed_check_execution_record
        evaluation = record.evaluation if record else None
        if record and evaluation and not evaluation.passed:
            subject = f"{key.asset_key.to_user_string()}: {key.name}"
            yield subject, record.run_id, evaluation.description or "no description"


def _failed_ticks(context: dg.SensorEvaluationContext) -> Iterator[Seen]:
    """Schedules and sensors whose last tick failed; those that a person stopped are left out."""
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
            subject = f"{state.instigator_type.value.lower()} {state.instigator_name}"
            yield subject, "", cause


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    if error is None:
        return event.message or "failed"
    return (error.cause or error).message.strip()


SENSORS = (alert_failed_run, alert_recovered_run, watch_operations)
