"""Writing the report of one installation."""

from datetime import datetime
from pathlib import Path

from outputs.health import SourceLine
from outputs.report import write_report
from pipelines.settings import Settings
from sources.catalogue import SOURCES
from warehouse.store import Warehouse


def publish(warehouse: Warehouse, settings: Settings, now: datetime) -> Path:
    """Write the report into its folder and return the page's path; `now` is timezone-aware."""
    lines = [
        SourceLine(
            about.name,
            about.title,
            about.home,
            about.licence,
            about.attribution,
            about.scheduled,
        )
        for about in (source.ABOUT for source in SOURCES.values())
    ]
    return write_report(warehouse, settings.site, now=now, sources=lines)
