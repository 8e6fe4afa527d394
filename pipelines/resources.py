"""What the assets share: the warehouse, and whom a run asks.

What belongs here: Dagster resources. Places come from the environment when a run begins, never
when the definitions are imported.
"""

import os
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.ingest.fetch import states_of
from pipelines.settings import Settings
from sources.catalogue import SCHEDULED
from warehouse.archive.inbox import FetchState, Inbox
from warehouse.errors import WarehouseMissing, WarehouseOlder
from warehouse.store import Warehouse


class WarehouseResource(dg.ConfigurableResource[Any]):
    """The warehouse, the archive and the report's folder of this installation."""

    home: str = Field(
        default="", description="Folder of the warehouse. Empty: GAPWATCH_HOME, else `data/`."
    )

    def settings(self) -> Settings:
        """Where things lie, from the field and the environment of the run."""
        chosen = {"GAPWATCH_HOME": self.home} if self.home else {}
        return Settings.from_environment({**os.environ, **chosen})

    def fetch_states(self, sources: Iterable[str]) -> dict[str, FetchState]:
        """What is recorded of sources: by the warehouse, or by the archive where there is none."""
        with self.read() as opened:
            if opened is not None:
                return states_of(opened, sources)
        states = Inbox(self.settings().archive).states() or {}
        return {name: states.get(name, FetchState()) for name in sources}

    def open(self) -> Warehouse:
        """The warehouse, open for writing; made when it is not there."""
        settings = self.settings()
        return Warehouse.open(settings.home, settings.archive)

    def read(self) -> AbstractContextManager[Warehouse | None]:
        """The warehouse, open for reading; None when there is none yet, or an older version's."""
        settings = self.settings()
        try:
            return Warehouse.read(settings.home, settings.archive)
        except (WarehouseMissing, WarehouseOlder):
            return nullcontext()


class AskingResource(dg.ConfigurableResource[Any]):
    """Which sources this run asks."""

    only: list[str] = Field(
        default=[], description="Ask only these sources. Empty: every one that is due."
    )
    force: bool = Field(default=False, description="Ask also what is not due.")

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """What nobody can follow ends the run before its first step, in one sentence."""
        del context
        known = {source.ABOUT.name for source in SCHEDULED}
        if strangers := sorted(set(self.only) - known):
            raise dg.Failure(
                f"only: no source {strangers}; there are {sorted(known)}", allow_retries=False
            )
