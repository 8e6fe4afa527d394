"""The job, and when it runs.

What belongs here: jobs and schedules. 04:30 UTC is after Arena's usual commit (about 03:00) and
before the European working day.
"""

import dagster as dg

from pipelines.heartbeat import REFRESH

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

daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh,
    cron_schedule="30 4 * * *",
    execution_timezone="UTC",
    description="Runs the job `refresh` every day at 04:30 UTC.",
    tags={"started_by": "schedule"},
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
