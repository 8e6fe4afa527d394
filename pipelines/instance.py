"""Dagster's own state: where it lies and how it is set.

What belongs here: the Dagster home under GAPWATCH_HOME and its `dagster.yaml`. Runs that the
command line starts and those of the UI share it, so the UI shows them all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection

from pipelines.settings import Settings
from warehouse import rights

CONFIG = "dagster.yaml"
TEMPLATE = """\
# Written once by gapwatch; edit freely, it is never overwritten.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 2
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


def dagster_home(settings: Settings) -> Path:
    """The absolute folder of Dagster's state."""
    return (settings.home / "dagster").resolve()


def prepare(settings: Settings) -> Path:
    """Make the Dagster home with its `dagster.yaml` where they are missing, and return it."""
    home = dagster_home(settings)
    rights.home(settings.home)
    rights.folder(home)
    config = home / CONFIG
    if not config.exists():
        config.write_text(TEMPLATE, encoding="utf-8")
    return home


def fault(settings: Settings) -> str | None:
    """What is wrong with `dagster.yaml`; None: nothing, or there is none yet."""
    config = dagster_home(settings) / CONFIG
    if not config.exists():
        return None
    try:
        InstanceRef.from_dir(str(config.parent))
    except Exception as error:  # noqa: BLE001 - each layer of Dagster's config throws its own
        cause = " ".join(str(error).split())[:200]
        return f"{config}: damaged ({cause}); remove it, the next refresh writes it anew"
    return None


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The persistent instance of this installation, made when it is not there."""
    with (
        _unhurried(),
        _held_open(),
        dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(prepare(settings)))) as instance,
    ):
        yield instance


@contextmanager
def _unhurried() -> Iterator[None]:
    """Leave it to the system when Dagster's run history reaches the disk.

    Dagster opens and closes its SQLite files for every event, and each closing waits for the disk:
    4500 times in one run, which is most of a minute on a slow one. Only its own history is meant;
    the warehouse keeps every promise of its own.
    """

    def relax(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()

    event.listen(Engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(Engine, "connect", relax)


@contextmanager
def _held_open() -> Iterator[None]:
    """Keep one engine per file of the run history instead of a new one for every event.

    A new engine opens the file again and compiles every statement again: 2200 times in one run, a
    fifth of all its work. What is shared is a pool, so nothing but closing is put off; no lock is
    held between two events.
    """
    engines: dict[str, Engine] = {}

    def held(address: str, **options: Any) -> Engine:
        if address not in engines:
            connecting = options.get("connect_args", {})
            engine = engines[address] = create_engine(address, connect_args=connecting)
            engine.dispose = _put_off  # type: ignore[method-assign]
        return engines[address]

    storage: Any = sqlite_event_log
    given, storage.create_engine = storage.create_engine, held
    try:
        yield
    finally:
        storage.create_engine = given
        for engine in engines.values():
            Engine.dispose(engine)


def _put_off(close: bool = True) -> None:
    """In place of `Engine.dispose` while a run lasts."""
