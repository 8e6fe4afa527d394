"""The daily backup and its drill: copied, restored for a moment, and equal.

It is no part of the daily job: a run that looks at sources must not fail because a disk for copies
is full. The job `backup` makes it; switch on its schedule where GAPWATCH_BACKUP names a folder.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg

from pipelines.assets import keys
from pipelines.resources import WarehouseResource
from warehouse.backup import back_up, drill
from warehouse.errors import WarehouseError

BACKUP = dg.AssetKey(["backup", "warehouse"])
COMES_BACK = "comes_back_equal"
FOLDER, KEEP = "GAPWATCH_BACKUP", 7
ABOUT_CHECK = (
    "The copy was restored into an empty folder, every row, state and page of it was checked, and "
    "the hash of all facts is the one that was backed up."
)
JOB = dg.define_asset_job(
    "backup",
    selection=dg.AssetSelection.assets(BACKUP),
    description="Copy the warehouse and its pages to GAPWATCH_BACKUP, and restore the copy.",
    tags={"purpose": "backup"},
)
DAILY = dg.ScheduleDefinition(
    name="daily_backup",
    job=JOB,
    cron_schedule="30 6 * * *",
    execution_timezone="UTC",
    description="Runs the job `backup` every day at 06:30 UTC; needs GAPWATCH_BACKUP.",
    tags={"started_by": "schedule"},
)


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where copies go. Raises dg.Failure where nothing says so."""
    named = environ.get(FOLDER)
    if not named:
        raise dg.Failure(
            f"{FOLDER} is not set: name a folder on another disk, or leave this job off",
            allow_retries=False,
        )
    return Path(named).expanduser()


def backup_assets() -> list[dg.AssetsDefinition]:
    """The copy, with its check."""

    @dg.asset(
        key=BACKUP,
        description="A copy of the warehouse and its pages in GAPWATCH_BACKUP, and those of the "
        f"{KEEP} days before.\n\nEach one is restored for a moment. How to restore: "
        "docs/operate.md.",
        group_name="backups",
        kinds={"python", "sqlite"},
        owners=[keys.OPERATIONS],
        tags={"layer": "backup"},
        check_specs=[dg.AssetCheckSpec(COMES_BACK, asset=BACKUP, description=ABOUT_CHECK)],
    )
    def backup(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[keys.Event]:
        place = folder()
        with warehouse.open(context.log) as opened:
            made = back_up(opened, place, keep=KEEP)
        yield dg.MaterializeResult(
            asset_key=BACKUP,
            metadata={
                "pages": made.pages,
                "content_hash": made.content_hash,
                **({"recorded_until": made.recorded_at} if made.recorded_at else {}),
            },
        )
        yield drilled(place)

    return [backup]


def drilled(place: Path) -> dg.AssetCheckResult:
    """Whether the copy in `place` comes back equal, with the cause where it does not."""
    try:
        drill(place)
        cause = None
    except (WarehouseError, OSError) as error:
        cause = str(error)
    return dg.AssetCheckResult(
        passed=cause is None,
        asset_key=BACKUP,
        check_name=COMES_BACK,
        metadata={"cause": cause} if cause else {},
    )
