"""The job, and when it runs.

What belongs here: jobs and schedules. 04:30 UTC is after Arena's usual commit (about 03:00) and
before the European working day.
"""

import dagster as dg

REFRESH = "refresh"

refresh = dg.define_asset_job(
    REFRESH,
    selection=dg.AssetSelection.all(),
    description="Look at every source, record what changed, measure, and write the report.",
    tags={"purpose": "daily_look"},
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
