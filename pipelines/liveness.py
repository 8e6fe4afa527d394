"""Which runs are alive: each holds a lock in the Dagster home that dies with its process.

Dagster believes a run until somebody says that it ended; a process that was killed says nothing,
and its run counts against `max_concurrent_runs` for good. What belongs here: holding the lock of a
run, and marking runs failed whose lock was left behind. No process number is ever asked whether it
lives: it may be another's by now. A run that holds no lock (steps in processes of their own,
another machine) is left to Dagster.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from warehouse.lock import held, hold_until_exit, was_abandoned

FOLDER = "alive"
"""In the Dagster home: one file per run."""
UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
BY_COMMAND = {"started_by": "command_line"}
LAUNCHED = ".dagster/grpc_info"
"""Tag of a run that the UI or the daemon launched: where its code is served."""
OLD = timedelta(days=1)
"""Runs of earlier versions hold no lock; none of a command takes so long."""
CAUSE = "The process of this run was killed, or its machine stopped."

log = logging.getLogger(__name__)
"""Gets one line for every run that is found dead."""


@contextmanager
def alive(home: Path, run_id: str) -> Iterator[None]:
    """Let the run count as alive while the block runs; `home` is Dagster's."""
    path = _path(home, run_id)
    with held(path):
        yield
        path.unlink()  # not after a failure: whoever comes next looks whether the run ended


def alive_until_exit(home: Path, run_id: str) -> None:
    """Let the run count as alive for as long as this process lives."""
    hold_until_exit(_path(home, run_id))


def mark_dead_runs(instance: dg.DagsterInstance, home: Path) -> list[str]:
    """Mark every run failed whose process died, and return their ids."""
    dead = [run for run in [*_abandoned(instance, home), *_forgotten(instance, home)] if run]
    for run in dead:
        instance.report_run_failed(run, CAUSE)
        log.warning("run %s was killed before its end; it is marked as failed", run.run_id[:8])
    return [run.run_id for run in dead]


def _abandoned(instance: dg.DagsterInstance, home: Path) -> Iterator[dg.DagsterRun]:
    """Unfinished runs whose lock nobody holds any more."""
    for path in sorted((home / FOLDER).glob("*.lock")):
        if was_abandoned(path):
            run = instance.get_run_by_id(path.stem)  # asked after the lock: it may have ended
            if run is not None and not run.is_finished:
                yield run
            path.unlink(missing_ok=True)


def _forgotten(instance: dg.DagsterInstance, home: Path) -> Iterator[dg.DagsterRun]:
    """Unfinished runs of commands of an earlier version, which held no lock."""
    wanted = dg.RunsFilter(
        statuses=UNFINISHED, tags=BY_COMMAND, created_before=datetime.now(UTC) - OLD
    )
    for run in instance.get_runs(wanted):
        if not _path(home, run.run_id).exists():
            yield run


def _path(home: Path, run_id: str) -> Path:
    return home / FOLDER / f"{run_id}.lock"
