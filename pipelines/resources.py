"""What the assets share: the warehouse, and how patient a run is with a silent source.

What belongs here: Dagster resources. Places come from the environment when a run begins, never
when the definitions are imported.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.ingest.cadence import Wish
from pipelines.ingest.fetch import state_of
from pipelines.settings import Settings
from sources.contract import SettingInvalid
from warehouse.archive.inbox import FetchState, Inbox
from warehouse.errors import WarehouseMissing, WarehouseOlder
from warehouse.store import Warehouse


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

    def fetch_state(self, source: str) -> FetchState:
        """What is recorded of a source: by the warehouse, or by the archive where there is none."""
        with self.read() as opened:
            if opened is not None:
                return state_of(opened, source)
        states = Inbox(self.settings().archive).states() or {}
        return states.get(source, FetchState())

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
    force: bool = Field(default=False, description="Ask also what is not due or is paused.")

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """What nobody can follow ends the run before its first step, in one sentence."""
        del context
        try:
            self.wish()
        except SettingInvalid as error:
            raise dg.Failure(str(error), allow_retries=False) from None

    def wish(self) -> Wish:
        """What is wanted. Raises SettingInvalid for a name that no scheduled source has."""
        return Wish(tuple(self.only), self.force)


@contextmanager
def _log_waiting(log: logging.Logger | None) -> Iterator[None]:
    """Pass on to the log of a run for whom it waits, and what it begins anew."""
    if log is None:
        yield
        return
    handler = logging.Handler()
    handler.emit = lambda record: log.warning(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("warehouse")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class RetriesResource(dg.ConfigurableResource[Any]):
    """How often and after how long a run asks a source again that it could not reach.

    The HTTP client already retries within a look; this is for outages of minutes.
    """

    retries: int = Field(default=2, ge=0, description="Further looks in the same run.")
    wait_seconds: float = Field(default=60, ge=0, description="Pause before each of them.")
