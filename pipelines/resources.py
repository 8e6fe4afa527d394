"""What the assets share: the warehouse, and how patient a run is with a silent source.

What belongs here: Dagster resources. Places come from the environment when a run begins, never
when the definitions are imported.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.ingest.cadence import Wish
from pipelines.instance import dagster_home
from pipelines.liveness import LAUNCHED, alive_until_exit
from pipelines.settings import Settings
from sources.contract import SettingInvalid
from warehouse import lock
from warehouse.errors import WarehouseMissing, WarehouseOlder
from warehouse.store import Warehouse

IN_PROCESS = "in_process"
"""The executor that runs all steps of a run in the run's own process."""


class WarehouseResource(dg.ConfigurableResource[Any]):
    """The warehouse, the archive and the report's folder of this installation."""

    home: str = Field(
        default="", description="Folder of the warehouse. Empty: GAPWATCH_HOME, else `data/`."
    )
    archive: str = Field(
        default="", description="fsspec URL of the archive. Empty: GAPWATCH_ARCHIVE, else in home."
    )
    site: str = Field(
        default="", description="Folder of the report. Empty: `site/` of GAPWATCH_HOME or project."
    )

    def settings(self) -> Settings:
        """Where things lie, from the fields and the environment of the run."""
        named = {"GAPWATCH_HOME": self.home, "GAPWATCH_ARCHIVE": self.archive}
        chosen = {name: value for name, value in named.items() if value}
        found = Settings.from_environment({**os.environ, **chosen})
        return replace(found, site=Path(self.site)) if self.site else found

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Let a run that the UI or the daemon launched count as alive while its process lives."""
        run = context.run
        in_process = (os.environ.get("GAPWATCH_EXECUTOR") or IN_PROCESS) == IN_PROCESS
        if run is not None and LAUNCHED in run.tags and in_process:
            alive_until_exit(dagster_home(self.settings()), run.run_id)

    @contextmanager
    def open(self, log: logging.Logger | None = None) -> Iterator[Warehouse]:
        """The warehouse, open for writing; made when it is not there. `log` is told of waiting."""
        settings = self.settings()
        with _log_waiting(log), Warehouse.open(settings.home, settings.archive) as warehouse:
            yield warehouse

    @contextmanager
    def read(self) -> Iterator[Warehouse | None]:
        """The warehouse, open for reading; None when there is none yet, or an older version's."""
        settings = self.settings()
        try:
            opened = Warehouse.read(settings.home, settings.archive)
        except (WarehouseMissing, WarehouseOlder):
            yield None
            return
        with opened:
            yield opened


class AskingResource(dg.ConfigurableResource[Any]):
    """Which sources this run asks: by default every one that is due today."""

    only: list[str] = Field(
        default=[], description="Ask only these sources. Empty: every one that is due."
    )
    as_if_on: str = Field(
        default="", description="YYYY-MM-DD: what is due as if it were this day. Empty: today, UTC."
    )
    force: bool = Field(default=False, description="Ask also what is not due or is paused.")

    def wish(self) -> Wish:
        """What is wanted. Raises SettingInvalid for a name that no scheduled source has."""
        return Wish(tuple(self.only), self.force)

    def today(self) -> date:
        """The day that decides what is due. Raises SettingInvalid."""
        if not self.as_if_on:
            return datetime.now(UTC).date()
        try:
            return date.fromisoformat(self.as_if_on)
        except ValueError:
            raise SettingInvalid("as_if_on", f"{self.as_if_on!r} is no day: YYYY-MM-DD") from None


@contextmanager
def _log_waiting(log: logging.Logger | None) -> Iterator[None]:
    """Pass on to the log of a run for whom it waits."""
    if log is None:
        yield
        return
    handler = logging.Handler()
    handler.emit = lambda record: log.warning(record.getMessage())  # type: ignore[method-assign]
    lock.log.addHandler(handler)
    try:
        yield
    finally:
        lock.log.removeHandler(handler)


class RetriesResource(dg.ConfigurableResource[Any]):
    """How often and after how long a run asks a source again that it could not reach.

    The HTTP client already retries within a look; this is for outages of minutes.
    """

    retries: int = Field(default=2, ge=0, description="Further looks in the same run.")
    wait_seconds: float = Field(default=60, ge=0, description="Pause before each of them.")
