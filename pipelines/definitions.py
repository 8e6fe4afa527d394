"""The definitions that Dagster loads: jobs, their schedule, and the executor that the environment
names.

Importing this does no I/O. What executors need on the way (broker, cluster) is asked when a run
begins.
"""

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import dagster as dg

from pipelines.assets.alerts import events
from pipelines.assets.checks import source_health
from pipelines.assets.histories import HISTORY_JOBS
from pipelines.assets.intake import intake
from pipelines.assets.measures import derive_measures
from pipelines.assets.outputs import measure_past_day, report
from pipelines.heartbeat import REFRESH
from pipelines.resources import AskingResource, WarehouseResource
from pipelines.sensors import watch_operations
from sources.catalogue import SCHEDULED

BROKER = ("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND")
"""Celery's own variables: executor and workers both read them."""
PATIENCE = {
    "result_backend_always_retry": True,
    "result_backend_max_retries": 60,
    "task_publish_retry_policy": {"max_retries": 60, "interval_step": 1, "interval_max": 10},
}
"""A run outlives a broker that is away for some ten minutes: each pause grows to ten seconds."""

LONGEST = {"dagster/max_runtime": "7200"}
"""Seconds after which Dagster marks a run as failed whose machine stopped, which says nothing."""

refresh = dg.define_asset_job(
    REFRESH,
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups("past"),
    description="Fetch every source that is due, record what changed, measure, write the report.",
    tags=LONGEST,
)
measure_again = dg.define_asset_job(
    "measure_again",
    selection=dg.AssetSelection.groups("facts", "measures", "alerts", "outputs"),
    description="Measure and write the report from what is recorded already; asks no source.",
    tags=LONGEST,
)
measure_past = dg.define_asset_job(
    "measure_past",
    selection=dg.AssetSelection.groups("past"),
    description="Measure past days as they could be known then, and write their reports: pick "
    "days, or launch a backfill.",
)
# After Arena's usual commit (about 03:00), before the European working day.
daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh,
    cron_schedule="30 4 * * *",
    execution_timezone="UTC",
    description="Runs the job `refresh` every day at 04:30 UTC.",
    tags={"started_by": "daemon"},
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


class ExecutorInvalid(Exception):
    """GAPWATCH_EXECUTOR cannot be followed; the message says what to set or to install."""


def executor(environ: Mapping[str, str] = os.environ) -> dg.ExecutorDefinition:
    """The executor that GAPWATCH_EXECUTOR names. Raises ExecutorInvalid."""
    name = environ.get("GAPWATCH_EXECUTOR") or "in_process"
    if name == "in_process":  # every further process would import Dagster and the rules again
        return dg.in_process_executor
    if name == "celery":
        return _celery(environ)
    raise ExecutorInvalid(f"GAPWATCH_EXECUTOR is {name!r}; use in_process or celery")


def _celery(environ: Mapping[str, str]) -> dg.ExecutorDefinition:
    missing = [name for name in BROKER if not environ.get(name)]
    if missing:  # Celery would ask a broker on this machine, for ever
        raise ExecutorInvalid(
            f"GAPWATCH_EXECUTOR is 'celery', but {' and '.join(missing)} is not set: give the "
            "broker's address, for example redis://HOST:6379/0"
        )
    try:
        found: dg.ExecutorDefinition = import_module("dagster_celery").celery_executor
    except ImportError as error:
        raise ExecutorInvalid(
            f"GAPWATCH_EXECUTOR is 'celery', which needs what is not installed here ({error}): "
            "pip install 'gapwatch[celery]'"
        ) from error
    broker, backend = BROKER
    config = {"broker": {"env": broker}, "backend": {"env": backend}, "config_source": PATIENCE}
    return found.configured(config, name="celery")


def build_defs(resources: Mapping[str, Any] | None = None) -> dg.Definitions:
    """The definitions; `resources` replaces those of the same name."""
    chosen = executor()
    is_alone = chosen is dg.in_process_executor  # it takes one step at a time
    groups = [SCHEDULED] if is_alone else [[source] for source in SCHEDULED]
    return dg.Definitions(
        assets=[intake(groups), source_health, derive_measures, events, report, measure_past_day],
        jobs=[refresh, measure_again, measure_past, *HISTORY_JOBS],
        schedules=[daily_refresh],
        sensors=[watch_operations],
        resources={
            "warehouse": WarehouseResource(),
            "asking": AskingResource(),
            **(resources or {}),
        },
        executor=chosen,
    )


defs = build_defs()
