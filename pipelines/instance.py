"""Dagster's own state: where it lies, how it is set, and how long it is kept.

What belongs here: the Dagster home under GAPWATCH_HOME and its `dagster.yaml`. Runs that the
command line starts and those of the UI share it, so the UI shows them all.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from pipelines.settings import Settings
from warehouse import files
from warehouse.files import held

CONFIG, OPENING = "dagster.yaml", "opening.lock"
TEMPLATE = """\
# Written once by gapwatch; edit freely, it is never overwritten.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 2
    tag_concurrency_limits:   # a backfill of a year leaves a place to the daily run
      - key: dagster/backfill
        limit: 1
python_logs:
  managed_python_loggers: [warehouse, pipelines]   # for whom a run waits, and faults of ours
  python_log_level: WARNING
run_monitoring:
  enabled: true             # a run that does not start is marked as failed
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 30
      success: 30
"""

OF_PAST_DAYS = ("dagster/partition", "dagster/asset_partition_range_start")
"""Tags of a run that makes a past day, or a stretch of them."""
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
SUPERSEDED = (
    """
DELETE FROM asset_check_executions WHERE create_timestamp < :before AND id NOT IN (
  SELECT max(id) FROM asset_check_executions WHERE execution_status <> 'PLANNED'
  GROUP BY asset_key, check_name, partition
)
""",
    """
DELETE FROM event_logs WHERE run_id = '' AND timestamp < :before AND id NOT IN (
  SELECT max(id) FROM event_logs GROUP BY asset_key, dagster_event_type
)
""",
    "DELETE FROM asset_event_tags WHERE event_id NOT IN (SELECT id FROM event_logs)",
)
"""What checks said before, and what commands reported without a run, but for what each said last,
with the tags of what is gone: no API of Dagster forgets it."""
WITHOUT_RUN = ("DELETE FROM event_logs",)
"""What commands reported is kept once more where Dagster keeps the log of a run, of which there is
none: assets and checks are read from the index."""


class StorageUnreachable(Exception):
    """What `dagster.yaml` says cannot be read, or the database that it names does not answer."""


def dagster_home(settings: Settings) -> Path:
    """The absolute folder of Dagster's state."""
    return (settings.home / "dagster").resolve()


def prepare(settings: Settings) -> Path:
    """Make the Dagster home with its `dagster.yaml` where they are missing, and return it.

    An empty file is a missing one: Dagster's own settings, telemetry among them, would hold.
    """
    home = dagster_home(settings)
    files.home(settings.home)
    files.folder(home)
    config = home / CONFIG
    if not config.exists() or not config.stat().st_size:
        files.write(config, TEMPLATE.encode())
    return home


def fault(settings: Settings) -> str | None:
    """What is wrong with `dagster.yaml` or the storage; None: nothing, or there is none yet."""
    config = dagster_home(settings) / CONFIG
    if not config.exists():
        return None
    try:
        with open_instance(settings):
            for file in (config.parent / "history").rglob("*.db"):
                with _connected(file) as connection:
                    said = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
                if said != "ok":
                    raise OSError(f"{file.name}: {said}")
    except StorageUnreachable as error:
        return str(error)
    except (OSError, SQLAlchemyError) as error:
        return unwritable(settings, error)
    return None


def unwritable(settings: Settings, error: Exception) -> str:
    """That nothing can be written to Dagster's storage, why, and what to do."""
    cause = str(error).partition("\n")[0][:200]
    return (
        f"{dagster_home(settings)}: damaged or not to be written ({cause}), so the UI does not "
        "show what commands do; make room, or move history/ and schedules/ away to begin anew"
    )


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The persistent instance of this installation, made when it is not there.

    Its storage is what `dagster.yaml` says: SQLite files beside it, or PostgreSQL. Raises
    StorageUnreachable.
    """
    home = prepare(settings)
    try:
        with held(home / OPENING, is_told=False):  # two at once would make its files twice
            opened = dg.DagsterInstance.from_config(str(home))
    except OSError:
        raise  # names the file and what is wrong with its disk
    except SQLAlchemyError as error:  # SQLite's: of another database Dagster throws its own
        raise StorageUnreachable(unwritable(settings, error)) from error
    except Exception as error:  # each layer of Dagster's config throws its own
        cause = " ".join(str(error).split())[:200]
        raise StorageUnreachable(
            f"{home / CONFIG}: damaged, or its storage cannot be reached ({cause}); correct it, or "
            "remove it: the next refresh writes it anew"
        ) from error
    with opened as instance:
        yield instance


def forget_runs(instance: dg.DagsterInstance, home: Path, before: datetime) -> int:
    """Delete the runs that were begun before and have ended, with their logs; returns how many.

    `home` is Dagster's, `before` timezone-aware. Runs of past days stay: by them Dagster knows
    which were made. A file that is mostly empty then gives its room back.
    """
    filed = dg.RunsFilter(statuses=ENDED, created_before=before)
    runs = [run for run in instance.get_runs(filed) if run.tags.keys().isdisjoint(OF_PAST_DAYS)]
    for run in runs:
        instance.delete_run(run.run_id)
        shutil.rmtree(home / "storage" / run.run_id, ignore_errors=True)
        for file in (home / "history" / "runs").glob(f"{run.run_id}.db*"):
            file.unlink(missing_ok=True)
    for name, statements in (("index.db", SUPERSEDED), (".db", WITHOUT_RUN)):
        file = home / "history" / "runs" / name
        if file.exists():  # PostgreSQL sees to its files itself
            _tidy(file, statements, before)
    return len(runs)


def _connected(file: Path) -> Connection:
    url = URL.create("sqlite", database=str(file))
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()


def _tidy(file: Path, statements: Sequence[str], before: datetime) -> None:
    with _connected(file) as connection:
        stamp = before.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        for statement in statements:
            connection.execute(text(statement), {"before": stamp})
        free, pages = (
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("freelist_count", "page_count")
        )
        if 2 * free > pages:
            connection.execute(text("VACUUM"))
