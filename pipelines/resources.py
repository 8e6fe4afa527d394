"""What the assets share: the warehouse, and how patient a run is with a silent source.

What belongs here: Dagster resources. Places come from the environment when a run begins, never
when the definitions are imported.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines.settings import Settings
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

    @contextmanager
    def open(self) -> Iterator[Warehouse]:
        """The warehouse, open for writing; made when it is not there."""
        settings = self.settings()
        with Warehouse.open(settings.home, settings.archive) as warehouse:
            yield warehouse


class PatienceResource(dg.ConfigurableResource[Any]):
    """How often and after how long a run asks a source again that it could not reach.

    The HTTP client already retries within a look; this is for outages of minutes.
    """

    retries: int = Field(default=2, ge=0, description="Further looks in the same run.")
    wait_seconds: float = Field(default=60, ge=0, description="Pause before each of them.")
